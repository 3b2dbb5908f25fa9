/**
 * The session table: who is in it, who gets in, who has to go.
 *
 * Source: components/esp_http_server/src/httpd_sess.c. Modelled: slot order, LRU counters and their quirks (a closed
 * session is recognised by its counter of 0), the lookup that prefers the request in hand. Absent:
 * HTTP_SERVER_EVENT_… posts.
 */

import { ESP_CLOSE_REASONS } from '../../close-reasons.js';
import type { Blocking } from '../../../sim/kernel/task.js';
import type { httpd_handle_t } from '../api-types.js';
import { ESP_ERR_INVALID_ARG, ESP_ERR_NOT_FOUND, ESP_FAIL, ESP_OK, type esp_err_t } from '../esp-err.js';
import { crashIfDeleted } from './freed-memory.js';
import type { HttpServer, Session } from '../server/server.js';
import { clearContexts } from './session-context.js';
import { findByFd, findSession } from './session-lookup.js';
import { traceSession } from './session-record.js';
import { FREE_SLOT } from './session.js';
import { beginWork, endWork } from '../../../sim/kernel/task-work.js';
import { errnoOf } from '../answer/socket-error.js';

const TAG = 'httpd_sess';

/** The first free slot, or `undefined` with all taken. */
export function freeSlot(server: HttpServer): Session | undefined {
  if (server.activeSessions === server.config.max_open_sockets) return undefined;
  for (const session of server.sessions) if (session.fd < 0) return session;
  return undefined;
}

/** Starts a session for an accepted socket. ESP_FAIL without a slot, or what `open_fn` returned. */
export function* beginSession(server: HttpServer, fd: number): Blocking<esp_err_t> {
  const { env, config } = server;
  const { log, firmware } = env;
  if (log.debug) log.d(TAG, 'httpd_sess_new: fd = %d', fd);
  if (findSession(server, fd) !== undefined) {
    log.e(TAG, 'httpd_sess_new: session already exists with fd = %d', fd);
    return ESP_FAIL;
  }
  const session = freeSlot(server);
  if (session === undefined) {
    if (log.debug) log.d(TAG, 'httpd_sess_new: unable to launch session for fd = %d', fd);
    return ESP_FAIL;
  }
  session.begin(fd, ++server.accepted, env.lifecycles);
  if (firmware.newcomerIsRecent) session.lruCounter = server.lruCounter;
  if (firmware.countsBeforeOpenFn) server.activeSessions++;
  server.slots.take();
  session.sinceUs = env.kernel.nowUs;
  session.peer = server.peerName(fd);
  session.peerPort = env.socketPeerPort?.(fd) ?? 0;
  traceSession(server, session, 'open');
  if (!server.slots.hasRoom()) server.note('slots-taken');

  if (config.open_fn !== undefined) {
    const { peer: client, peerPort: port } = session;
    beginWork(env, { server: config.server_port, client, port, what: 'open_fn' });
    const result = yield* config.open_fn(server, fd);
    endWork(env);
    if (result !== ESP_OK) {
      session.closeReason ??= ESP_CLOSE_REASONS.openRefused;
      yield* deleteSession(server, session);
      if (log.debug) log.d(TAG, 'httpd_sess_new: open_fn failed for fd = %d', fd);
      return result;
    }
  }
  if (!firmware.countsBeforeOpenFn) server.activeSessions++;
  if (firmware.sessionsCloseTheirSockets && log.debug) {
    log.d(TAG, 'httpd_sess_new: active sockets: %d', server.activeSessions);
  }
  return ESP_OK;
}

/**
 * Ends a session: lingering, `close_fn` or close() (releases that leave closing to the caller: see
 * `sessionsCloseTheirSockets`), contexts, slot. Does nothing for a free slot.
 */
export function* deleteSession(server: HttpServer, session: Session): Blocking<void> {
  const { env, config } = server;
  const { log, firmware, sockets } = env;
  const fd = session.fd;
  if (fd < 0) return;
  if (log.debug) log.d(TAG, 'httpd_sess_delete: fd = %d', fd);

  if (config.enable_so_linger && firmware.lingersOnClose) {
    const option = { name: 'SO_LINGER', on: true, seconds: config.linger_timeout } as const;
    if ((yield* sockets.setsockopt(fd, option)) < 0 && firmware.warnsOfLinger) {
      log.w(TAG, 'httpd_sess_delete: error enabling SO_LINGER (%d)', errnoOf(env));
    }
  }
  if (config.close_fn !== undefined) yield* config.close_fn(server, fd);
  else if (firmware.sessionsCloseTheirSockets) yield* sockets.close(fd);

  clearContexts(session);
  traceSession(server, session, 'close');
  session.end();
  server.activeSessions--;
  server.slots.release();
  server.note('slot-freed');
  if (firmware.sessionsCloseTheirSockets && log.debug) {
    log.d(TAG, 'httpd_sess_delete: active sockets: %d', server.activeSessions);
  }
  if (server.activeSessions === 0 && firmware.lruCounterRestarts) server.lruCounter = 0;
}

/** {@link deleteSession}, and close() in releases where that is the caller's business. */
export function* deleteAndClose(server: HttpServer, session: Session): Blocking<void> {
  const fd = session.fd;
  yield* deleteSession(server, session);
  if (!server.env.firmware.sessionsCloseTheirSockets && fd >= 0) yield* server.env.sockets.close(fd);
}

/** Ends sessions whose socket is gone, after select() has failed. Free slots are named too, as fd -1. */
export function* deleteInvalid(server: HttpServer): Blocking<void> {
  const { log, sockets, firmware } = server.env;
  const namesItself = firmware.sessionsCloseTheirSockets ? 'enum_function' : 'httpd_sess_delete_invalid';
  for (const session of server.sessions) {
    const { fd } = session;
    if (fd === FREE_SLOT ? !firmware.sessionsCloseTheirSockets : sockets.isOpen(fd)) continue;
    log.w(TAG, '%s: Closing invalid socket %d', namesItself, fd);
    session.closeReason = ESP_CLOSE_REASONS.invalidSocket;
    yield* deleteSession(server, session);
  }
}

/** Ends every session, when the server stops. */
export function* deleteAll(server: HttpServer): Blocking<void> {
  const { log, firmware } = server.env;
  const [tag, caller] = firmware.sessionsCloseTheirSockets
    ? [TAG, 'enum_function']
    : ['httpd', 'httpd_close_all_sessions'];
  for (const session of server.sessions) {
    if (session.fd === FREE_SLOT) continue;
    if (log.debug) log.d(tag, '%s: cleaning up socket %d', caller, session.fd);
    session.closeReason ??= ESP_CLOSE_REASONS.stopped;
    yield* deleteAndClose(server, session);
  }
}

/** Stamps a session as the one used last. */
export function markUsed(server: HttpServer, session: Session): void {
  session.lruCounter = ++server.lruCounter;
}

/** Counts a session as just used, against LRU purging. ESP_ERR_NOT_FOUND without such a session. */
export function httpd_sess_update_lru_counter(handle: httpd_handle_t, sockfd: number): esp_err_t {
  if (handle === undefined) return ESP_ERR_INVALID_ARG;
  const session = findByFd(handle, sockfd);
  if (session === undefined) return ESP_ERR_NOT_FOUND;
  markUsed(handle, session);
  return ESP_OK;
}

/** Does the server leave a session alone because an async request has it? */
export function isLeftAlone(server: HttpServer, session: Session): boolean {
  return session.isLent && server.env.firmware.asyncOwnsSocket;
}

/** The least recently used session that is not in an async request; the lowest slot among equals. */
export function leastRecentlyUsed(server: HttpServer): Session | undefined {
  let victim: Session | undefined;
  for (const session of server.sessions) {
    if (session.fd === FREE_SLOT) return victim;
    if (session.isLent) continue;
    if (victim === undefined || session.lruCounter < victim.lruCounter) victim = session;
  }
  return victim;
}

/** A list that `httpd_get_client_list` fills: its `length` is room on entry and count on return. */
export interface ClientList {
  fds: number;
  readonly client_fds: number[];
}

/**
 * Lists the sockets of all sessions in slot order into `client_fds`; `fds` is the room on entry and the count on
 * return. ESP_ERR_INVALID_ARG when the room does not suffice.
 */
export function httpd_get_client_list(handle: httpd_handle_t, list: ClientList): esp_err_t {
  if (handle === undefined || list.fds === 0) return ESP_ERR_INVALID_ARG;
  crashIfDeleted(handle);
  const room = list.fds;
  list.fds = 0;
  for (const session of handle.sessions) {
    if (session.fd === FREE_SLOT) continue;
    if (list.fds >= room) return ESP_ERR_INVALID_ARG;
    list.client_fds[list.fds++] = session.fd;
  }
  return ESP_OK;
}
