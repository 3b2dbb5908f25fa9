/**
 * The server task: its select loop and its end.
 *
 * Source: components/esp_http_server/src/httpd_main.c: httpd_thread, httpd_server, httpd_process_session. Kept: with LRU
 * purge on and every session in an async request, a connection that waits makes the loop spin; on the device that starves
 * every task of a lower priority, here it ends the run as a livelock.
 */

import type { Blocking } from '../../../sim/kernel/task.js';
import { beginWork, endWork } from '../../../sim/kernel/task-work.js';
import { acceptConnection, hasNobodyToPurge } from './accept.js';
import { processControlMessage } from './control.js';
import { ESP_OK } from '../esp-err.js';
import { processSession } from '../request/request-cycle.js';
import { RequestReader } from '../request/request-reader.js';
import type { HttpServer, Session } from './server.js';
import { endReason } from '../session/end-reason.js';
import { FREE_SLOT } from '../session/session.js';
import { deleteAll, deleteInvalid, deleteSession, freeSlot, isLeftAlone } from '../session/session-table.js';
import { errnoOf } from '../answer/socket-error.js';
import { loopDetail } from './spin-detail.js';
import { SpinGuard } from './spin-guard.js';

const TAG = 'httpd';
/** Turns that changed nothing at all, after which the next ones need not be tried. */
const MAX_IDLE_TURNS = 100;

/** What a turn of the loop came to. `idle`: a connection waits, and nothing could be done about it. */
type Turn = 'stop' | 'busy' | 'idle';

/** Body of the server task. */
export function* serverThread(server: HttpServer): Generator<void, void, void> {
  const { env } = server;
  const { log, sockets } = env;
  server.note('thread-started');
  if (log.debug) log.d(TAG, 'httpd_thread: web server started');
  const reader = new RequestReader(server.request);
  const guard = new SpinGuard(env.kernel, 'httpd_server');
  const idleGuard = new SpinGuard(
    env.kernel,
    'httpd_server: a connection waits, and httpd_sess_close_lru finds no session to close (all in async requests)',
    MAX_IDLE_TURNS,
  );
  for (
    let turn = yield* serverTurn(server, reader);
    turn !== 'stop';
    turn = yield* serverTurn(server, reader)
  ) {
    if (guard.isSpinning(() => loopDetail(server)) || (turn === 'idle' && idleGuard.isSpinning()))
      yield* guard.giveUp();
  }

  if (log.debug) log.d(TAG, 'httpd_thread: web server exiting');
  if (env.trace.wants.server) {
    env.trace.emit({ t: env.kernel.nowUs, k: 'server', ev: 'stop', port: server.config.server_port });
  }
  yield* sockets.close(server.messageFd);
  yield* sockets.close(server.controlFd);
  yield* deleteAll(server);
  yield* sockets.close(server.listenFd);
  server.note('thread-ended');
}

/** Fills the set to wait on; returns the highest descriptor. */
function watchDescriptors(server: HttpServer): number {
  const { readSet, config, listenFd, controlFd } = server;
  readSet.clear();
  if (config.lru_purge_enable || freeSlot(server) !== undefined) readSet.add(listenFd);
  readSet.add(controlFd);
  let highest = Math.max(listenFd, controlFd);
  for (const session of server.sessions) {
    if (session.fd === FREE_SLOT || isLeftAlone(server, session)) continue;
    readSet.add(session.fd);
    if (session.fd > highest) highest = session.fd;
  }
  return highest;
}

/** One turn of the loop: waits, then control message, sessions, new connection. */
function* serverTurn(server: HttpServer, reader: RequestReader): Blocking<Turn> {
  const { env, readSet } = server;
  const { log, sockets } = env;
  const maxFdPlus1 = watchDescriptors(server) + 1;
  if (log.debug) log.d(TAG, 'httpd_server: doing select maxfd+1 = %d', maxFdPlus1);
  if ((yield* sockets.select(maxFdPlus1, readSet, undefined, undefined, undefined)) < 0) {
    server.selectError ??= { sinceUs: env.kernel.nowUs, errno: errnoOf(env) };
    log.e(TAG, 'httpd_server: error in select (%d)', errnoOf(env));
    yield* deleteInvalid(server);
    return 'busy';
  }

  server.selectError = undefined;
  let turn: Turn = 'idle';
  if (readSet.has(server.controlFd)) {
    if (log.debug) log.d(TAG, 'httpd_server: processing ctrl message');
    beginWork(env, { server: server.config.server_port, what: 'queued work' });
    yield* processControlMessage(server);
    endWork(env);
    if (server.state === 'stopping') {
      if (log.debug) log.d(TAG, 'httpd_server: stopping thread');
      return 'stop';
    }
    turn = 'busy';
  }
  for (const session of server.sessions) {
    if (session.fd < 0 || isLeftAlone(server, session)) continue;
    const isDue =
      readSet.has(session.fd) ||
      (session.pendingOverride === undefined
        ? session.pendingLength > 0
        : yield* hasPending(server, session));
    if (!isDue) continue;
    const { peer: client, peerPort: port } = session;
    const what = session.isWebsocket ? 'a websocket frame' : 'a request that it reads';
    beginWork(env, { server: server.config.server_port, client, port, what });
    yield* turnWith(server, reader, session);
    endWork(env);
    turn = 'busy';
  }
  if (readSet.has(server.listenFd)) {
    if (log.debug) log.d(TAG, 'httpd_server: processing listen socket %d', server.listenFd);
    if (turn === 'idle' && !hasNobodyToPurge(server)) turn = 'busy';
    if ((yield* acceptConnection(server)) !== ESP_OK)
      log.w(TAG, 'httpd_server: error accepting new connection');
  }
  return turn;
}

/** Bytes that wait elsewhere than in the socket: in an application's layer, or put back. */
function* hasPending(server: HttpServer, session: Session): Blocking<boolean> {
  const { pendingOverride } = session;
  if (pendingOverride !== undefined && (yield* pendingOverride(server, session.fd)) > 0) return true;
  return session.pendingLength > 0;
}

function* turnWith(server: HttpServer, reader: RequestReader, session: Session): Blocking<void> {
  const { log, firmware, sockets } = server.env;
  const { fd } = session;
  const caller = firmware.sessionsCloseTheirSockets ? 'httpd_process_session' : 'httpd_server';
  if (log.debug) log.d(TAG, '%s: processing socket %d', caller, fd);
  if ((yield* processSession(reader, session)) === ESP_OK) return;
  session.closeReason ??= endReason(session);
  if (!firmware.sessionsCloseTheirSockets) {
    if (log.debug) log.d(TAG, 'httpd_server: closing socket %d', fd);
    yield* sockets.close(fd);
  }
  yield* deleteSession(server, session);
}
