/**
 * `broadcast`: a task of the application's own sends a numbered text to every websocket, through `httpd_queue_work`, as
 * `wss_server_send_messages` of the wss_server example does.
 *
 * The reference traces' own application (test/conformance/esp32-apps/APPS.md). Settings: `bcast_prio` (the task's
 * priority), `bcast_len` (bytes a message), `bcast_ms` (between messages). Kept: what does not fit the control socket's
 * mailbox is lost with its argument, and `httpd_queue_work` says ESP_OK.
 */

import { latin1Bytes } from '../../sim/codec/latin1.js';
import type { Blocking } from '../../sim/kernel/task.js';
import {
  ESP_ERR_NO_MEM,
  ESP_OK,
  httpd_get_client_list,
  httpd_queue_work,
  httpd_register_uri_handler,
  httpd_ws_frame,
  httpd_ws_get_fd_info,
  httpd_ws_recv_frame,
  httpd_ws_send_frame,
  httpd_ws_send_frame_async,
  HTTPD_WS_CLIENT_WEBSOCKET,
  HTTPD_WS_TYPE_TEXT,
  HTTP_GET,
  type ClientList,
  type esp_err_t,
  type httpd_handle_t,
  type httpd_req_t,
} from '../esp-http-server/index.js';
import { delayMs, xTaskCreate, type App, type AppContext } from './frame/app.js';
import { plainServerApp } from './frame/plain-server-app.js';
import { numberSetting } from './frame/settings.js';

const TAG = 'bcast';
const TASK_NAME = 'bcast';
const TASK_STACK_BYTES = 4096;
const DEFAULT_PRIORITY = 5;
const DEFAULT_MESSAGE_BYTES = 12;
const DEFAULT_INTERVAL_MS = 100;
/** Room in the list of clients. */
const MAX_CLIENTS = 7;
/** `struct { httpd_handle_t hd; int fd; int n; }`. */
const WORK_BYTES = 12;
const NUMBER_DIGITS = 6;
const FILL = '.';
/** Largest block that a 32-bit allocator gives out. */
const MAX_BLOCK_BYTES = 0x7fff_ffff;

/** Argument of the work; its bytes of heap are freed by the work itself. */
interface Message {
  readonly server: httpd_handle_t;
  readonly fd: number;
  readonly n: number;
}

/** The application. */
export function broadcast(context: AppContext): App {
  const { log, heap } = context;
  const priority = numberSetting(context, 'bcast_prio', DEFAULT_PRIORITY);
  const messageBytes = numberSetting(context, 'bcast_len', DEFAULT_MESSAGE_BYTES);
  const intervalMs = numberSetting(context, 'bcast_ms', DEFAULT_INTERVAL_MS);

  /** Work, in the server task. */
  function* send({ server, fd, n }: Message): Blocking<void> {
    if (heap.malloc(messageBytes)) {
      const number = String(n).padStart(NUMBER_DIGITS, '0').slice(0, NUMBER_DIGITS);
      const frame = httpd_ws_frame();
      frame.type = HTTPD_WS_TYPE_TEXT;
      frame.payload = latin1Bytes(number.padEnd(messageBytes, FILL).slice(0, messageBytes));
      frame.len = messageBytes;
      const result = yield* httpd_ws_send_frame_async(server, fd, frame);
      if (result !== ESP_OK) log.e(TAG, `message ${n} to fd ${fd} failed with ${result}`);
      heap.free(messageBytes);
    }
    heap.free(WORK_BYTES);
  }

  function* sendToAll(n: number): Blocking<void> {
    const clients: ClientList = { fds: MAX_CLIENTS, client_fds: [] };
    if (httpd_get_client_list(app.handle, clients) !== ESP_OK) return;
    for (const fd of clients.client_fds.slice(0, clients.fds)) {
      const server = app.handle;
      if (httpd_ws_get_fd_info(server, fd) !== HTTPD_WS_CLIENT_WEBSOCKET) continue;
      if (!heap.malloc(WORK_BYTES)) continue;
      if ((yield* httpd_queue_work(server, send, { server, fd, n })) === ESP_OK) continue;
      log.e(TAG, `httpd_queue_work failed for message ${n} to fd ${fd}`);
      heap.free(WORK_BYTES);
    }
  }

  function* bcastTask(): Blocking<void> {
    for (let n = 0; ; n++) {
      yield* delayMs(context, intervalMs);
      yield* sendToAll(n);
    }
  }

  /** Echo, as the ws_echo_server example without its log lines. */
  function* echo(req: httpd_req_t): Blocking<esp_err_t> {
    if (req.method === HTTP_GET) {
      log.i(TAG, 'Handshake done, the new connection was opened');
      return ESP_OK;
    }
    const frame = httpd_ws_frame();
    frame.type = HTTPD_WS_TYPE_TEXT;
    let result = yield* httpd_ws_recv_frame(req, frame, 0);
    if (result !== ESP_OK) {
      log.e(TAG, `httpd_ws_recv_frame failed to get frame len with ${result}`);
      return result;
    }
    const size = frame.len > 0 ? frame.len + 1 : 0;
    if (size > 0) {
      if (size > MAX_BLOCK_BYTES || !heap.malloc(size)) return ESP_ERR_NO_MEM;
      frame.payload = new Uint8Array(size);
      result = yield* httpd_ws_recv_frame(req, frame, frame.len);
      if (result !== ESP_OK) {
        log.e(TAG, `httpd_ws_recv_frame failed with ${result}`);
        heap.free(size);
        return result;
      }
    }
    result = yield* httpd_ws_send_frame(req, frame);
    if (size > 0) heap.free(size);
    return result;
  }

  const app = plainServerApp(context, {
    name: 'broadcast',
    tag: TAG,
    forgetsBeforeStop: true,
    register(server) {
      httpd_register_uri_handler(server, {
        uri: '/ws',
        method: HTTP_GET,
        handler: echo,
        is_websocket: true,
        ...context.ws,
      });
    },
    *afterBoot() {
      yield* xTaskCreate(context, TASK_NAME, TASK_STACK_BYTES, priority, bcastTask());
    },
  });
  return app;
}
