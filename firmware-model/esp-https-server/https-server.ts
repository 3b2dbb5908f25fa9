/**
 * esp_https_server (components/esp_https_server/src/https_server.c): esp_http_server whose sessions speak TLS, by way of
 * the session's receive, send and pending overrides.
 *
 * Absent: events, user callbacks, client certificates, secure elements, plain transport mode.
 */

import type { Blocking } from '../../sim/kernel/task.js';
import type { httpd_open_func_t } from '../esp-http-server/api-types.js';
import { ESP_ERR_NO_MEM, ESP_FAIL, ESP_OK, type esp_err_t } from '../esp-http-server/esp-err.js';
import {
  httpd_sess_set_pending_override,
  httpd_sess_set_recv_override,
  httpd_sess_set_send_override,
} from '../esp-http-server/answer/transmit.js';
import { HTTPD_DEFAULT_CONFIG, type httpd_config_t } from '../esp-http-server/server/config.js';
import type { HttpServerEnvironment } from '../esp-http-server/server/environment.js';
import type { HttpServer } from '../esp-http-server/server/server.js';
import { httpd_start, type HandleRef } from '../esp-http-server/server/start-stop.js';
import { httpd_sess_set_transport_ctx } from '../esp-http-server/session/session-context.js';
import { findSession } from '../esp-http-server/session/session-lookup.js';
import { nameWork } from '../../sim/kernel/task-work.js';
import { ESP_CLOSE_REASONS } from '../close-reasons.js';
import { errorDigits, errorText } from '../../sim/tls/mbedtls/errors.js';
import {
  credentialBytes,
  SSL_CONTEXT_BYTES,
  TICKET_CONTEXT_BYTES,
  TRANSPORT_CONTEXT_BYTES,
} from './sizes.js';
import { EspTls, type EspTlsServerConfig } from './esp-tls.js';

const TAG = 'esp_https_server';
const SECURE_PORT = 443;

/** HTTPD_SSL_CONFIG_DEFAULT: what it changes in HTTPD_DEFAULT_CONFIG. */
export function HTTPD_SSL_CONFIG_DEFAULT(): httpd_config_t {
  const plain = HTTPD_DEFAULT_CONFIG();
  return {
    ...plain,
    stack_size: 10_240,
    server_port: SECURE_PORT,
    ctrl_port: plain.ctrl_port + 1,
    max_open_sockets: 4,
    lru_purge_enable: true,
  };
}

/** `httpd_ssl_start`: starts an instance whose sessions are TLS. As {@link httpd_start}; ESP_ERR_NO_MEM besides. */
export function* httpd_ssl_start(
  env: HttpServerEnvironment,
  out: HandleRef,
  config: httpd_config_t,
  tls: EspTlsServerConfig,
): Blocking<esp_err_t> {
  const { log, heap } = env;
  log.i(TAG, 'Starting server');
  const blocks = [SSL_CONTEXT_BYTES, ...(tls.tickets === undefined ? [] : TICKET_CONTEXT_BYTES)];
  blocks.push(...credentialBytes(tls.certificate));
  for (const [i, size] of blocks.entries()) {
    if (heap.malloc(size)) continue;
    for (const taken of blocks.slice(0, i)) heap.free(taken);
    return ESP_ERR_NO_MEM;
  }
  const started = yield* httpd_start(env, out, {
    ...config,
    global_transport_ctx: tls,
    global_transport_ctx_free_fn: () => {
      log.i(TAG, 'Server shuts down, releasing SSL context');
      for (const size of blocks) heap.free(size);
    },
    open_fn: openSession(tls, config.open_fn),
    close_fn: config.close_fn,
  });
  if (started !== ESP_OK) return started;
  log.i(TAG, 'Server listening on port %d', config.server_port);
  return ESP_OK;
}

/** `httpd_ssl_open`: the handshake, inside of accept. */
function openSession(tls: EspTlsServerConfig, then: httpd_open_func_t | undefined): httpd_open_func_t {
  return function* (server, fd) {
    const { env } = server;
    const session = new EspTls(env, tls, fd);
    nameWork(env, 'the TLS handshake');
    if (!session.init()) {
      giveReason(server, fd, ESP_CLOSE_REASONS.noTls);
      return ESP_ERR_NO_MEM;
    }
    env.log.i(TAG, 'performing session handshake');
    const result = yield* session.createServerSession();
    if (result !== 0) {
      const digits = errorDigits(result).toLowerCase();
      env.log.e(TAG, 'esp_tls_create_server_session failed, 0x%s', digits);
      session.delete();
      const { noTls, tlsFailed } = ESP_CLOSE_REASONS;
      giveReason(server, fd, session.hasHandle ? tlsFailed(errorText(result)) : noTls);
      return ESP_FAIL;
    }
    if (!env.heap.malloc(TRANSPORT_CONTEXT_BYTES)) return ESP_ERR_NO_MEM;
    giveToServer(server, fd, session);
    if (env.log.debug) env.log.d(TAG, 'Secure socket open');
    if (then !== undefined) yield* then(server, fd);
    return ESP_OK;
  };
}

/** What reports say of the end of its connection. */
function giveReason(server: HttpServer, fd: number, why: string): void {
  const session = findSession(server, fd);
  if (session !== undefined) session.closeReason = why;
}

function giveToServer(server: HttpServer, fd: number, session: EspTls): void {
  const { env } = server;
  httpd_sess_set_transport_ctx(server, fd, session, () => {
    session.delete();
    env.heap.free(TRANSPORT_CONTEXT_BYTES);
    if (env.log.debug) env.log.d(TAG, 'Secure socket closed');
  });
  httpd_sess_set_send_override(server, fd, (_hd, _fd, buf, offset, length) =>
    session.write(buf, offset, length),
  );
  httpd_sess_set_recv_override(server, fd, (_hd, _fd, buf, offset, length) =>
    session.read(buf, offset, length),
  );
  httpd_sess_set_pending_override(server, fd, function* () {
    return session.bytesAvailable;
  });
}
