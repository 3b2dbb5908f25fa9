/**
 * Receiving a websocket frame: first byte by the server, the rest by the handler through `httpd_ws_recv_frame`.
 *
 * Source: httpd_ws.c: httpd_ws_recv_frame semantics. Kept: where results of receives are compared as unsigned, a socket
 * error passes for a received field (of zeros, or the mask key of the frame before).
 */

import { ESP_CLOSE_REASONS } from '../../close-reasons.js';
import { demand } from '../available.js';
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
import { receive, receiveAtHand, ReceiveOption } from '../request/receive.js';
import {
  bigEndian32,
  fieldOption,
  passesAsField,
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
const SELF = 'httpd_ws_recv_frame';
/** Only on a session with the handshake done. */
export function checkWebsocket(req: httpd_req_t): esp_err_t {
  if (req.session.isWebsocket) return ESP_OK;
  req.handle.env.log.w(TAG, 'httpd_ws_check_req: State is invalid - No handshake performed');
  return ESP_ERR_INVALID_STATE;
}

/** Reads length and mask behind the frame's first byte. */
function* receiveHeader(req: httpd_req_t, frame: httpd_ws_frame_t): Blocking<esp_err_t> {
  const { log, firmware } = req.handle.env;
  const { aux } = req;
  const option = fieldOption(firmware);
  frame.type = aux.wsType;
  frame.final = aux.wsFinal;

  const { field } = aux;
  field[0] = 0;
  const second = receiveAtHand(req, field, 0, 1) ?? (yield* receive(req, field, 0, 1, option));
  if (!passesAsField(firmware, second, 1)) {
    log.w(TAG, '%s: Failed to receive the second byte', caller(req));
    return ESP_FAIL;
  }
  const isMasked = (field[0] & WS_MASK_BIT) !== 0;
  frame.len = field[0] & WS_LENGTH_BITS;
  if (frame.len >= WS_LENGTH_16_BIT) {
    const size = frame.len === WS_LENGTH_64_BIT ? WS_LONG_FIELD_BYTES : WS_SHORT_FIELD_BYTES;
    field.fill(0);
    frame.len = 0;
    if (!passesAsField(firmware, yield* receive(req, field, 0, size, option), size)) {
      const named = firmware.readsWholeFields ? size : WS_SHORT_FIELD_BYTES;
      log.w(TAG, '%s: Failed to receive %s bytes length', caller(req), named);
      return ESP_FAIL;
    }
    frame.len = bigEndian32(field, size);
  }
  if (!isMasked) {
    log.w(TAG, '%s: WS frame is not properly masked.', caller(req));
    req.session.closeReason ??= ESP_CLOSE_REASONS.unmasked;
    return ESP_ERR_INVALID_STATE;
  }
  const key = aux.maskKey;
  const masked = receiveAtHand(req, key, 0, key.length) ?? (yield* receive(req, key, 0, key.length, option));
  if (!passesAsField(firmware, masked, key.length)) {
    log.w(TAG, '%s: Failed to receive mask key', caller(req));
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
export function httpd_ws_recv_frame(
  req: httpd_req_t,
  frame: httpd_ws_frame_t | undefined,
  max_len: number,
): Blocking<esp_err_t> {
  return receiveFrame(req, frame, max_len, false);
}

/** {@link httpd_ws_recv_frame}, of at most `max_len` bytes at a time: `frame.left_len` tells what is left. From v6.1. */
export function httpd_ws_recv_frame_part(
  req: httpd_req_t,
  frame: httpd_ws_frame_t | undefined,
  max_len: number,
): Blocking<esp_err_t> {
  demand(req.handle.env.firmware, 'receivesParts', 'httpd_ws_recv_frame_part');
  return receiveFrame(req, frame, max_len, true);
}

function* receiveFrame(
  req: httpd_req_t,
  frame: httpd_ws_frame_t | undefined,
  max_len: number,
  isPart: boolean,
): Blocking<esp_err_t> {
  const { log, firmware } = req.handle.env;
  const check = checkWebsocket(req);
  if (check !== ESP_OK) return check;
  if (frame === undefined) {
    log.w(TAG, '%s: Frame pointer is invalid', caller(req));
    return ESP_ERR_INVALID_ARG;
  }
  if (!firmware.twoStepReceive) return yield* receiveFrameInOneStep(req, frame, max_len);

  if (frame.len === 0) {
    const result = yield* receiveHeader(req, frame);
    if (result !== ESP_OK) return result;
    frame.left_len = frame.len;
  }
  if (max_len === 0 && (frame.len > 0 || firmware.receivesParts)) {
    if (log.debug) log.d(TAG, 'regard max_len == 0 is OK for user to get frame len');
    return ESP_OK;
  }
  if (frame.len > max_len) {
    if (!isPart) {
      log.w(TAG, '%s: WS Message too long', caller(req));
      return ESP_ERR_INVALID_SIZE;
    }
    if (log.debug) log.d(TAG, '%s: WS Message too long. User will have to call read again', caller(req));
  }
  // Only the call in parts leaves something for a next one.
  const left = isPart ? frame.left_len : frame.len;
  if (left === 0) return ESP_OK;
  const { payload } = frame;
  if (payload === undefined) {
    log.w(TAG, '%s: Payload buffer is null', caller(req));
    return ESP_FAIL;
  }
  const wanted = Math.min(max_len, left);
  if (receiveAtHand(req, payload, 0, wanted) !== undefined) logRead(req, frame, wanted);
  else if (!(yield* receivePayload(req, frame, payload, wanted))) return ESP_FAIL;
  unmask(payload, wanted, req.aux.maskKey, frame.len - left);
  frame.left_len = left - wanted;
  return ESP_OK;
}

/** Receives `wanted` bytes to the start of `payload`. */
function* receivePayload(
  req: httpd_req_t,
  frame: httpd_ws_frame_t,
  payload: Uint8Array,
  wanted: number,
): Blocking<boolean> {
  const { log } = req.handle.env;
  for (let read = 0; read < wanted;) {
    const left = wanted - read;
    const n =
      receiveAtHand(req, payload, read, left) ??
      (yield* receive(req, payload, read, left, ReceiveOption.none));
    if (n <= 0) {
      log.w(TAG, '%s: Failed to receive payload', caller(req));
      return false;
    }
    read += n;
    logRead(req, frame, read);
  }
  return true;
}

function logRead({ handle }: httpd_req_t, frame: httpd_ws_frame_t, read: number): void {
  const { log } = handle.env;
  if (log.debug) log.d(TAG, 'Frame length: %d, Bytes Read: %d', frame.len, read);
}

/** The function that names itself in the log. */
function caller(req: httpd_req_t): string {
  return req.handle.env.firmware.receivesParts ? `${SELF}_internal` : SELF;
}
