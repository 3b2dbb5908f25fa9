/** `device.handlers`: handlers that a scenario writes itself. */

import * as z from 'zod';

import { duration } from '../../document/duration.js';
import { clientName, flag, int, port, text, word } from '../../document/fields.js';
import { headers, path, subprotocol } from '../../document/http-fields.js';
import { later, once } from '../../document/lazy-schema.js';
import { payloadFields } from '../../document/payload/schema.js';

const MOST_BYTES = 16 * 1024 * 1024;
const MOST_ROUNDS = 1_000_000;
const MOST_DEEDS = 1000;
const MOST_HANDLERS = 100;
/** FreeRTOS (configMAX_PRIORITIES 25). */
const MOST_PRIORITY = 24;
const MOST_STACK_BYTES = 1024 * 1024;
const LONGEST_NAME = 15;
const MOST_FD = 63;
const MOST_CONNECTIONS = 1000;
const MOST_TASKS = 20;
const MOST_BUFFER_BYTES = 1024 * 1024;
/** Close codes of websockets. */
const FIRST_CLOSE_CODE = 1000;
const LAST_CLOSE_CODE = 4999;

/** Methods that a handler may be for. */
export const HANDLER_METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'ANY'] as const;
/** Statuses that `error` may answer. */
const ERROR_STATUSES = [400, 401, 403, 404, 405, 408, 411, 414, 431, 500, 501, 505] as const;

const bytes = (about: string) =>
  z
    .union([int(0, MOST_BYTES, 'So many bytes.'), z.string(), z.strictObject(payloadFields())], {
      error: () => 'expected a number of bytes, text, or { text }, { hex }, { fill, length }',
    })
    .describe(about);

const taskName = () =>
  text('Name of the task.')
    .min(1)
    .max(LONGEST_NAME, { error: () => `expected at most ${LONGEST_NAME} characters` });

/** Deeds that hold no others. */
const plainKeys = () => ({
  log: z
    .union(
      [
        text('The line.'),
        z.strictObject({
          text: text('The line.'),
          level: word(['E', 'W', 'I'], 'Its level. Default I').optional(),
          tag: text('Its tag. Default handlers').optional(),
        }),
      ],
      {
        error: () => 'expected text, or { text, level, tag }',
      },
    )
    .describe('ESP_LOGI: a line of the console.'),
  status: text('httpd_resp_set_status: "503 Busy".'),
  type: text('httpd_resp_set_type: "text/html".'),
  header: headers().describe('httpd_resp_set_hdr for each.'),
  send: bytes('httpd_resp_send: the whole answer.'),
  chunk: z
    .union([z.literal('end'), bytes('')], { error: () => 'expected end, a number of bytes, or text' })
    .describe('httpd_resp_send_chunk: one piece of a chunked answer; end ends it.'),
  error: z
    .union(
      ERROR_STATUSES.map((status) => z.literal(status)),
      { error: () => `expected one of ${ERROR_STATUSES.join(', ')}` },
    )
    .describe('httpd_resp_send_err: an error with the device’s own text.'),
  recv: z
    .union([z.literal('all'), int(1, MOST_BYTES, 'So many bytes.')], {
      error: () => 'expected all, or a number of bytes',
    })
    .describe('httpd_req_recv until the body, or so much of it, is read; again after a timeout.'),
  ws_recv: z
    .literal(true)
    .describe('httpd_ws_recv_frame: the length, then the payload into memory of its own.'),
  ws_send: z
    .union([z.literal('echo'), bytes('')], { error: () => 'expected echo, a number of bytes, or text' })
    .describe('httpd_ws_send_frame: a text frame; echo sends back what ws_recv got.'),
  delay: duration('vTaskDelay: the task sleeps, in whole ticks.'),
  compute: duration(
    'The task computes; others go on, as on another core, but with device.cpu, which has one core: only those of a higher priority.',
  ),
  repeat: z
    .union([z.literal('until-failure'), int(1, MOST_ROUNDS, 'How often.')], {
      error: () => 'expected how often, or until-failure',
    })
    .describe('Does `do` again; until-failure: until a call fails, as when the client has left.'),
  alloc: int(1, MOST_BYTES, 'Bytes.').describe('malloc: memory that is kept after the handler.'),
  free: z
    .union([z.literal('all'), int(1, MOST_BYTES, 'Bytes.')], {
      error: () => 'expected all, or a number of bytes',
    })
    .describe('free: the newest such block of alloc, or all.'),
  lock: z
    .union(
      [
        text('Its name.'),
        z.strictObject({ name: text('Its name.'), timeout: duration('How long to wait. Default: for ever') }),
      ],
      {
        error: () => 'expected a name, or { name, timeout }',
      },
    )
    .describe('xSemaphoreTake of a mutex, which all handlers share by its name.'),
  unlock: text('xSemaphoreGive of a mutex.'),
  call: z
    .strictObject({
      to: clientName('The client that is asked; it must listen.'),
      port: port('Its port. Default 80').optional(),
      send: bytes('What is sent.').optional(),
      receive: int(0, MOST_BYTES, 'Bytes of the answer that are waited for. Default 1').optional(),
      timeout: duration('SO_RCVTIMEO and SO_SNDTIMEO. Default 10s').optional(),
    })
    .describe('A connection to another host, made and waited for inside of the handler.'),
  socket_send: bytes(
    'httpd_socket_send: bytes as they are, to this connection; the answer is the handler’s own affair.',
  ),
  close: z
    .literal(true)
    .describe('httpd_sess_trigger_close of this connection; lws_set_timeout with LWS_TO_KILL_ASYNC.'),
  close_fd: int(0, MOST_FD, 'Number of the descriptor.').describe(
    'close() of any descriptor, whoever has it.',
  ),
  set: text('A flag that all handlers and tasks share: it is set.'),
  when: text('Does `do` if that flag is set, which takes it back.'),
  fail: z.literal(true).describe('The handler returns ESP_FAIL; a callback of libwebsockets -1.'),
  return: z.literal(true).describe('The handler returns ESP_OK; a callback of libwebsockets 0.'),
  callback_on_writable: z
    .union([z.literal(true), z.literal('all')], { error: () => 'expected true, or all' })
    .describe(
      'lws_callback_on_writable: a writable callback for this connection, or for all websockets of the program.',
    ),
  again: int(1, MOST_ROUNDS, 'How often.').describe(
    'Until this callback has come so often for the connection: lws_callback_on_writable, and it returns 0 here.',
  ),
  timer: duration('lws_set_timer_usecs: LWS_CALLBACK_TIMER for this connection, once, in so much time.'),
  rx_flow: word(['stop', 'go'], 'lws_rx_flow_control: nothing more is read from this connection, or again.'),
  close_reason: z
    .union(
      [
        int(FIRST_CLOSE_CODE, LAST_CLOSE_CODE, 'Its code.'),
        z.strictObject({
          code: int(FIRST_CLOSE_CODE, LAST_CLOSE_CODE, 'Its code.'),
          text: text('Its text.').optional(),
        }),
      ],
      { error: () => 'expected a close code, or { code, text }' },
    )
    .describe('lws_close_reason: the CLOSE frame with which fail ends this websocket.'),
  cancel_service: z.literal(true).describe('lws_cancel_service: the service loop is to come round.'),
  limit: int(0, MOST_CONNECTIONS, 'How many.').describe(
    'Fails when the program has so many connections already: return -1.',
  ),
});

type PlainKeys = ReturnType<typeof plainKeys>;

/** A deed as written, after the schema's checks. */
export type WrittenDeed = {
  readonly [K in keyof PlainKeys]?: z.output<PlainKeys[K]> | undefined;
} & {
  readonly queue_work?: readonly WrittenDeed[] | undefined;
  readonly async?: WrittenAsync | undefined;
  readonly task?: WrittenAsync | undefined;
  readonly do?: readonly WrittenDeed[] | undefined;
  readonly to?: 'one' | 'all' | undefined;
  readonly on_error?: 'ignore' | 'return' | undefined;
};

/** `async` and `task` as written. */
export interface WrittenAsync {
  readonly do: readonly WrittenDeed[];
  readonly task?: string | undefined;
  readonly stack?: number | undefined;
  readonly priority?: number | undefined;
}

const list = (about: string): z.ZodType<WrittenDeed[]> => z.lazy(deedList).describe(about);

/** What a deed may be, by its word; each entry of a list has exactly one. */
export const deedKeys = once(() => ({
  ...plainKeys(),
  queue_work: list('httpd_queue_work: deeds for the server task, after this handler.'),
  async: z
    .strictObject({
      do: list('What the task does; then the request is complete.'),
      task: taskName().optional(),
      stack: int(1, MOST_STACK_BYTES, 'Stack of the task, bytes. Default 4096').optional(),
      priority: int(1, MOST_PRIORITY, 'Its priority. Default 5').optional(),
    })
    .describe('httpd_req_async_handler_begin, and a task that answers: the server goes on.'),
  task: z
    .strictObject({
      do: list('What the task does: with this connection, without the request.'),
      task: taskName().optional(),
      stack: int(1, MOST_STACK_BYTES, 'Stack of the task, bytes. Default 4096').optional(),
      priority: int(1, MOST_PRIORITY, 'Its priority. Default 5').optional(),
    })
    .describe('xTaskCreate: a task that goes on when the handler has returned.'),
}));

/** A word of a deed. */
export type DeedWord = keyof ReturnType<typeof deedKeys>;

const deed = () =>
  z
    .strictObject(
      {
        ...(Object.fromEntries(
          Object.entries(deedKeys()).map(([key, schema]) => [key, (schema as z.ZodType).optional()]),
        ) as { [K in DeedWord]: z.ZodOptional<z.ZodType> }),
        do: list('With repeat: what is done again; with when: what is done then.').optional(),
        to: word(
          ['one', 'all'],
          'With ws_send: to this connection, or to every websocket. Default one',
        ).optional(),
        on_error: word(
          ['return', 'ignore'],
          'What fails ends the handler with its result, or does not. Default return',
        ).optional(),
      },
      { error: () => 'expected a deed, as in { send: 4096 } or { delay: 1s }' },
    )
    .describe('One thing that the handler does.');

/** A list of deeds. */
const deedList = once(
  (): z.ZodType<WrittenDeed[]> =>
    z
      .array(deed(), { error: () => 'expected a list of deeds' })
      .min(1, { error: () => 'expected at least one deed' })
      .max(MOST_DEEDS, { error: () => `expected at most ${MOST_DEEDS} deeds` }) as unknown as z.ZodType<
      WrittenDeed[]
    >,
);

/** Callbacks of libwebsockets for an ordinary request, a websocket, and the program itself. */
export const HTTP_CALLBACKS = ['filter', 'body', 'body_completion', 'writeable', 'timer', 'closed'] as const;
export const WEBSOCKET_CALLBACKS = [
  'filter',
  'established',
  'pong',
  'writeable',
  'timer',
  'peer_close',
  'closed',
] as const;
export const PROGRAM_CALLBACKS = ['init', 'filter_network', 'wait_cancelled', 'loop'] as const;

const callbacks = () =>
  z
    .strictObject(
      {
        filter: list('FILTER_HTTP_CONNECTION or FILTER_PROTOCOL_CONNECTION: fail refuses.').optional(),
        body: list('HTTP_BODY: for each piece of the body.').optional(),
        body_completion: list('HTTP_BODY_COMPLETION: the body is complete.').optional(),
        established: list('ESTABLISHED: the handshake is done.').optional(),
        pong: list('RECEIVE_PONG.').optional(),
        writeable: list('HTTP_WRITEABLE or SERVER_WRITEABLE, once for each callback_on_writable.').optional(),
        timer: list('TIMER, once for each timer.').optional(),
        peer_close: list('WS_PEER_INITIATED_CLOSE: fail closes without an answer.').optional(),
        closed: list('CLOSED_HTTP or CLOSED.').optional(),
        init: list('PROTOCOL_INIT, before the first connection.').optional(),
        filter_network: list('FILTER_NETWORK_CONNECTION: fail closes the new connection at once.').optional(),
        wait_cancelled: list(
          'EVENT_WAIT_CANCELLED: somebody called lws_cancel_service, and the loop was woken.',
        ).optional(),
        loop: list('In main(), after each round of lws_service (100 ms at most).').optional(),
      },
      { error: () => 'expected a map of callbacks, as in { writeable: […] }' },
    )
    .describe('With libwebsockets: what other callbacks do.');

/** A callback, as `on` names it. */
export type CallbackKey = keyof z.output<ReturnType<typeof callbacks>>;

const bufferSize = (about: string) => int(1, MOST_BUFFER_BYTES, about);

/** The list under `device.handlers`. */
export const handlersSchema = () =>
  z
    .array(
      z.strictObject(
        {
          uri: path(
            'The URI, as it is registered: "/log", or with * where uri_match_fn allows it (libwebsockets: at its end).',
          ).optional(),
          method: word(HANDLER_METHODS, 'The method. Default GET').optional(),
          websocket: flag('It is a websocket: the deeds are done for each frame. Default false').optional(),
          control_frames: flag('handle_ws_control_frames. Default false').optional(),
          subprotocol: subprotocol(
            'supported_subprotocol; with libwebsockets the name of the protocol, by which a websocket is chosen.',
          ),
          rx_buffer_size: bufferSize(
            'With libwebsockets: the largest piece of a message, bytes. Default 4096',
          ).optional(),
          tx_packet_size: bufferSize(
            'With libwebsockets: the most that is handed to the socket at once, bytes. Default: rx_buffer_size',
          ).optional(),
          do: list(
            'What it does: for the request (LWS_CALLBACK_HTTP), or for each frame (LWS_CALLBACK_RECEIVE).',
          ).optional(),
          on: later(callbacks).optional(),
        },
        { error: () => 'expected a handler: { uri, method, do: […] }' },
      ),
      { error: () => 'expected a list of handlers' },
    )
    .min(1, { error: () => 'expected at least one handler' })
    .max(MOST_HANDLERS, { error: () => `expected at most ${MOST_HANDLERS} handlers` })
    .describe('Handlers of your own: what each does, call by call. They are registered after those of apps.');

/** The list under `device.tasks`. */
export const tasksSchema = () =>
  z
    .array(
      z.strictObject(
        {
          name: taskName(),
          priority: int(1, MOST_PRIORITY, 'Its priority. Default 5').optional(),
          stack: int(1, MOST_STACK_BYTES, 'Its stack, bytes. Default 4096').optional(),
          do: list('What it does; at the end, or when something fails, the task is over.'),
        },
        { error: () => 'expected a task: { name, do: […] }' },
      ),
      { error: () => 'expected a list of tasks' },
    )
    .min(1, { error: () => 'expected at least one task' })
    .max(MOST_TASKS, { error: () => `expected at most ${MOST_TASKS} tasks` })
    .describe(
      'Tasks of your own beside the server, created once it runs; their deeds are those of handlers.',
    );

/** Handlers and tasks as written, after the schema's checks. */
export type WrittenHandlers = z.output<ReturnType<typeof handlersSchema>>;
export type WrittenTasks = z.output<ReturnType<typeof tasksSchema>>;
