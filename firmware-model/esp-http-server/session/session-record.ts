/** `session` records. */

import type { SessionRecord } from '../../../sim/kernel/trace.js';
import type { HttpServer, Session } from '../server/server.js';

/** Close reason of a session that had to make room. */
export const PURGED = 'purged';

/** Writes what has become of a session. */
export function traceSession(server: HttpServer, session: Session, ev: SessionRecord['ev']): void {
  const { trace, kernel } = server.env;
  if (!trace.wants.session) return;
  const { peer: c, peerPort: port, fd, closeReason } = session;
  const record = { t: kernel.nowUs, k: 'session', ev, c, port, fd, table: server.slots.name } as const;
  if (ev !== 'close' || closeReason === undefined) {
    trace.emit(record);
    return;
  }
  const reason = closeReason === PURGED ? ({ purged: 1 } as const) : { why: closeReason };
  trace.emit(Object.assign(record, reason));
}

/** A handler has returned: where it has sent nothing, and no task has its request, its client may wait for ever. */
export function traceSilence(server: HttpServer, session: Session): void {
  if (!session.hasSent && !session.isLent) traceSession(server, session, 'silent');
}
