/**
 * Sending websocket frames: from a handler, from work on the server task, from any task.
 *
 * Header and payload are one send() each, and a send that took less than it was given is not continued: a frame to a
 * stalled reader is cut short and counts as sent. Source: httpd_ws.c: httpd_ws_send_frame(_async),
 * httpd_ws_send_data(_async), httpd_ws_get_fd_info semantics.
 */

import { Semaphore } from '../../../sim/kernel/sync.js';
import { FOREVER, type Blocking } from '../../../sim/kernel/task.js';
import {
  HTTPD_WS_CLIENT_HTTP,
  HTTPD_WS_CLIENT_INVALID,
  HTTPD_WS_CLIENT_WEBSOCKET,
  type httpd_handle_t,
  type httpd_req_t,
  type httpd_ws_client_info_t,
  type httpd_ws_frame_t,
  type transfer_complete_cb,
} from '../api-types.js';
import { httpd_queue_work } from '../server/control.js';
import { ESP_ERR_INVALID_ARG, ESP_ERR_NO_MEM, ESP_FAIL, ESP_OK, type esp_err_t } from '../esp-err.js';
import { findSession } from '../session/session-lookup.js';
import { EVENT_GROUP_BYTES, WS_TRANSFER_BYTES } from '../server/sizes.js';
import { sendOnce } from '../answer/transmit.js';
import { WS_FIN_BIT, WS_LENGTH_16_BIT, WS_LENGTH_64_BIT } from './header.js';
import { checkWebsocket } from './receive.js';
import type { HttpServer } from '../server/server.js';

const TAG = 'httpd_ws';
const SELF = 'httpd_ws_send_frame_async';

/** Longest payloads for the short length forms. */
const MAX_7_BIT = 125;
const MAX_16_BIT = 0xfffe;
const SHORT_HEADER = 2;
const MEDIUM_HEADER = 4;
const LONG_HEADER = 10;

/** Writes a frame's header; returns its length. */
function writeHeader(server: HttpServer, header: Uint8Array, frame: httpd_ws_frame_t): number {
  const isLast = !frame.fragmented || frame.final;
  header[0] = (isLast ? WS_FIN_BIT : 0) | frame.type;
  const { len } = frame;
  if (len <= MAX_7_BIT) {
    header[1] = len;
    return SHORT_HEADER;
  }
  if (len <= MAX_16_BIT) {
    header[1] = WS_LENGTH_16_BIT;
    header[2] = len >>> 8;
    header[3] = len & 0xff;
    return MEDIUM_HEADER;
  }
  header[1] = WS_LENGTH_64_BIT;
  header.fill(0, 2);
  if (server.env.firmware.sends64BitLengths) {
    header[6] = len >>> 24;
    header[7] = (len >>> 16) & 0xff;
    header[8] = (len >>> 8) & 0xff;
    header[9] = len & 0xff;
  }
  return LONG_HEADER;
}

/** Sends a frame on the connection of a request. ESP_ERR_INVALID_STATE without handshake; see below for others. */
export function* httpd_ws_send_frame(req: httpd_req_t, frame: httpd_ws_frame_t): Blocking<esp_err_t> {
  const check = checkWebsocket(req);
  if (check !== ESP_OK) return check;
  return yield* httpd_ws_send_frame_async(req.handle, req.session.fd, frame);
}

/**
 * Sends a frame to a session, in the task that calls. ESP_ERR_INVALID_ARG without such a session, ESP_FAIL when
 * sending failed. Nothing checks that the session is a websocket.
 */
export function* httpd_ws_send_frame_async(
  hd: httpd_handle_t,
  fd: number,
  frame: httpd_ws_frame_t | undefined,
): Blocking<esp_err_t> {
  if (hd === undefined) return ESP_ERR_INVALID_ARG;
  const { log } = hd.env;
  if (frame === undefined) {
    log.w(TAG, `${SELF}: Argument is invalid`);
    return ESP_ERR_INVALID_ARG;
  }
  const session = findSession(hd, fd);
  if (session === undefined) return ESP_ERR_INVALID_ARG;

  const header = hd.takeWsHeader();
  const sending = sendOnce(hd, session, fd, header, 0, writeHeader(hd, header, frame));
  const sent = typeof sending === 'number' ? sending : yield* sending;
  hd.giveWsHeader(header);
  if (sent < 0) {
    log.w(TAG, `${SELF}: Failed to send WS header`);
    return ESP_FAIL;
  }
  if (frame.len > 0 && frame.payload !== undefined) {
    const rest = sendOnce(hd, session, fd, frame.payload, 0, frame.len);
    if ((typeof rest === 'number' ? rest : yield* rest) < 0) {
      log.w(TAG, `${SELF}: Failed to send WS payload`);
      return ESP_FAIL;
    }
  }
  return ESP_OK;
}

/** What a socket is to the server: no session, HTTP, or an open websocket. */
export function httpd_ws_get_fd_info(hd: httpd_handle_t, fd: number): httpd_ws_client_info_t {
  const session = findSession(hd, fd);
  if (session === undefined) return HTTPD_WS_CLIENT_INVALID;
  return session.isWebsocket && !session.websocketClosing ? HTTPD_WS_CLIENT_WEBSOCKET : HTTPD_WS_CLIENT_HTTP;
}

/** A frame on its way to the server task. */
interface Transfer {
  readonly server: HttpServer;
  readonly socket: number;
  readonly frame: httpd_ws_frame_t;
  /** Told of the result, in the server task. */
  readonly done: (result: esp_err_t) => Blocking<void>;
}

function* runTransfer(transfer: Transfer): Blocking<void> {
  const { server, socket, frame, done } = transfer;
  const result = yield* httpd_ws_send_frame_async(server, socket, frame);
  yield* done(result);
  server.env.heap.free(WS_TRANSFER_BYTES);
}

/**
 * Has the server task send a frame, and waits for that, without limit: if the control message is lost, for ever.
 * ESP_ERR_NO_MEM, what `httpd_queue_work` returns, or ESP_FAIL when sending failed.
 */
export function* httpd_ws_send_data(
  handle: NonNullable<httpd_handle_t>,
  socket: number,
  frame: httpd_ws_frame_t,
): Blocking<esp_err_t> {
  const { heap, kernel } = handle.env;
  if (!heap.malloc(WS_TRANSFER_BYTES)) return ESP_ERR_NO_MEM;
  if (!heap.malloc(EVENT_GROUP_BYTES)) {
    heap.free(WS_TRANSFER_BYTES);
    return ESP_ERR_NO_MEM;
  }
  let result: esp_err_t = ESP_OK;
  const finished = new Semaphore(kernel, 'httpd_ws_send_data', 1, 0);
  const done = function* (sendResult: esp_err_t): Blocking<void> {
    result = sendResult;
    yield* finished.giveAndYield();
  };
  const queued = yield* httpd_queue_work(handle, runTransfer, {
    server: handle,
    socket,
    frame: { ...frame },
    done,
  });
  if (queued !== ESP_OK) {
    heap.free(EVENT_GROUP_BYTES);
    heap.free(WS_TRANSFER_BYTES);
    return queued;
  }
  yield* finished.take(FOREVER);
  heap.free(EVENT_GROUP_BYTES);
  return result === ESP_OK ? ESP_OK : ESP_FAIL;
}

/**
 * Has the server task send a frame; `callback` runs there afterwards. ESP_ERR_NO_MEM, or what `httpd_queue_work`
 * returns.
 */
export function* httpd_ws_send_data_async(
  handle: NonNullable<httpd_handle_t>,
  socket: number,
  frame: httpd_ws_frame_t,
  callback: transfer_complete_cb | undefined,
  arg?: unknown,
): Blocking<esp_err_t> {
  const { heap } = handle.env;
  if (!heap.malloc(WS_TRANSFER_BYTES)) return ESP_ERR_NO_MEM;
  const done = function* (result: esp_err_t): Blocking<void> {
    if (callback !== undefined) yield* callback(result, socket, arg);
  };
  const queued = yield* httpd_queue_work(handle, runTransfer, {
    server: handle,
    socket,
    frame: { ...frame },
    done,
  });
  if (queued !== ESP_OK) heap.free(WS_TRANSFER_BYTES);
  return queued;
}
