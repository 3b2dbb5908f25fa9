/** A websocket has room to send (`rops_handle_POLLOUT_ws`): what lws itself owes goes before the application. */

import type { Blocking } from '../../../sim/kernel/task.js';
import { CLOSE_ACK_SECS, LWS_PRE } from '../sizes.js';
import type { PollOutResult } from '../wsi/role.js';
import { startTimeout } from '../service/timeouts.js';
import type { LwsWriteKind } from '../io/write-protocol.js';
import type { LwsWsi } from '../wsi/wsi.js';
import { writeWebsocket } from './write.js';

/** Sends a pending CLOSE, pong or ping; `user-service` when there is none. */
export function* sendWhatIsOwed(wsi: LwsWsi): Blocking<PollOutResult> {
  const ws = wsi.ws!;
  if (wsi.state === 'waiting-to-send-close') return yield* sendClose(wsi);
  if (ws.pongPending || (wsi.state === 'returned-close' && ws.payloadIsClose)) {
    if (!ws.payloadIsClose && wsi.preCloseState !== undefined) {
      ws.pongPending = false;
      return 'bail-ok';
    }
    const kind = ws.payloadIsClose ? 'LWS_WRITE_CLOSE' : 'LWS_WRITE_PONG';
    if ((yield* writeControl(wsi, ws.pongPayload, ws.pongLength, kind)) < 0) return 'bail-die';
    ws.pongPending = false;
    return ws.payloadIsClose ? 'bail-die' : 'bail-ok';
  }
  if (!wsi.socketIsPermanentlyUnusable && ws.sendCheckPing) {
    ws.sendCheckPing = false;
    return (yield* writeControl(wsi, ws.pingPayload, 0, 'LWS_WRITE_PING')) < 0 ? 'bail-die' : 'bail-ok';
  }
  return 'user-service';
}

function* sendClose(wsi: LwsWsi): Blocking<PollOutResult> {
  const ws = wsi.ws!;
  const sent = yield* writeControl(wsi, ws.pingPayload, ws.closeLength, 'LWS_WRITE_CLOSE');
  if (sent < 0) return 'bail-die';
  if (wsi.closeNeedsAck) {
    wsi.to('close-sent');
    startTimeout(wsi, CLOSE_ACK_SECS);
    return 'bail-ok';
  }
  wsi.to('close-returned');
  return 'bail-die';
}

function* writeControl(
  wsi: LwsWsi,
  payload: Uint8Array,
  length: number,
  kind: LwsWriteKind,
): Blocking<number> {
  return yield* writeWebsocket(wsi, { buffer: payload, offset: LWS_PRE, length }, { kind, noFin: false });
}
