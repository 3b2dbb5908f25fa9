/**
 * Sending to a session, below answers and frames.
 *
 * Source: httpd_txrx.c: httpd_send, httpd_send_all, httpd_default_send, httpd_socket_send, override setters.
 */

import type { Blocking, Perhaps } from '../../../sim/kernel/task.js';
import {
  HTTPD_SOCK_ERR_INVALID,
  type httpd_handle_t,
  type httpd_pending_func_t,
  type httpd_recv_func_t,
  type httpd_req_t,
  type httpd_send_func_t,
} from '../api-types.js';
import { bytes } from '../request/c-string.js';
import { ESP_ERR_INVALID_ARG, ESP_OK, type esp_err_t } from '../esp-err.js';
import { crashIfDeleted } from '../session/freed-memory.js';
import type { HttpServer, Session } from '../server/server.js';
import { findSession } from '../session/session-lookup.js';
import { socketError } from './socket-error.js';

const TAG = 'httpd_txrx';

/**
 * Sends `data[offset..offset+length)` through the session's send function, once. Returns bytes sent (maybe fewer) or
 * one of HTTPD_SOCK_ERR_….
 */
export function sendOnce(
  server: HttpServer,
  session: Session,
  fd: number,
  data: Uint8Array,
  offset: number,
  length: number,
  flags = 0,
): Perhaps<number> {
  crashIfDeleted(server);
  session.hasSent = true;
  if (session.sendOverride !== undefined)
    return session.sendOverride(server, fd, data, offset, length, flags);
  const { sockets } = server.env;
  const sent = flags === 0 ? sockets.sendNow(fd, data, offset, length) : undefined;
  return typeof sent === 'number'
    ? resultOf(server, sent)
    : waited(server, sent ?? sockets.send(fd, data, offset, length, flags));
}

function* waited(server: HttpServer, sending: Blocking<number>): Blocking<number> {
  return resultOf(server, yield* sending);
}

function resultOf(server: HttpServer, sent: number): number {
  return sent < 0 ? socketError(server.env, 'send') : sent;
}

/** Sends all of `data[offset..offset+length)`; false after the first error. */
export function* sendAll(
  req: httpd_req_t,
  data: Uint8Array,
  offset: number,
  length: number,
): Blocking<boolean> {
  const server = req.handle;
  const { log } = server.env;
  const session = req.session;
  let sent = 0;
  while (sent < length) {
    const sending = sendOnce(server, session, session.fd, data, offset + sent, length - sent);
    const n = typeof sending === 'number' ? sending : yield* sending;
    if (n < 0) {
      if (log.debug) log.d(TAG, 'httpd_send_all: error in send_fn');
      return false;
    }
    if (log.debug) log.d(TAG, 'httpd_send_all: sent = %d', n);
    sent += n;
  }
  return true;
}

/** {@link sendAll} for a text. */
export function sendText(req: httpd_req_t, text: string): Blocking<boolean> {
  return sendAll(req, bytes(text), 0, text.length);
}

/** Sends raw bytes on a request's connection, once: bytes sent or one of HTTPD_SOCK_ERR_…. */
export function* httpd_send(req: httpd_req_t, buf: Uint8Array, buf_len: number): Blocking<number> {
  const session = req.session;
  const sending = sendOnce(req.handle, session, session.fd, buf, 0, buf_len);
  const n = typeof sending === 'number' ? sending : yield* sending;
  const { log } = req.handle.env;
  if (n < 0 && log.debug) log.d(TAG, 'httpd_send: error in send_fn');
  return n;
}

/** Sends raw bytes on a session from anywhere, once: bytes sent or one of HTTPD_SOCK_ERR_…. */
export function* httpd_socket_send(
  hd: httpd_handle_t,
  sockfd: number,
  buf: Uint8Array,
  buf_len: number,
  flags: number,
): Blocking<number> {
  const session = findSession(hd, sockfd);
  if (hd === undefined || session === undefined) return HTTPD_SOCK_ERR_INVALID;
  const sending = sendOnce(hd, session, sockfd, buf, 0, buf_len, flags);
  return typeof sending === 'number' ? sending : yield* sending;
}

/** Replaces the send function of a session; ESP_ERR_INVALID_ARG if there is none with this socket. */
export function httpd_sess_set_send_override(
  hd: httpd_handle_t,
  sockfd: number,
  send_func: httpd_send_func_t,
): esp_err_t {
  const session = findSession(hd, sockfd);
  if (session === undefined) return ESP_ERR_INVALID_ARG;
  session.sendOverride = send_func;
  return ESP_OK;
}

/** Replaces the receive function of a session. */
export function httpd_sess_set_recv_override(
  hd: httpd_handle_t,
  sockfd: number,
  recv_func: httpd_recv_func_t,
): esp_err_t {
  const session = findSession(hd, sockfd);
  if (session === undefined) return ESP_ERR_INVALID_ARG;
  session.recvOverride = recv_func;
  return ESP_OK;
}

/** Sets the function that tells of bytes waiting elsewhere than in the socket (a TLS layer). */
export function httpd_sess_set_pending_override(
  hd: httpd_handle_t,
  sockfd: number,
  pending_func: httpd_pending_func_t,
): esp_err_t {
  const session = findSession(hd, sockfd);
  if (session === undefined) return ESP_ERR_INVALID_ARG;
  session.pendingOverride = pending_func;
  return ESP_OK;
}
