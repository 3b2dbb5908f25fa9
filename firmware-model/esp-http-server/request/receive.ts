/**
 * Receiving from a session: put-back bytes first, then the socket (or the application's override).
 *
 * Source: httpd_txrx.c: httpd_recv_with_opt, httpd_unrecv, httpd_req_recv, httpd_socket_recv semantics. Absent:
 * HTTP_SERVER_EVENT_… posts, which nothing in the model listens to.
 */

import type { Blocking } from '../../../sim/kernel/task.js';
import {
  HTTPD_SOCK_ERR_INVALID,
  HTTPD_SOCK_ERR_TIMEOUT,
  type httpd_handle_t,
  type httpd_req_t,
} from '../api-types.js';
import type { HttpServer, Session } from '../server/server.js';
import { SpinGuard } from '../server/spin-guard.js';
import { noteReceiveError, spinDetail } from '../server/spin-detail.js';
import { PARSER_BLOCK_SIZE } from '../session/session.js';
import { findSession } from '../session/session-lookup.js';
import { socketError } from '../answer/socket-error.js';

const TAG = 'httpd_txrx';

/** How much a receive insists. */
export const ReceiveOption = {
  /** Whatever one call of the receive function brings. */
  none: 0,
  /** Nothing more once put-back bytes were delivered: they may complete the request. */
  haltAfterPending: 1,
  /** The whole length, or an error. */
  whole: 2,
} as const;
export type ReceiveOption = (typeof ReceiveOption)[keyof typeof ReceiveOption];

/** Moves put-back bytes into `buffer`; returns how many. */
function takePending(session: Session, buffer: Uint8Array, offset: number, length: number): number {
  const start = PARSER_BLOCK_SIZE - session.pendingLength;
  const taken = Math.min(session.pendingLength, length);
  for (let i = 0; i < taken; i++) buffer[offset + i] = session.pendingData[start + i]!;
  session.pendingLength -= taken;
  return taken;
}

/**
 * {@link receive} where all of it is there: fields of a frame that arrived in one packet. Undefined: use that; nothing
 * was received.
 */
export function receiveAtHand(
  req: httpd_req_t,
  buffer: Uint8Array,
  offset: number,
  length: number,
): number | undefined {
  const { session } = req;
  if (length === 0 || session.pendingLength > 0 || session.recvOverride !== undefined) return undefined;
  const { log, sockets } = req.handle.env;
  if (!sockets.isAtHand(session.fd, length)) return undefined;
  if (log.debug) log.d(TAG, 'httpd_recv_with_opt: requested length = %d', length);
  sockets.recvAtHand(session.fd, buffer, offset, length);
  session.receiveError = undefined;
  if (log.debug) log.d(TAG, 'httpd_recv_with_opt: received length = %d', length);
  return length;
}

/**
 * Receives into `buffer[offset..offset+length)`. Returns bytes received, 0 at the end of the stream, or one of
 * HTTPD_SOCK_ERR_…; bytes received before an error are then lost to the caller, as in the firmware.
 */
export function* receive(
  req: httpd_req_t,
  buffer: Uint8Array,
  offset: number,
  length: number,
  option: ReceiveOption,
): Blocking<number> {
  const { env } = req.handle;
  const { log } = env;
  const session = req.session;
  if (log.debug) log.d(TAG, 'httpd_recv_with_opt: requested length = %d', length);

  let pending = 0;
  if (session.pendingLength > 0) {
    if (log.debug) log.d(TAG, 'httpd_recv_with_opt: pending length = %d', session.pendingLength);
    pending = takePending(session, buffer, offset, length);
    if (pending === length || option === ReceiveOption.haltAfterPending) return pending;
  }

  const failsAtEnd = env.firmware.endOfStreamIsError;
  const guard = new SpinGuard(
    env.kernel,
    'httpd_recv_with_opt: a client that is gone still owes a whole field',
  );
  let received = pending;
  do {
    const at = offset + received;
    const left = length - received;
    let n: number;
    if (session.recvOverride === undefined) {
      n = yield* env.sockets.recv(session.fd, buffer, at, left);
      noteReceiveError(env, session, n);
      if (n < 0) n = socketError(env, 'recv');
    } else {
      n = yield* session.recvOverride(req.handle, session.fd, buffer, at, left, 0);
    }
    if (n < 0 || (n === 0 && failsAtEnd)) {
      if (log.debug) log.d(TAG, 'httpd_recv_with_opt: error in recv_fn');
      return n === HTTPD_SOCK_ERR_TIMEOUT && pending > 0 ? pending : n;
    }
    received += n;
    if (n === 0 && option === ReceiveOption.whole && guard.isSpinning(() => spinDetail(env, session)))
      yield* guard.giveUp();
  } while (received < length && option === ReceiveOption.whole);

  if (log.debug) log.d(TAG, 'httpd_recv_with_opt: received length = %d', received);
  return received;
}

/** Puts bytes back so that the next receive finds them; returns how many fit (at most 128). */
export function putBack(req: httpd_req_t, buffer: Uint8Array, start: number, length: number): number {
  const { log } = req.handle.env;
  const session = req.session;
  const kept = Math.min(PARSER_BLOCK_SIZE, length);
  session.pendingLength = kept;
  const at = PARSER_BLOCK_SIZE - kept;
  for (let i = 0; i < kept; i++) session.pendingData[at + i] = buffer[start + i]!;
  if (log.debug) log.d(TAG, 'httpd_unrecv: length = %d', kept);
  return kept;
}

/**
 * Reads content of the request into `buf` (from its start): at most `buf_len` bytes. Returns bytes read, 0 when the
 * content is exhausted or the connection ended, or one of HTTPD_SOCK_ERR_….
 */
export function* httpd_req_recv(req: httpd_req_t, buf: Uint8Array, buf_len: number): Blocking<number> {
  const { log } = req.handle.env;
  const { aux } = req;
  if (log.debug) log.d(TAG, 'httpd_req_recv: remaining length = %d', aux.remainingLength);
  const length = Math.min(buf_len, aux.remainingLength);
  if (length === 0) return 0;

  const n = yield* receive(req, buf, 0, length, ReceiveOption.none);
  if (n < 0) {
    if (log.debug) log.d(TAG, 'httpd_req_recv: error in httpd_recv');
    return n;
  }
  aux.remainingLength -= n;
  if (log.debug) log.d(TAG, 'httpd_req_recv: received length = %d', n);
  return n;
}

/** Receives from a session outside of a request; put-back bytes are not considered. */
export function* httpd_socket_recv(
  hd: httpd_handle_t,
  sockfd: number,
  buf: Uint8Array,
  buf_len: number,
  flags: number,
): Blocking<number> {
  const session = findSession(hd, sockfd);
  if (hd === undefined || session === undefined) return HTTPD_SOCK_ERR_INVALID;
  if (session.recvOverride !== undefined)
    return yield* session.recvOverride(hd, sockfd, buf, 0, buf_len, flags);
  return yield* defaultReceive(hd, sockfd, buf, buf_len, flags);
}

function* defaultReceive(
  hd: HttpServer,
  fd: number,
  buf: Uint8Array,
  length: number,
  flags: number,
): Blocking<number> {
  const n = yield* hd.env.sockets.recv(fd, buf, 0, length, flags);
  return n < 0 ? socketError(hd.env, 'recv') : n;
}
