/** lws's limits of TLS sessions and handshakes at once, and the listener that is not polled at them (lib/tls/tls.c). */

import type { Holder } from '../../../sim/kernel/trace.js';
import type { LimitDefinition } from '../../../sim/resources/definition.js';
import { TLS_HANDSHAKES, TLS_SESSIONS } from '../../../sim/resources/definitions.js';
import { partHolder } from '../../../sim/resources/holder.js';
import type { PeerName } from '../context/platform.js';
import { LWS_POLLIN } from '../service/poll-slot.js';
import { changePolled } from '../service/poll-table.js';
import type { LwsWsi, LwsContext } from '../wsi/wsi.js';

const TOO_MANY = 'closed without a handshake';

function peer({ fd, context }: LwsWsi): PeerName | undefined {
  return context.platform.peerOf?.(fd);
}

/** `lws_tls_restrict_borrow`: false when there are too many. */
export function borrowSession(wsi: LwsWsi): boolean {
  const { tls, log } = wsi.context;
  const { sessions: mostSessions, handshakes: mostHandshakes } = tls.restrictions;
  if (mostSessions > 0 && tls.sessions >= mostSessions) {
    log.notice(`lws_tls_restrict_borrow: tls connection limit ${tls.sessions}\n`);
    refuse(wsi.context, TLS_SESSIONS, TOO_MANY, peer(wsi));
    return false;
  }
  if (mostHandshakes > 0 && tls.handshakes >= mostHandshakes) {
    log.notice(`lws_tls_restrict_borrow: tls handshake limit ${tls.sessions}\n`);
    refuse(wsi.context, TLS_HANDSHAKES, TOO_MANY, peer(wsi));
    return false;
  }
  tls.sessions++;
  tls.handshakes++;
  wsi.tls.borrowed = true;
  wsi.tls.borrowedHandshake = true;
  tls.holders.add(wsi);
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
  wsi.context.tls.holders.delete(wsi);
  if (wsi.tls.borrowedHandshake) returnHandshake(wsi);
  else gateAccepts(wsi.context);
}

/** As many sessions, or handshakes, as there may be. */
function refuse(cx: LwsContext, limit: LimitDefinition, effect: string, whoPays?: PeerName): void {
  const { tls, limits, platform } = cx;
  const isSessions = limit === TLS_SESSIONS;
  const size = isSessions ? tls.restrictions.sessions : tls.restrictions.handshakes;
  const holders = (): Holder[] =>
    [...tls.holders]
      .filter((wsi) => (isSessions ? wsi.tls.borrowed : wsi.tls.borrowedHandshake))
      .map((wsi) => wsi.reportPeer ?? platform.peerOf?.(wsi.fd))
      .map((peer) => (peer === undefined ? partHolder('its own client') : { kind: 'client', ...peer }));
  const used = (): number => (isSessions ? tls.sessions : tls.handshakes);
  limits.refuse({ limit, size, holders }, used, { client: whoPays?.name, port: whoPays?.port, effect });
}

/** Tells the trace what there is enough of; undefined: the listener is looked at again. */
function traceGate({ platform, vhost }: LwsContext, limit: LimitDefinition | undefined): void {
  const { trace, kernel } = platform;
  if (!trace.wants.gate || vhost === undefined) return;
  const gate = { t: kernel.nowUs, k: 'gate', port: vhost.listenPort } as const;
  if (limit === undefined) trace.emit({ ...gate, ev: 'end' });
  else trace.emit({ ...gate, ev: 'begin', of: limit.kind, option: limit.sizedBy });
}

/** `lws_gate_accepts`: says whether the listener is shut, and shuts or opens it. */
function gateAccepts(cx: LwsContext): void {
  const { tls } = cx;
  const { sessions, handshakes } = tls.restrictions;
  const isFull = sessions > 0 && tls.sessions === sessions;
  const on = isFull || (handshakes > 0 && tls.handshakes === handshakes);
  cx.log.notice(`lws_gate_accepts: on = ${on ? 1 : 0}\n`);
  if (tls.gated === on) return;
  tls.gated = on;
  cx.limits.measure();
  if (isFull) refuse(cx, TLS_SESSIONS, 'accepts nobody: newcomers wait in the backlog');
  traceGate(cx, on ? (isFull ? TLS_SESSIONS : TLS_HANDSHAKES) : undefined);
  for (const listener of cx.vhost?.listeners ?? []) {
    changePolled(listener, on ? LWS_POLLIN : 0, on ? 0 : LWS_POLLIN);
  }
}
