/**
 * The server's own part in a websocket frame: its first byte, and the control frames that no handler wants.
 *
 * Source: httpd_ws.c: httpd_ws_get_frame_type; httpd_parse.c: the websocket branch of httpd_req_new. Kept: in
 * releases that do not hand a PONG to the handler it is not read any further, so that its second byte becomes the next
 * frame's first.
 */

import { ESP_CLOSE_REASONS } from '../../close-reasons.js';
import type { Blocking, Perhaps } from '../../../sim/kernel/task.js';
import {
  HTTPD_WS_TYPE_CLOSE,
  HTTPD_WS_TYPE_PING,
  HTTPD_WS_TYPE_PONG,
  httpd_ws_frame,
  type httpd_req_t,
} from '../api-types.js';
import { ESP_ERR_INVALID_STATE, ESP_OK, esp_err_to_name, type esp_err_t } from '../esp-err.js';
import { receive, receiveAtHand } from '../request/receive.js';
import { traceSilence } from '../session/session-record.js';
import { fieldOption, passesAsField, WS_FIN_BIT, WS_OPCODE_BITS } from './header.js';
import { httpd_ws_recv_frame } from './receive.js';
import { httpd_ws_send_frame } from './send.js';

const TAG = 'httpd_ws';
/** Buffer for the payload of a control frame, and what it is told to hold (125 is the protocol's limit). */
const CONTROL_BUFFER_BYTES = 128;
const CONTROL_MAX_BYTES = 126;
const HEX = 16;

/** Reads the rest of a control frame and answers it: a PING with its own payload, a CLOSE with an empty one. */
function* answerControlFrame(req: httpd_req_t, isPing: boolean): Blocking<esp_err_t> {
  const { log } = req.handle.env;
  const name = isPing ? 'PING' : 'CLOSE';
  if (log.debug)
    log.d(TAG, 'httpd_ws_get_frame_type: Got a WS %s frame, Replying %s...', name, isPing ? 'PONG' : 'CLOSE');
  const frame = httpd_ws_frame();
  frame.payload = new Uint8Array(CONTROL_BUFFER_BYTES);
  if ((yield* httpd_ws_recv_frame(req, frame, CONTROL_MAX_BYTES)) !== ESP_OK) {
    if (log.debug) log.d(TAG, 'httpd_ws_get_frame_type: Cannot receive the full %s frame', name);
    return ESP_ERR_INVALID_STATE;
  }
  if (isPing) {
    frame.type = HTTPD_WS_TYPE_PONG;
  } else {
    frame.type = HTTPD_WS_TYPE_CLOSE;
    frame.len = 0;
    frame.payload = undefined;
  }
  return yield* httpd_ws_send_frame(req, frame);
}

/** Reads the first byte into `wsType` and `wsFinal`, and answers PING and CLOSE where the handler does not. */
function receiveFrameType(req: httpd_req_t): Perhaps<esp_err_t> {
  const { field } = req.aux;
  field[0] = 0;
  const n = receiveAtHand(req, field, 0, 1);
  return n === undefined ? waitForFrameType(req) : tookFrameType(req, n);
}

function* waitForFrameType(req: httpd_req_t): Blocking<esp_err_t> {
  const n = yield* receive(req, req.aux.field, 0, 1, fieldOption(req.handle.env.firmware));
  const result = tookFrameType(req, n);
  return typeof result === 'number' ? result : yield* result;
}

function tookFrameType(req: httpd_req_t, n: number): Perhaps<esp_err_t> {
  const { aux } = req;
  const { log, firmware } = req.handle.env;
  if (!passesAsField(firmware, n, 1)) {
    log.w(TAG, 'httpd_ws_get_frame_type: Failed to read header byte (socket FD invalid), closing socket now');
    aux.wsFinal = true;
    aux.wsType = HTTPD_WS_TYPE_CLOSE;
    return ESP_OK;
  }
  const first = aux.field[0]!;
  if (log.debug) {
    log.d(
      TAG,
      'httpd_ws_get_frame_type: First byte received: 0x%s',
      first.toString(HEX).toUpperCase().padStart(2, '0'),
    );
  }
  aux.wsFinal = (first & WS_FIN_BIT) !== 0;
  aux.wsType = first & WS_OPCODE_BITS;
  if (firmware.answersClose) {
    if (req.session.wsControlFrames) return ESP_OK;
    if (log.debug) log.d(TAG, 'httpd_ws_get_frame_type: Handler not requests control frames');
  }
  if (aux.wsType === HTTPD_WS_TYPE_PING) return answerControlFrame(req, true);
  if (aux.wsType === HTTPD_WS_TYPE_CLOSE && firmware.answersClose) return answerControlFrame(req, false);
  return ESP_OK;
}

/** Serves one frame of a websocket. Anything but ESP_OK ends the session. */
export function* serveFrame(req: httpd_req_t): Blocking<esp_err_t> {
  const { aux, session } = req;
  const { log, firmware, cpu } = req.handle.env;
  if (session.websocketClosing && firmware.answersClose) {
    if (log.debug) log.d('httpd_parse', 'httpd_req_new: WS was marked close');
    return ESP_OK;
  }
  if (!firmware.logsFrameType && log.debug) {
    log.d('httpd_parse', 'httpd_req_new: New WS request from existing socket');
  }
  const type = receiveFrameType(req);
  let result = typeof type === 'number' ? type : yield* type;
  if (firmware.logsFrameType && log.debug) {
    log.d('httpd_parse', 'httpd_req_new: New WS request from existing socket, ws_type=%d', aux.wsType);
  }
  const isClose = aux.wsType === HTTPD_WS_TYPE_CLOSE;
  const isPong = aux.wsType === HTTPD_WS_TYPE_PONG;
  if (isClose) session.websocketCloseReceived();
  if (isClose && !firmware.answersClose) return result;
  if (isPong && !firmware.controlFramesToHandler) return result;
  if (isPong && log.debug) log.d('httpd_parse', 'httpd_req_new: Received PONG frame');

  const isForHandler = aux.wsType < HTTPD_WS_TYPE_CLOSE || (isPong && firmware.pongToHandler);
  if (result === ESP_OK && (isForHandler || session.wsControlFrames)) {
    if (cpu !== undefined) yield* cpu.work('handler', 'its handler');
    session.hasSent = false;
    result = yield* session.wsHandler!(req);
    if (result === ESP_OK) traceSilence(req.handle, session);
    // What came of recv() says more than that the handler could not go on.
    else if (session.receiveError === undefined)
      session.closeReason ??= ESP_CLOSE_REASONS.frameHandlerFailed(esp_err_to_name(result));
  }
  return result;
}
