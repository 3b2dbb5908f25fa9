/**
 * Receiving a websocket frame: first byte by the server, the rest by the handler through `httpd_ws_recv_frame`.
 *
 * Source: httpd_ws.c (v5.3.5): httpd_ws_recv_frame semantics. Kept: results of receives are compared as unsigned, so
 * a socket error passes for a received field (of zeros, or the mask key of the frame before).
 */

import type { Blocking } from '../../../sim/kernel/task.js';
import type { httpd_req_t, httpd_ws_frame_t } from '../api-types.js';
import {
  ESP_ERR_INVALID_ARG,
  ESP_ERR_INVALID_SIZE,
  ESP_ERR_INVALID_STATE,
  ESP_FAIL,
  ESP_OK,
  type esp_err_t,
} from '../esp-err.js';
import { receive, ReceiveOption } from '../request/receive.js';
import {
  bigEndian32,
  passesAsWhole,
  unmask,
  WS_LENGTH_16_BIT,
  WS_LENGTH_64_BIT,
  WS_LENGTH_BITS,
  WS_LONG_FIELD_BYTES,
  WS_MASK_BIT,
  WS_SHORT_FIELD_BYTES,
} from './header.js';
import { receiveFrameInOneStep } from './receive-v4.js';

const TAG = 'httpd_ws';
/** Only on a session with the handshake done. */
export function checkWebsocket(req: httpd_req_t): esp_err_t {
  if (req.session.isWebsocket) return ESP_OK;
  req.handle.env.log.w(TAG, 'httpd_ws_check_req: State is invalid - No handshake performed');
  return ESP_ERR_INVALID_STATE;
}

/** Reads length and mask behind the frame's first byte. */
function* receiveHeader(req: httpd_req_t, frame: httpd_ws_frame_t): Blocking<esp_err_t> {
  const { log } = req.handle.env;
  const { aux } = req;
  frame.type = aux.wsType;
  frame.final = aux.wsFinal;

  const { field } = aux;
  field[0] = 0;
  if (!passesAsWhole(yield* receive(req, field, 0, 1, ReceiveOption.whole), 1)) {
    log.w(TAG, 'httpd_ws_recv_frame: Failed to receive the second byte');
    return ESP_FAIL;
  }
  const isMasked = (field[0] & WS_MASK_BIT) !== 0;
  frame.len = field[0] & WS_LENGTH_BITS;
  if (frame.len >= WS_LENGTH_16_BIT) {
    const size = frame.len === WS_LENGTH_64_BIT ? WS_LONG_FIELD_BYTES : WS_SHORT_FIELD_BYTES;
    field.fill(0);
    frame.len = 0;
    if (!passesAsWhole(yield* receive(req, field, 0, size, ReceiveOption.whole), size)) {
      log.w(TAG, `httpd_ws_recv_frame: Failed to receive ${size} bytes length`);
      return ESP_FAIL;
    }
    frame.len = bigEndian32(field, size);
  }
  if (!isMasked) {
    log.w(TAG, 'httpd_ws_recv_frame: WS frame is not properly masked.');
    return ESP_ERR_INVALID_STATE;
  }
  const key = aux.maskKey;
  if (!passesAsWhole(yield* receive(req, key, 0, key.length, ReceiveOption.whole), key.length)) {
    log.w(TAG, 'httpd_ws_recv_frame: Failed to receive mask key');
    return ESP_FAIL;
  }
  return ESP_OK;
}

/**
 * Receives a frame. With `max_len` 0 only its length is found out (into `frame.len`); called again with the frame's
 * length and a payload buffer it reads the payload. Or at once: `frame.len` 0, a buffer, and its size as `max_len`.
 *
 * ESP_ERR_INVALID_STATE for an unmasked frame or without handshake, ESP_ERR_INVALID_SIZE when the frame is longer
 * than `max_len` (its payload stays unread), ESP_FAIL on connection errors.
 */
export function* httpd_ws_recv_frame(
  req: httpd_req_t,
  frame: httpd_ws_frame_t | undefined,
  max_len: number,
): Blocking<esp_err_t> {
  const { log, firmware } = req.handle.env;
  const check = checkWebsocket(req);
  if (check !== ESP_OK) return check;
  if (frame === undefined) {
    log.w(TAG, 'httpd_ws_recv_frame: Frame pointer is invalid');
    return ESP_ERR_INVALID_ARG;
  }
  if (!firmware.twoStepReceive) return yield* receiveFrameInOneStep(req, frame, max_len);

  if (frame.len === 0) {
    const result = yield* receiveHeader(req, frame);
    if (result !== ESP_OK) return result;
  }
  if (frame.len > max_len) {
    if (max_len === 0) {
      if (log.debug) log.d(TAG, 'regard max_len == 0 is OK for user to get frame len');
      return ESP_OK;
    }
    log.w(TAG, 'httpd_ws_recv_frame: WS Message too long');
    return ESP_ERR_INVALID_SIZE;
  }
  if (frame.len === 0) return ESP_OK;
  const { payload, len } = frame;
  if (payload === undefined) {
    log.w(TAG, 'httpd_ws_recv_frame: Payload buffer is null');
    return ESP_FAIL;
  }
  for (let read = 0; read < len;) {
    const n = yield* receive(req, payload, read, len - read, ReceiveOption.none);
    if (n <= 0) {
      log.w(TAG, 'httpd_ws_recv_frame: Failed to receive payload');
      return ESP_FAIL;
    }
    read += n;
    if (log.debug) log.d(TAG, `Frame length: ${len}, Bytes Read: ${read}`);
  }
  unmask(payload, len, req.aux.maskKey);
  return ESP_OK;
}
