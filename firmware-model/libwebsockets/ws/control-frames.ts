/** Answers that a websocket owes: pongs, and its own CLOSE (lib/roles/ws/ops-ws.c). */

import { latin1Bytes } from '../../../sim/codec/latin1.js';
import { LWS_PRE, CONTROL_PAYLOAD_MAX } from '../sizes.js';
import { requestWritable } from '../service/poll-table.js';
import type { LwsWsi } from '../wsi/wsi.js';
import type { WebsocketState } from './websocket-state.js';

const BYTE_BITS = 8;
const BYTE_MASK = 0xff;

/** Writes a close code. */
export function putCloseCode(target: Uint8Array, offset: number, code: number): void {
  target[offset] = (code >> BYTE_BITS) & BYTE_MASK;
  target[offset + 1] = code & BYTE_MASK;
}

/** Prepares the CLOSE frame that ends the connection when it is closed next (`lws_close_reason`). */
export function lws_close_reason(wsi: LwsWsi, status: number, text = ''): void {
  const ws = wsi.ws!;
  const payload = latin1Bytes(text).subarray(0, CONTROL_PAYLOAD_MAX - 2);
  putCloseCode(ws.pingPayload, LWS_PRE, status);
  ws.pingPayload.set(payload, LWS_PRE + 2);
  ws.closeLength = 2 + payload.length;
}

/** Takes the received payload as the next pong; drops it when it is too long (`process_as_ping`). */
export function stashPong(wsi: LwsWsi, ws: WebsocketState): void {
  if (ws.rxHead > CONTROL_PAYLOAD_MAX) return;
  ws.pongPayload.set(ws.rxBuffer.subarray(LWS_PRE, LWS_PRE + ws.rxHead), LWS_PRE);
  ws.pongLength = ws.rxHead;
  ws.pongPending = true;
  requestWritable(wsi);
}
