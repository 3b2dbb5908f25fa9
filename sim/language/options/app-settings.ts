/** The applications' own settings (`device.app_settings`); see conformance/esp32-apps/APPS.md. */

import * as z from 'zod';

import { INT_MAX, flag, int, port, word } from '../../document/fields.js';

const MAX_PRIORITY = 24;
const MAX_SOCKETS = 253;
const MAX_MESSAGE = 65_536;

/** RFC 6455 section 4.1: a token. */
const PROTOCOL_ERROR = () => 'expected the name of a protocol, without blanks';

/** A setting's value. */
export type SettingValue = number | boolean | string;

/** Settings as scenarios hold them. */
export type AppSettings = {
  readonly ctrl_port2?: number | undefined;
  readonly server_port2?: number | undefined;
  readonly max_open_sockets2?: number | undefined;
  readonly task_priority2?: number | undefined;
  readonly bcast_prio?: number | undefined;
  readonly bcast_len?: number | undefined;
  readonly bcast_ms?: number | undefined;
  readonly sse_ms?: number | undefined;
  readonly sse_count?: number | undefined;
  readonly async_never?: boolean | undefined;
  readonly close_fn_mode?: 'forget' | 'close' | undefined;
  readonly session_ctx_handlers?: boolean | undefined;
  readonly conn_close_header?: boolean | undefined;
  readonly storage_bytes?: number | undefined;
  readonly protocol?: string | undefined;
  /** Of the user's own modules. */
  readonly [name: string]: SettingValue | undefined;
};

/** Settings of all applications. */
export const appSettingsSchema = () =>
  z
    .strictObject(
      {
        ctrl_port2: port(
          'two: control port of the second server. Default 32768, which the first one has',
        ).optional(),
        server_port2: port('two: port of the second server. Default 81').optional(),
        max_open_sockets2: int(
          0,
          MAX_SOCKETS,
          'two: max_open_sockets of the second server. Default 7',
        ).optional(),
        task_priority2: int(0, MAX_PRIORITY, 'two: task priority of the second server. Default 5').optional(),
        bcast_prio: int(0, MAX_PRIORITY, 'broadcast: priority of the sending task. Default 5').optional(),
        bcast_len: int(1, MAX_MESSAGE, 'broadcast: bytes a message. Default 12').optional(),
        bcast_ms: int(1, INT_MAX, 'broadcast: milliseconds between messages. Default 100').optional(),
        sse_ms: int(0, INT_MAX, 'sse: milliseconds between events. Default 200').optional(),
        sse_count: int(0, INT_MAX, 'sse: events a stream. Default 50').optional(),
        async_never: flag('async: also register /never, whose worker never ends. Default false').optional(),
        close_fn_mode: word(
          ['forget', 'close'],
          'keepopen: whether close_fn closes the socket. Default forget',
        ).optional(),
        session_ctx_handlers: flag(
          'persistent-sockets: also register /login and /logout (CONFIG_EXAMPLE_SESSION_CTX_HANDLERS). Default false',
        ).optional(),
        conn_close_header: flag(
          'file-serving: answers say "Connection: close" (CONFIG_EXAMPLE_HTTPD_CONN_CLOSE_HEADER). Default true',
        ).optional(),
        storage_bytes: int(
          0,
          INT_MAX,
          "file-serving: bytes that all files together may have. Default 983040, the example's partition",
        ).optional(),
        protocol: z
          .string({ error: PROTOCOL_ERROR })
          .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/, { error: PROTOCOL_ERROR })
          .describe(
            "lws-ws-server: name of its websocket protocol; clients that ask for another one are turned away. The SDK's guide says echo_server, its example echo-protocol. Default echo-protocol",
          )
          .optional(),
      },
      { error: () => 'expected a map of settings' },
    )
    .catchall(
      z.union([z.number(), z.boolean(), z.string()], {
        error: () => 'expected a number, true, false or text',
      }),
    )
    .describe(
      "Settings of the applications' own; each belongs to one application; modules of your own find theirs in context.settings.",
    ) satisfies z.ZodType<AppSettings>;

/** The application that each setting belongs to. */
export const SETTING_OWNER = {
  ctrl_port2: 'two',
  server_port2: 'two',
  max_open_sockets2: 'two',
  task_priority2: 'two',
  bcast_prio: 'broadcast',
  bcast_len: 'broadcast',
  bcast_ms: 'broadcast',
  sse_ms: 'sse',
  sse_count: 'sse',
  async_never: 'async',
  close_fn_mode: 'keepopen',
  session_ctx_handlers: 'persistent-sockets',
  conn_close_header: 'file-serving',
  storage_bytes: 'file-serving',
  protocol: 'lws-ws-server',
} as const satisfies Readonly<Record<string, string>>;
