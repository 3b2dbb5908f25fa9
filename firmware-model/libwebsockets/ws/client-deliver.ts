/** A frame, or a full buffer of one, on the client's side (client-parser-ws.c:376). */

import type { Blocking } from '../../../sim/kernel/task.js';
import type { LwsCallbackReason } from '../callback/callback-reasons.js';
import { callUser, callUserThenRxFlow } from '../callback/callback.js';
import { isBadCloseCode, LWS_CLOSE_STATUS_PROTOCOL_ERR } from '../wsi/close-status.js';
import { LWS_POLLIN } from '../service/poll-slot.js';
import { changePolled, requestWritable } from '../service/poll-table.js';
import { CLIENT_CLOSE_SEND_SECS, LWS_PRE } from '../sizes.js';
import { confirmValidity, startTimeout } from '../service/timeouts.js';
import type { LwsWsi } from '../wsi/wsi.js';
import { putCloseCode, stashPong } from './control-frames.js';
import { OPCODE_CLOSE, OPCODE_PING, OPCODE_PONG, type WebsocketState } from './websocket-state.js';

const BYTE_BITS = 8;
const DROP = -1;

/** Deals with what was collected; anything but 0 closes the connection. */
export function* deliverClientFrame(wsi: LwsWsi, ws: WebsocketState): Blocking<number> {
  let reason: LwsCallbackReason = 'LWS_CALLBACK_CLIENT_RECEIVE';
  switch (ws.opcode) {
    case OPCODE_CLOSE:
      return yield* closeFrame(wsi, ws);
    case OPCODE_PING:
      if (ws.closeLength === 0 && !ws.pongPending) stashPong(wsi, ws);
      ws.rxHead = 0;
      return 0;
    case OPCODE_PONG:
      confirmValidity(wsi);
      reason = 'LWS_CALLBACK_CLIENT_RECEIVE_PONG';
      break;
  }
  const length = ws.rxHead;
  ws.rxHead = 0;
  ws.rxBuffer[LWS_PRE + length] = 0;
  const { state } = wsi;
  if (state === 'returned-close' || state === 'waiting-to-send-close' || state === 'awaiting-close-ack')
    return 0;
  const payload = { buffer: ws.rxBuffer, offset: LWS_PRE, length: ws.rxBuffer.length - LWS_PRE };
  const result = yield* callUser(wsi, reason, payload, length);
  ws.firstFragment = false;
  return result;
}

function* closeFrame(wsi: LwsWsi, ws: WebsocketState): Blocking<number> {
  if (wsi.state === 'awaiting-close-ack') return DROP;
  const { rxBuffer, rxHead } = ws;
  if (rxHead >= 2) {
    const code = (rxBuffer[LWS_PRE]! << BYTE_BITS) | rxBuffer[LWS_PRE + 1]!;
    if (isBadCloseCode(code, true)) putCloseCode(rxBuffer, LWS_PRE, LWS_CLOSE_STATUS_PROTOCOL_ERR);
  }
  const payload = { buffer: rxBuffer, offset: LWS_PRE, length: rxBuffer.length - LWS_PRE };
  const reason = 'LWS_CALLBACK_WS_PEER_INITIATED_CLOSE';
  if ((yield* callUserThenRxFlow(wsi, reason, payload, rxHead)) !== 0) return DROP;
  ws.pingPayload.set(rxBuffer.subarray(LWS_PRE, LWS_PRE + rxHead), LWS_PRE);
  ws.closeLength = rxHead;
  ws.rxHead = 0;
  changePolled(wsi, LWS_POLLIN, 0);
  startTimeout(wsi, CLIENT_CLOSE_SEND_SECS);
  wsi.closeNeedsAck = false;
  wsi.to('close-wanted');
  requestWritable(wsi);
  return 0;
}
