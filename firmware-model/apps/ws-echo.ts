/**
 * The `ws_echo_server` example: echoes websocket frames; the text `Trigger async` is answered through the work queue.
 *
 * Kept: an empty text frame has no payload buffer, and comparing it crashes the device. Source:
 * examples/protocols/http_server/ws_echo_server (ESP-IDF v5.3.5, and v4.2 for firmware of that release).
 */

import { DevicePanic } from '../../sim/kernel/errors.js';
import type { Blocking } from '../../sim/kernel/task.js';
import {
  equals,
  ESP_ERR_NO_MEM,
  ESP_OK,
  httpd_queue_work,
  httpd_register_uri_handler,
  httpd_req_to_sockfd,
  httpd_ws_frame,
  httpd_ws_recv_frame,
  httpd_ws_send_frame,
  httpd_ws_send_frame_async,
  HTTPD_WS_TYPE_TEXT,
  HTTP_GET,
  text,
  type esp_err_t,
  type httpd_handle_t,
  type httpd_req_t,
  type HttpServer,
} from '../esp-http-server/index.js';
import type { App, AppContext } from './app.js';
import { webServerApp } from './web-server-app.js';

const TAG = 'ws_echo_server';
const TRIGGER = 'Trigger async';
const ASYNC_DATA = Buffer.from('Async data', 'latin1');
/** `struct async_resp_arg`: a handle and a socket. */
export const ASYNC_ARG_BYTES = 8;
/** Largest block that a 32-bit allocator gives out. */
const MAX_BLOCK_BYTES = 0x7fff_ffff;
const FIRST_BUFFER_BYTES = 256;
/** The v4.2 example's buffer. */
const STATIC_BUFFER_BYTES = 128;

/** Argument of {@link wsAsyncSend}; 8 bytes of heap that the function frees. */
export interface AsyncSendArg {
  readonly server: HttpServer;
  readonly fd: number;
}

/** Work for the server task: sends `Async data` to a socket and frees its argument. */
export function* wsAsyncSend({ server, fd }: AsyncSendArg): Blocking<void> {
  const frame = httpd_ws_frame();
  frame.payload = ASYNC_DATA;
  frame.len = ASYNC_DATA.length;
  frame.type = HTTPD_WS_TYPE_TEXT;
  yield* httpd_ws_send_frame_async(server, fd, frame);
  server.env.heap.free(ASYNC_ARG_BYTES);
}

/** Queues {@link wsAsyncSend} for a request's connection. */
function* triggerAsyncSend(handle: HttpServer, req: httpd_req_t): Blocking<esp_err_t> {
  const { heap } = handle.env;
  if (!heap.malloc(ASYNC_ARG_BYTES)) return ESP_ERR_NO_MEM;
  const result = yield* httpd_queue_work(handle, wsAsyncSend, {
    server: handle,
    fd: httpd_req_to_sockfd(req),
  });
  if (result !== ESP_OK) heap.free(ASYNC_ARG_BYTES);
  return result;
}

/** The example. */
export function wsEcho(context: AppContext): App {
  const { log, heap } = context;
  /** Stands for the payload that the handler callocs; the server task handles one frame at a time. */
  let buffer = new Uint8Array(FIRST_BUFFER_BYTES);

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
    const isLogged = log.isOn('I');
    if (isLogged) log.i(TAG, `frame len is ${frame.len | 0}`);
    const size = frame.len > 0 ? frame.len + 1 : 0;
    if (size > 0) {
      if (size > MAX_BLOCK_BYTES || !heap.malloc(size)) {
        log.e(TAG, 'Failed to calloc memory for buf');
        return ESP_ERR_NO_MEM;
      }
      if (buffer.length < size) buffer = new Uint8Array(size);
      buffer[frame.len] = 0;
      frame.payload = buffer;
      result = yield* httpd_ws_recv_frame(req, frame, frame.len);
      if (result !== ESP_OK) {
        log.e(TAG, `httpd_ws_recv_frame failed with ${result}`);
        heap.free(size);
        return result;
      }
      if (isLogged) log.i(TAG, `Got packet with message: ${text(frame.payload)}`);
    }
    if (isLogged) log.i(TAG, `Packet type: ${frame.type}`);
    if (frame.type === HTTPD_WS_TYPE_TEXT) {
      if (frame.payload === undefined) throw new DevicePanic('memory access fault', 0);
      if (equals(frame.payload, TRIGGER)) {
        heap.free(size);
        return yield* triggerAsyncSend(req.handle, req);
      }
    }
    result = yield* httpd_ws_send_frame(req, frame);
    if (result !== ESP_OK) log.e(TAG, `httpd_ws_send_frame failed with ${result}`);
    if (size > 0) heap.free(size);
    return result;
  }

  function* echoOfV4(req: httpd_req_t): Blocking<esp_err_t> {
    const frame = httpd_ws_frame();
    frame.payload = new Uint8Array(STATIC_BUFFER_BYTES);
    frame.type = HTTPD_WS_TYPE_TEXT;
    let result = yield* httpd_ws_recv_frame(req, frame, STATIC_BUFFER_BYTES);
    if (result !== ESP_OK) {
      log.e(TAG, `httpd_ws_recv_frame failed with ${result}`);
      return result;
    }
    log.i(TAG, `Got packet with message: ${text(frame.payload)}`);
    log.i(TAG, `Packet type: ${frame.type}`);
    if (frame.type === HTTPD_WS_TYPE_TEXT && equals(frame.payload, TRIGGER)) {
      return yield* triggerAsyncSend(req.handle, req);
    }
    result = yield* httpd_ws_send_frame(req, frame);
    if (result !== ESP_OK) log.e(TAG, `httpd_ws_send_frame failed with ${result}`);
    return result;
  }

  const handler = context.firmware.twoStepReceive ? echo : echoOfV4;
  return webServerApp(context, {
    name: 'ws-echo',
    tag: TAG,
    register(server: httpd_handle_t) {
      httpd_register_uri_handler(server, {
        uri: '/ws',
        method: HTTP_GET,
        handler,
        is_websocket: true,
        ...context.ws,
      });
    },
  });
}
