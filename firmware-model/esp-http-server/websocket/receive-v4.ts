/**
 * `httpd_ws_recv_frame` as it was in v4.2: one call for the whole frame, one receive for each field.
 *
 * A field that arrives in pieces is taken for complete, and a frame's length is checked before its mask is read.
 * Source: httpd_ws.c at tag v4.2.
 */

import { ESP_CLOSE_REASONS } from '../../close-reasons.js';
import type { Blocking } from '../../../sim/kernel/task.js';
import type { httpd_req_t, httpd_ws_frame_t } from '../api-types.js';
import { ESP_ERR_INVALID_SIZE, ESP_ERR_INVALID_STATE, ESP_FAIL, ESP_OK, type esp_err_t } from '../esp-err.js';
import { receive, ReceiveOption } from '../request/receive.js';
import {
  bigEndian32,
  unmask,
  WS_LENGTH_16_BIT,
  WS_LENGTH_64_BIT,
  WS_LENGTH_BITS,
  WS_LONG_FIELD_BYTES,
  WS_MASK_BIT,
  WS_MASK_KEY_BYTES,
  WS_SHORT_FIELD_BYTES,
} from './header.js';

const TAG = 'httpd_ws';
const SELF = 'httpd_ws_recv_frame';
/** Receives a frame of at most `max_len` bytes into `frame.payload`. */
export function* receiveFrameInOneStep(
  req: httpd_req_t,
  frame: httpd_ws_frame_t,
  max_len: number,
): Blocking<esp_err_t> {
  const { log } = req.handle.env;
  frame.type = req.aux.wsType;
  frame.final = req.aux.wsFinal;

  const { field } = req.aux;
  field[0] = 0;
  if ((yield* receive(req, field, 0, 1, ReceiveOption.none)) <= 0) {
    log.w(TAG, `${SELF}: Failed to receive the second byte`);
    return ESP_FAIL;
  }
  const isMasked = (field[0] & WS_MASK_BIT) !== 0;
  frame.len = field[0] & WS_LENGTH_BITS;
  if (frame.len >= WS_LENGTH_16_BIT) {
    const size = frame.len === WS_LENGTH_64_BIT ? WS_LONG_FIELD_BYTES : WS_SHORT_FIELD_BYTES;
    field.fill(0);
    if ((yield* receive(req, field, 0, size, ReceiveOption.none)) <= 0) {
      log.w(TAG, `${SELF}: Failed to receive 2 bytes length`);
      return ESP_FAIL;
    }
    frame.len = bigEndian32(field, size);
  }
  if (frame.len > max_len) {
    log.w(TAG, `${SELF}: WS Message too long`);
    return ESP_ERR_INVALID_SIZE;
  }
  const key = new Uint8Array(WS_MASK_KEY_BYTES);
  if (!isMasked) {
    log.w(TAG, `${SELF}: WS frame is not properly masked.`);
    req.session.closeReason ??= ESP_CLOSE_REASONS.unmasked;
    return ESP_ERR_INVALID_STATE;
  }
  if ((yield* receive(req, key, 0, WS_MASK_KEY_BYTES, ReceiveOption.none)) <= 0) {
    log.w(TAG, `${SELF}: Failed to receive mask key`);
    return ESP_FAIL;
  }
  if (frame.len === 0) return ESP_OK;
  if (frame.payload === undefined) {
    log.w(TAG, `${SELF}: Payload buffer is null`);
    return ESP_FAIL;
  }
  if ((yield* receive(req, frame.payload, 0, frame.len, ReceiveOption.none)) <= 0) {
    log.w(TAG, `${SELF}: Failed to receive payload`);
    return ESP_FAIL;
  }
  unmask(frame.payload, frame.len, key);
  return ESP_OK;
}
