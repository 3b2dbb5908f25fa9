/**
 * Accepting connections: socket options, a session, and making room for one (LRU purge).
 *
 * Source: components/esp_http_server/src/httpd_main.c: httpd_accept_conn; httpd_sess.c: httpd_sess_close_lru.
 * Absent: HTTP_SERVER_EVENT_… posts.
 */

import { beginWork, endWork } from '../../../sim/kernel/task-work.js';
import { MS_PER_S } from '../../../sim/kernel/units.js';
import type { Blocking } from '../../../sim/kernel/task.js';
import type { SocketOption } from '../../../sim/lwip/sockets/socket-api.js';
import { queueClose } from './control.js';
import { keepAliveOf } from './keep-alive.js';
import { ESP_FAIL, ESP_OK, type esp_err_t } from '../esp-err.js';
import type { HttpServer } from './server.js';
import { PURGED } from '../session/session-record.js';
import {
  beginSession,
  deleteSession,
  freeSlot,
  httpd_sess_update_lru_counter,
  leastRecentlyUsed,
} from '../session/session-table.js';
import { errnoOf } from '../answer/socket-error.js';

const TAG = 'httpd';

/** With LRU purge on, all slots taken and each of them in an async request there is nobody to make room. */
export function hasNobodyToPurge(server: HttpServer): boolean {
  return (
    server.config.lru_purge_enable &&
    freeSlot(server) === undefined &&
    leastRecentlyUsed(server) === undefined
  );
}

/**
 * Accepts a connection into a session. With LRU purge and no slot free it queues the end of the least recently used
 * session instead; the connection stays in the backlog for the next turn.
 */
export function* acceptConnection(server: HttpServer): Blocking<esp_err_t> {
  const { env, config } = server;
  const { log, sockets, firmware } = env;
  const failureLevel = firmware.acceptFailureIsError ? 'E' : 'W';
  if (config.lru_purge_enable && freeSlot(server) === undefined) return yield* purge(server);

  const fd = yield* sockets.accept(server.listenFd);
  if (fd < 0) {
    log.write(failureLevel, TAG, `httpd_accept_conn: error in accept (${errnoOf(env)})`);
    return ESP_FAIL;
  }
  const client = server.peerName(fd);
  const port = env.socketPeerPort?.(fd) ?? 0;
  beginWork(env, { server: config.server_port, client, port, what: 'a connection that it accepts' });
  const result = yield* welcome(server, fd, failureLevel);
  endWork(env);
  return result;
}

/** Makes a session of an accepted socket. */
function* welcome(server: HttpServer, fd: number, failureLevel: 'E' | 'W'): Blocking<esp_err_t> {
  const { log, sockets, firmware } = server.env;
  if (log.debug) log.d(TAG, 'httpd_accept_conn: newfd = %d', fd);
  if (!(yield* setOptions(server, fd))) {
    yield* sockets.close(fd);
    return ESP_FAIL;
  }
  if ((yield* beginSession(server, fd)) !== ESP_OK) {
    log.write(failureLevel, TAG, 'httpd_accept_conn: session creation failed');
    yield* sockets.close(fd);
    return ESP_FAIL;
  }
  if (!firmware.acceptIsNoUse) httpd_sess_update_lru_counter(server, fd);
  if (log.debug) log.d(TAG, 'httpd_accept_conn: complete');
  return ESP_OK;
}

function* purge(server: HttpServer): Blocking<esp_err_t> {
  const { log, firmware, kconfig } = server.env;
  const victim = leastRecentlyUsed(server);
  // ESP_OK in the firmware, too: its loop comes straight back here (see server-loop.ts).
  if (victim === undefined) return ESP_OK;
  server.slots.refuse({ client: server.peerName(victim.fd), effect: 'purged to make room (LRU)' });
  victim.closeReason = PURGED;
  if (kconfig.CONFIG_HTTPD_QUEUE_WORK_BLOCKING && firmware.purgesDirectlyWhenBlocking) {
    const text = `httpd_sess_close_lru_direct: Directly closing session with fd ${victim.fd}`;
    if (log.debug) log.d('httpd_sess', text);
    yield* deleteSession(server, victim);
    return ESP_OK;
  }
  const text = firmware.sessionsCloseTheirSockets ? 'Closing session with fd' : 'fd =';
  if (log.debug) log.d('httpd_sess', 'httpd_sess_close_lru: %s %d', text, victim.fd);
  if (firmware.sessionsCloseTheirSockets) victim.lruVictim = true;
  return yield* queueClose(server, victim);
}

/** Options of an accepted socket, in the order in which they are set. */
function acceptedSocketOptions(server: HttpServer): SocketOption[] {
  const { config, env } = server;
  const options: SocketOption[] = [
    { name: 'SO_RCVTIMEO', timeoutMs: config.recv_wait_timeout * MS_PER_S },
    { name: 'SO_SNDTIMEO', timeoutMs: config.send_wait_timeout * MS_PER_S },
  ];
  const keepAlive = keepAliveOf(server);
  if (keepAlive === undefined) return options;
  const { idle, interval, count } = keepAlive;
  if (env.log.debug) {
    env.log.d(TAG, 'Enable TCP keep alive. idle: %d, interval: %d, count: %d', idle, interval, count);
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
    if ((yield* env.sockets.setsockopt(fd, option)) >= 0 || !env.firmware.checksSocketOptions) continue;
    env.log.e(TAG, 'httpd_accept_conn: error in setsockopt %s (%d)', option.name, errnoOf(env));
    return false;
  }
  return true;
}
