/** A complete frame on the server's side: control frames are answered, empty messages handed over (ops-ws.c:430). */

import type { Blocking } from '../../../sim/kernel/task.js';
import type { LwsCallbackReason } from '../callback/callback-reasons.js';
import { callUserThenRxFlow } from '../callback/callback.js';
import { isBadCloseCode, LWS_CLOSE_STATUS_PROTOCOL_ERR } from '../wsi/close-status.js';
import { LWS_PRE } from '../sizes.js';
import type { LwsWsi } from '../wsi/wsi.js';
import { confirmValidity } from '../service/timeouts.js';
import { putCloseCode, stashPong } from './control-frames.js';
import { OPCODE_CLOSE, OPCODE_PING, OPCODE_PONG, type WebsocketState } from './websocket-state.js';

const BYTE_BITS = 8;
const DROP = -1;

/** Deals with a complete frame; negative when the connection is to be closed. */
export function* deliverServerFrame(wsi: LwsWsi, ws: WebsocketState): Blocking<number> {
  let reason: LwsCallbackReason = 'LWS_CALLBACK_RECEIVE';
  switch (ws.opcode) {
    case OPCODE_CLOSE:
      if (ws.peerHasSentClose) break;
      return yield* closeFrame(wsi, ws);
    case OPCODE_PING:
      if (!ws.pongPending) stashPong(wsi, ws);
      ws.rxHead = 0;
      return 0;
    case OPCODE_PONG:
      confirmValidity(wsi);
      reason = 'LWS_CALLBACK_RECEIVE_PONG';
      if (ws.rxHead === 0) return 0;
      break;
  }
  const length = ws.rxHead;
  ws.rxHead = 0;
  if (wsi.state === 'returned-close' || wsi.state === 'awaiting-close-ack') return 0;
  if (wsi.preCloseState !== undefined) return 0;
  const payload = { buffer: ws.rxBuffer, offset: LWS_PRE, length: ws.rxBuffer.length - LWS_PRE };
  const result = yield* callUserThenRxFlow(wsi, reason, payload, length);
  ws.firstFragment = false;
  return result;
}

function* closeFrame(wsi: LwsWsi, ws: WebsocketState): Blocking<number> {
  ws.peerHasSentClose = true;
  if (wsi.state === 'awaiting-close-ack' || wsi.state === 'returned-close') return DROP;
  if (wsi.hasBufferedOut) {
    wsi.socketIsPermanentlyUnusable = true;
    return DROP;
  }
  const { rxBuffer } = ws;
  if (ws.rxHead >= 2) {
    const code = (rxBuffer[LWS_PRE]! << BYTE_BITS) | rxBuffer[LWS_PRE + 1]!;
    if (isBadCloseCode(code, false)) putCloseCode(rxBuffer, LWS_PRE, LWS_CLOSE_STATUS_PROTOCOL_ERR);
  }
  const payload = { buffer: rxBuffer, offset: LWS_PRE, length: rxBuffer.length - LWS_PRE };
  const reason = 'LWS_CALLBACK_WS_PEER_INITIATED_CLOSE';
  if ((yield* callUserThenRxFlow(wsi, reason, payload, ws.rxHead)) !== 0) return DROP;
  wsi.to('close-returned');
  ws.payloadIsClose = true;
  stashPong(wsi, ws);
  ws.rxHead = 0;
  return 0;
}
