/**
 * The `ws_echo_server` example: echoes websocket frames; the text `Trigger async` is answered through the work queue.
 *
 * Kept: an empty text frame has no payload buffer, and in older releases comparing it crashes the device. Source:
 * examples/protocols/http_server/ws_echo_server, as each release has it.
 */

import { latin1Bytes } from '../../sim/codec/latin1.js';
import { DevicePanic } from '../../sim/kernel/errors.js';
import type { Blocking } from '../../sim/kernel/task.js';
import {
  equals,
  ESP_ERR_NO_MEM,
  ESP_FAIL,
  ESP_OK,
  httpd_queue_work,
  httpd_register_uri_handler,
  httpd_req_to_sockfd,
  httpd_ws_frame,
  httpd_ws_recv_frame,
  httpd_ws_recv_frame_part,
  httpd_ws_send_frame,
  httpd_ws_send_frame_async,
  HTTPD_WS_TYPE_CONTINUE,
  HTTPD_WS_TYPE_PING,
  HTTPD_WS_TYPE_TEXT,
  HTTP_GET,
  text,
  type esp_err_t,
  type httpd_uri_t,
  type httpd_ws_frame_t,
  type httpd_req_t,
  type HttpServer,
} from '../esp-http-server/index.js';
import type { FirmwareTraits } from '../releases/index.js';
import type { App, AppContext } from './frame/app.js';
import { webServerApp } from './frame/web-server-app.js';

const TAG = 'ws_echo_server';
const TRIGGER = 'Trigger async';
const PING = 'Ping';
const TOKEN = 'token=valid';
const WELCOME = latin1Bytes('Welcome to the WebSocket Echo Server (post-handshake)!');
/** Bytes that `/ws_partial` reads at a time. */
const PART_BYTES = 64;
const ASYNC_DATA = latin1Bytes('Async data');
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

/** Work for the server task: sends an empty PING to a socket and frees its argument. */
function* wsPingSend({ server, fd }: AsyncSendArg): Blocking<void> {
  const frame = httpd_ws_frame();
  frame.type = HTTPD_WS_TYPE_PING;
  yield* httpd_ws_send_frame_async(server, fd, frame);
  server.env.heap.free(ASYNC_ARG_BYTES);
}

/** Queues work for a request's connection. */
function* trigger(req: httpd_req_t, work: (arg: AsyncSendArg) => Blocking<void>): Blocking<esp_err_t> {
  const { handle } = req;
  const { heap, firmware } = handle.env;
  if (!heap.malloc(ASYNC_ARG_BYTES)) {
    if (firmware.echoFreesArgument) return ESP_ERR_NO_MEM;
    throw new DevicePanic('memory access fault', 0);
  }
  const arg = { server: handle, fd: httpd_req_to_sockfd(req) };
  const result = yield* httpd_queue_work(handle, work, arg);
  if (result !== ESP_OK && firmware.echoFreesArgument) heap.free(ASYNC_ARG_BYTES);
  return result;
}

/** What a text asks for besides its echo. */
function workFor(payload: Uint8Array, firmware: FirmwareTraits): typeof wsAsyncSend | undefined {
  if (!firmware.echoPings) return equals(payload, TRIGGER) ? wsAsyncSend : undefined;
  const asked = text(payload);
  if (asked.startsWith(TRIGGER)) return wsAsyncSend;
  return asked.startsWith(PING) ? wsPingSend : undefined;
}

/** The example. */
export function wsEcho(context: AppContext): App {
  const { log, heap, firmware } = context;
  /** Stands for the payload that the handler callocs; the server task handles one frame at a time. */
  let buffer = new Uint8Array(FIRST_BUFFER_BYTES);

  function* send(req: httpd_req_t, frame: httpd_ws_frame_t): Blocking<esp_err_t> {
    const result = yield* httpd_ws_send_frame(req, frame);
    if (result !== ESP_OK) log.e(TAG, 'httpd_ws_send_frame failed with %d', result);
    return result;
  }

  function* echo(req: httpd_req_t): Blocking<esp_err_t> {
    if (req.method === HTTP_GET && !firmware.echoWelcomes) {
      log.i(TAG, 'Handshake done, the new connection was opened');
      return ESP_OK;
    }
    const frame = httpd_ws_frame();
    frame.type = HTTPD_WS_TYPE_TEXT;
    let result = yield* httpd_ws_recv_frame(req, frame, 0);
    if (result !== ESP_OK) {
      log.e(TAG, 'httpd_ws_recv_frame failed to get frame len with %d', result);
      return result;
    }
    const isLogged = log.isOn('I');
    if (isLogged) log.i(TAG, 'frame len is %d', frame.len | 0);
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
        log.e(TAG, 'httpd_ws_recv_frame failed with %d', result);
        heap.free(size);
        return result;
      }
      if (isLogged) log.i(TAG, 'Got packet with message: %s', text(frame.payload));
    }
    if (isLogged) log.i(TAG, 'Packet type: %d', frame.type);
    if (frame.type === HTTPD_WS_TYPE_TEXT) {
      const { payload } = frame;
      if (payload === undefined && !firmware.echoHasAuth) throw new DevicePanic('memory access fault', 0);
      const work = payload === undefined ? undefined : workFor(payload, firmware);
      if (work !== undefined) {
        heap.free(size);
        return yield* trigger(req, work);
      }
    }
    result = yield* send(req, frame);
    if (size > 0) heap.free(size);
    return result;
  }

  function* echoInOneStep(req: httpd_req_t): Blocking<esp_err_t> {
    const frame = httpd_ws_frame();
    frame.payload = new Uint8Array(STATIC_BUFFER_BYTES);
    frame.type = HTTPD_WS_TYPE_TEXT;
    const result = yield* httpd_ws_recv_frame(req, frame, STATIC_BUFFER_BYTES);
    if (result !== ESP_OK) {
      log.e(TAG, 'httpd_ws_recv_frame failed with %d', result);
      return result;
    }
    log.i(TAG, 'Got packet with message: %s', text(frame.payload));
    log.i(TAG, 'Packet type: %d', frame.type);
    if (frame.type === HTTPD_WS_TYPE_TEXT && equals(frame.payload, TRIGGER)) {
      return yield* trigger(req, wsAsyncSend);
    }
    return yield* send(req, frame);
  }

  /** Reads and echoes a frame in pieces, as fragments. */
  function* echoInParts(req: httpd_req_t): Blocking<esp_err_t> {
    const frame = httpd_ws_frame();
    frame.type = HTTPD_WS_TYPE_TEXT;
    const result = yield* httpd_ws_recv_frame_part(req, frame, 0);
    if (result !== ESP_OK) {
      log.e(TAG, 'httpd_ws_recv_frame_part failed to get frame len with %d', result);
      return result;
    }
    log.i(TAG, 'Frame len is %d', frame.len | 0);
    if (frame.len > 0) {
      if (!heap.malloc(PART_BYTES)) {
        log.e(TAG, 'Failed to calloc memory for chunk buffer');
        return ESP_ERR_NO_MEM;
      }
      const sent = yield* sendParts(req, frame);
      if (sent !== ESP_OK) {
        heap.free(PART_BYTES);
        return sent;
      }
    }
    log.i(TAG, 'Packet type: %d', frame.type);
    if (frame.len > 0) heap.free(PART_BYTES);
    return ESP_OK;
  }

  function* sendParts(req: httpd_req_t, frame: httpd_ws_frame_t): Blocking<esp_err_t> {
    frame.payload = new Uint8Array(PART_BYTES);
    for (let isFirst = true; frame.left_len > 0; isFirst = false) {
      const size = Math.min(frame.left_len, PART_BYTES);
      log.i(TAG, 'Reading chunk: left_len=%d, chunk_size=%d', frame.left_len, size);
      const received = yield* httpd_ws_recv_frame_part(req, frame, size);
      if (received !== ESP_OK) {
        log.e(TAG, 'httpd_ws_recv_frame_part failed with %d', received);
        return received;
      }
      const part = httpd_ws_frame();
      part.payload = frame.payload;
      part.len = size;
      part.fragmented = true;
      part.type = isFirst ? HTTPD_WS_TYPE_TEXT : HTTPD_WS_TYPE_CONTINUE;
      part.final = frame.left_len === 0;
      const sent = yield* send(req, part);
      if (sent !== ESP_OK) return sent;
      log.i(TAG, 'Sent fragmented chunk: len=%d, final=%d', size, Number(part.final));
    }
    return ESP_OK;
  }

  function* checkToken(req: httpd_req_t): Blocking<esp_err_t> {
    log.i(TAG, '=== ws_pre_handshake_cb called ===');
    log.i(TAG, 'Requested URI: %s', req.uri);
    const isValid = req.uri.includes(TOKEN);
    log.i(
      TAG,
      isValid ? 'Valid token found, accepting handshake' : 'No valid token found, rejecting handshake',
    );
    return isValid ? ESP_OK : ESP_FAIL;
  }

  function* welcome(req: httpd_req_t): Blocking<esp_err_t> {
    log.i(TAG, '=== ws_post_handshake_cb called ===');
    log.i(TAG, 'WebSocket connection established for URI: %s', req.uri);
    const frame = httpd_ws_frame();
    frame.type = HTTPD_WS_TYPE_TEXT;
    frame.payload = WELCOME;
    frame.len = WELCOME.length;
    return yield* send(req, frame);
  }

  const handler = firmware.twoStepReceive ? echo : echoInOneStep;
  const uris: httpd_uri_t[] = [
    { uri: '/ws', method: HTTP_GET, handler, is_websocket: true, ...context.ws },
    ...(firmware.echoInParts
      ? [{ uri: '/ws_partial', method: HTTP_GET, handler: echoInParts, is_websocket: true }]
      : []),
    ...(firmware.echoHasAuth
      ? [
          {
            uri: '/auth',
            method: HTTP_GET,
            handler,
            is_websocket: true,
            ...(firmware.preHandshakeCallback ? { ws_pre_handshake_cb: checkToken } : {}),
            ...(firmware.echoWelcomes && firmware.postHandshakeCallback
              ? { ws_post_handshake_cb: welcome }
              : {}),
          },
        ]
      : []),
  ];
  return webServerApp(context, {
    name: 'ws-echo',
    tag: TAG,
    register(server) {
      for (const uri of uris) httpd_register_uri_handler(server, uri);
    },
  });
}
