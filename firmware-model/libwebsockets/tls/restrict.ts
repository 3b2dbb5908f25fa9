/** lws's limits of TLS sessions and handshakes at once, and the listener that is not polled at them (lib/tls/tls.c). */

import { LWS_POLLIN } from '../service/poll-slot.js';
import { changePolled } from '../service/poll-table.js';
import type { LwsWsi, LwsContext } from '../wsi/wsi.js';

/** `lws_tls_restrict_borrow`: false when there are too many. */
export function borrowSession(wsi: LwsWsi): boolean {
  const { tls, log } = wsi.context;
  const { sessions: mostSessions, handshakes: mostHandshakes } = tls.restrictions;
  if (mostSessions > 0 && tls.sessions >= mostSessions) {
    log.notice(`lws_tls_restrict_borrow: tls connection limit ${tls.sessions}\n`);
    return false;
  }
  if (mostHandshakes > 0 && tls.handshakes >= mostHandshakes) {
    log.notice(`lws_tls_restrict_borrow: tls handshake limit ${tls.sessions}\n`);
    return false;
  }
  tls.sessions++;
  tls.handshakes++;
  wsi.tls.borrowed = true;
  wsi.tls.borrowedHandshake = true;
  gateAccepts(wsi.context);
  return true;
}

/** `lws_tls_restrict_return_handshake`: the handshake is over, however it ended. */
export function returnHandshake(wsi: LwsWsi): void {
  if (!wsi.tls.borrowedHandshake) return;
  wsi.tls.borrowedHandshake = false;
  wsi.context.tls.handshakes--;
  gateAccepts(wsi.context);
}

/** `lws_tls_restrict_return`: the session is over. */
export function returnSession(wsi: LwsWsi): void {
  if (!wsi.tls.borrowed) return;
  wsi.tls.borrowed = false;
  wsi.context.tls.sessions--;
  if (wsi.tls.borrowedHandshake) returnHandshake(wsi);
  else gateAccepts(wsi.context);
}

/** `lws_gate_accepts`: says whether the listener is shut, and shuts or opens it. */
function gateAccepts(cx: LwsContext): void {
  const { tls } = cx;
  const { sessions, handshakes } = tls.restrictions;
  const on = (sessions > 0 && tls.sessions === sessions) || (handshakes > 0 && tls.handshakes === handshakes);
  cx.log.notice(`lws_gate_accepts: on = ${on ? 1 : 0}\n`);
  if (tls.gated === on) return;
  tls.gated = on;
  for (const listener of cx.vhost?.listeners ?? []) {
    changePolled(listener, on ? LWS_POLLIN : 0, on ? 0 : LWS_POLLIN);
  }
}
