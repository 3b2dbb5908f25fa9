/** What the server loops over for ever, for the `livelock` record. */

import { errnoOf } from '../answer/socket-error.js';
import type { SpinDetail } from '../../../sim/kernel/kernel.js';
import type { HttpServerEnvironment } from './environment.js';
import type { HttpServer, Session } from './server.js';

/** Remembers since when a session's recv() fails; `n` is what it has returned. */
export function noteReceiveError(env: HttpServerEnvironment, session: Session, n: number): void {
  if (n >= 0) session.receiveError = undefined;
  else session.receiveError ??= { sinceUs: env.kernel.nowUs, errno: errnoOf(env) };
}

/** A session's socket, its client, and what is wrong with it: recv() fails, or returns the end of the stream. */
export function spinDetail({ kernel }: HttpServerEnvironment, session: Session): SpinDetail {
  const { fd, peer: client, peerPort: port, receiveError } = session;
  const what = receiveError === undefined ? 'the end of its stream' : `recv error ${receiveError.errno}`;
  const sinceUs = receiveError?.sinceUs ?? kernel.nowUs;
  return { fd, client, port, why: `${what} taken for success`, sinceUs };
}

/** The server's own loop: a select() that fails, or the session that is always due. */
export function loopDetail(server: HttpServer): SpinDetail | undefined {
  const { env, listenFd, controlFd, sessions, readSet, selectError } = server;
  if (selectError !== undefined) {
    const watched = [
      { fd: listenFd, what: 'the listener' },
      { fd: controlFd, what: 'its control socket' },
    ];
    const closed = watched.find(({ fd }) => !env.sockets.isOpen(fd));
    const what = closed === undefined ? '' : `${closed.what} was closed behind its back, `;
    const { errno, sinceUs } = selectError;
    return { fd: closed?.fd, why: `${what}select() fails with errno ${errno}`, sinceUs };
  }
  const due = sessions.find(({ fd }) => fd >= 0 && readSet.has(fd));
  if (due === undefined) return undefined;
  if (due.receiveError !== undefined) return spinDetail(env, due);
  return { fd: due.fd, client: due.peer, port: due.peerPort };
}
