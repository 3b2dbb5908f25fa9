/** `device.httpd`: the fields of httpd_config_t; `device.ws`: those of httpd_uri_t that websockets have. */

import * as z from 'zod';

import { INT_MAX, flag, int, port, text } from '../../document/fields.js';

const MAX_PRIORITY = 24;
const NO_AFFINITY = INT_MAX;
const MAX_U16 = 65_535;
const MIN_STACK = 512;
const MAX_STACK = 1_048_576;
const MAX_TIMEOUT_S = 65_535;
const SOURCE = 'components/esp_http_server/include/esp_http_server.h (HTTPD_DEFAULT_CONFIG)';
const u16 = (about: string) => int(0, MAX_U16, about).optional();

/** Fields of httpd_config_t as scenarios hold them. */
export interface HttpdFields {
  readonly task_priority?: number | undefined;
  readonly stack_size?: number | undefined;
  readonly core_id?: number | undefined;
  readonly server_port?: number | undefined;
  readonly ctrl_port?: number | undefined;
  readonly max_open_sockets?: number | undefined;
  readonly max_uri_handlers?: number | undefined;
  readonly max_resp_headers?: number | undefined;
  readonly backlog_conn?: number | undefined;
  readonly lru_purge_enable?: boolean | undefined;
  readonly recv_wait_timeout?: number | undefined;
  readonly send_wait_timeout?: number | undefined;
  readonly enable_so_linger?: boolean | undefined;
  readonly linger_timeout?: number | undefined;
  readonly keep_alive_enable?: boolean | undefined;
  readonly keep_alive_idle?: number | undefined;
  readonly keep_alive_interval?: number | undefined;
  readonly keep_alive_count?: number | undefined;
  readonly max_uri_len?: number | undefined;
  readonly max_req_hdr_len?: number | undefined;
}

/** Websocket fields of httpd_uri_t as scenarios hold them. */
export interface WsFields {
  readonly handle_ws_control_frames?: boolean | undefined;
  readonly supported_subprotocol?: string | undefined;
}

/** Fields of httpd_config_t, in its order; they override what the app sets. */
export const httpdSchema = () =>
  z
    .strictObject(
      {
        task_priority: int(0, MAX_PRIORITY, "Priority of the server's task. Default 5").optional(),
        stack_size: int(MIN_STACK, MAX_STACK, "Stack of the server's task, bytes. Default 4096").optional(),
        core_id: int(
          0,
          NO_AFFINITY,
          'Core of the task. Default 2147483647 (any); the model has one core',
        ).optional(),
        server_port: port('TCP port. Default 80').optional(),
        ctrl_port: port('UDP port of the control socket. Default 32768').optional(),
        max_open_sockets: u16('Sessions. Default 7; plus 3 must not exceed CONFIG_LWIP_MAX_SOCKETS'),
        max_uri_handlers: u16('URI handlers. Default 8'),
        max_resp_headers: u16('Additional response headers. Default 8'),
        backlog_conn: u16('Backlog of the listener. Default 5'),
        lru_purge_enable: flag(
          'Close the least recently used session for a new client. Default false',
        ).optional(),
        recv_wait_timeout: int(0, MAX_TIMEOUT_S, 'Receive timeout, seconds. Default 5').optional(),
        send_wait_timeout: int(0, MAX_TIMEOUT_S, 'Send timeout, seconds. Default 5').optional(),
        enable_so_linger: flag('SO_LINGER on sessions. Default false').optional(),
        linger_timeout: int(0, INT_MAX, 'Linger time, seconds. Default 0').optional(),
        keep_alive_enable: flag('TCP keep-alive on sessions. Default false').optional(),
        keep_alive_idle: int(0, INT_MAX, 'Keep-alive idle time, seconds. Default 0: 5').optional(),
        keep_alive_interval: int(0, INT_MAX, 'Keep-alive interval, seconds. Default 0: 5').optional(),
        keep_alive_count: int(0, INT_MAX, 'Keep-alive probes. Default 0: 3').optional(),
        max_uri_len: int(
          0,
          MAX_U16,
          'Longest URI, bytes; from v5.5. Default 0: CONFIG_HTTPD_MAX_URI_LEN',
        ).optional(),
        max_req_hdr_len: int(
          0,
          MAX_U16,
          'Longest header section, bytes; from v5.5. Default 0: CONFIG_HTTPD_MAX_REQ_HDR_LEN',
        ).optional(),
      },
      { error: () => 'expected a map with fields of httpd_config_t' },
    )
    .describe(
      `Fields of httpd_config_t; they override what an app sets. Defaults: ${SOURCE}.`,
    ) satisfies z.ZodType<HttpdFields>;

/** Websocket fields of httpd_uri_t. */
export const wsSchema = () =>
  z
    .strictObject(
      {
        handle_ws_control_frames: flag('The handler gets PING, PONG and CLOSE too. Default false').optional(),
        supported_subprotocol: text('Subprotocol that the server answers with. Default none').optional(),
      },
      { error: () => 'expected a map with websocket fields of httpd_uri_t' },
    )
    .describe(
      'Websocket fields of httpd_uri_t (components/esp_http_server/include/esp_http_server.h).',
    ) satisfies z.ZodType<WsFields>;
