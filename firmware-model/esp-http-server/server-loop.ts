/**
 * The server task: its select loop, accepting connections, its end.
 *
 * Source: components/esp_http_server/src/httpd_main.c: httpd_thread, httpd_server, httpd_accept_conn,
 * httpd_process_session. Absent: HTTP_SERVER_EVENT_… posts.
 */

import type { Blocking } from '../../sim/kernel/task.js';
import type { SocketOption } from '../../sim/lwip/socket-api.js';
import { processControlMessage, queueClose } from './control.js';
import { ESP_FAIL, ESP_OK, type esp_err_t } from './esp-err.js';
import { processSession } from './request-cycle.js';
import type { HttpServer } from './server.js';
import { FREE_SLOT, type Session } from './session.js';
import {
  beginSession,
  deleteAll,
  deleteInvalid,
  deleteSession,
  freeSlot,
  httpd_sess_update_lru_counter,
  leastRecentlyUsed,
} from './session-table.js';
import { errnoOf } from './socket-error.js';
import { PURGED } from './session-record.js';
import { SpinGuard } from './spin-guard.js';

const TAG = 'httpd';
const MS_PER_S = 1000;
/** Keep-alive values that 0 stands for: seconds, seconds, probes. */
const KEEP_ALIVE_IDLE_S = 5;
const KEEP_ALIVE_INTERVAL_S = 5;
const KEEP_ALIVE_COUNT = 3;

/** Body of the server task. */
export function* serverThread(server: HttpServer): Generator<void, void, void> {
  const { env } = server;
  const { log, sockets } = env;
  server.note('thread-started');
  if (log.debug) log.d(TAG, 'httpd_thread: web server started');
  const guard = new SpinGuard(env.kernel);
  while (yield* serverTurn(server)) {
    if (guard.isSpinning('httpd_server')) yield* guard.giveUp();
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
    if (session.fd === FREE_SLOT || session.isLent) continue;
    readSet.add(session.fd);
    if (session.fd > highest) highest = session.fd;
  }
  return highest;
}

/** One turn of the loop: waits, then control message, sessions, new connection. False to stop. */
function* serverTurn(server: HttpServer): Blocking<boolean> {
  const { env, readSet } = server;
  const { log, sockets } = env;
  const maxFdPlus1 = watchDescriptors(server) + 1;
  if (log.debug) log.d(TAG, `httpd_server: doing select maxfd+1 = ${maxFdPlus1}`);
  if ((yield* sockets.select(maxFdPlus1, readSet, undefined, undefined, undefined)) < 0) {
    log.e(TAG, `httpd_server: error in select (${errnoOf(env)})`);
    yield* deleteInvalid(server);
    return true;
  }

  if (readSet.has(server.controlFd)) {
    if (log.debug) log.d(TAG, 'httpd_server: processing ctrl message');
    yield* processControlMessage(server);
    if (server.state === 'stopping') {
      if (log.debug) log.d(TAG, 'httpd_server: stopping thread');
      return false;
    }
  }
  for (const session of server.sessions) {
    if (session.fd < 0 || session.isLent) continue;
    const isDue =
      readSet.has(session.fd) ||
      (session.pendingOverride === undefined
        ? session.pendingLength > 0
        : yield* hasPending(server, session));
    if (isDue) yield* turnWith(server, session);
  }
  if (readSet.has(server.listenFd)) {
    if (log.debug) log.d(TAG, `httpd_server: processing listen socket ${server.listenFd}`);
    if ((yield* acceptConnection(server)) !== ESP_OK)
      log.w(TAG, 'httpd_server: error accepting new connection');
  }
  return true;
}

/** Bytes that wait elsewhere than in the socket: in an application's layer, or put back. */
function* hasPending(server: HttpServer, session: Session): Blocking<boolean> {
  const { pendingOverride } = session;
  if (pendingOverride !== undefined && (yield* pendingOverride(server, session.fd)) > 0) return true;
  return session.pendingLength > 0;
}

function* turnWith(server: HttpServer, session: Session): Blocking<void> {
  const { log, firmware, sockets } = server.env;
  const { fd } = session;
  if (log.debug) log.d(TAG, `${firmware.processingFunction}: processing socket ${fd}`);
  if ((yield* processSession(server, session)) === ESP_OK) return;
  if (!firmware.sessionClosesSocket) {
    if (log.debug) log.d(TAG, `httpd_server: closing socket ${fd}`);
    yield* sockets.close(fd);
  }
  yield* deleteSession(server, session);
}

/**
 * Accepts a connection into a session. With LRU purge and no slot free it queues the end of the least recently used
 * session instead; the connection stays in the backlog for the next turn.
 */
function* acceptConnection(server: HttpServer): Blocking<esp_err_t> {
  const { env, config } = server;
  const { log, sockets, firmware } = env;
  if (config.lru_purge_enable && freeSlot(server) === undefined) return yield* purge(server);

  const fd = yield* sockets.accept(server.listenFd);
  if (fd < 0) {
    log.write(firmware.acceptErrorLevel, TAG, `httpd_accept_conn: error in accept (${errnoOf(env)})`);
    return ESP_FAIL;
  }
  if (log.debug) log.d(TAG, `httpd_accept_conn: newfd = ${fd}`);
  if (!(yield* setOptions(server, fd))) {
    yield* sockets.close(fd);
    return ESP_FAIL;
  }
  if ((yield* beginSession(server, fd)) !== ESP_OK) {
    log.write(firmware.acceptErrorLevel, TAG, 'httpd_accept_conn: session creation failed');
    yield* sockets.close(fd);
    return ESP_FAIL;
  }
  if (firmware.acceptCountsAsUse) httpd_sess_update_lru_counter(server, fd);
  if (log.debug) log.d(TAG, 'httpd_accept_conn: complete');
  return ESP_OK;
}

function* purge(server: HttpServer): Blocking<esp_err_t> {
  const { log, firmware } = server.env;
  const victim = leastRecentlyUsed(server);
  if (victim === undefined) return ESP_OK;
  if (log.debug) log.d('httpd_sess', `httpd_sess_close_lru: ${firmware.purgeText(victim.fd)}`);
  server.slots.refuse({ client: server.peerName(victim.fd), effect: 'purged to make room (LRU)' });
  victim.closeReason = PURGED;
  if (firmware.sessionClosesSocket) victim.lruVictim = true;
  return yield* queueClose(server, victim);
}

/** Options of an accepted socket, in the order in which they are set. */
function acceptedSocketOptions(server: HttpServer): SocketOption[] {
  const { config, env } = server;
  const options: SocketOption[] = [
    { name: 'SO_RCVTIMEO', timeoutMs: config.recv_wait_timeout * MS_PER_S },
    { name: 'SO_SNDTIMEO', timeoutMs: config.send_wait_timeout * MS_PER_S },
  ];
  if (!config.keep_alive_enable) return options;
  const idle = config.keep_alive_idle || KEEP_ALIVE_IDLE_S;
  const interval = config.keep_alive_interval || KEEP_ALIVE_INTERVAL_S;
  const count = config.keep_alive_count || KEEP_ALIVE_COUNT;
  if (env.log.debug) {
    env.log.d(TAG, `Enable TCP keep alive. idle: ${idle}, interval: ${interval}, count: ${count}`);
  }
  options.push(
    { name: 'SO_KEEPALIVE', value: true },
    { name: 'TCP_KEEPIDLE', seconds: idle },
    { name: 'TCP_KEEPINTVL', seconds: interval },
    { name: 'TCP_KEEPCNT', count },
  );
  return options;
}

function* setOptions(server: HttpServer, fd: number): Blocking<boolean> {
  const { env } = server;
  for (const option of acceptedSocketOptions(server)) {
    if ((yield* env.sockets.setsockopt(fd, option)) >= 0) continue;
    env.log.e(TAG, `httpd_accept_conn: error in setsockopt ${option.name} (${errnoOf(env)})`);
    return false;
  }
  return true;
}
