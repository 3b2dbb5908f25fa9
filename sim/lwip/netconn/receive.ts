/**
 * Taking messages out of a netconn's mailboxes (`netconn_recv_data`, `netconn_recv_data_tcp`, `netconn_accept` of
 * api_lib.c; `lwip_netconn_do_recv`, `lwip_netconn_do_accepted` of api_msg.c).
 *
 * What was fetched is left in {@link Fetched}, one a stack: it is taken before anything can intervene.
 */

import type { Blocking } from '../../kernel/task.js';
import { answer, request } from './api-call.js';
import { Err } from '../core/errno.js';
import { shutdownNetconn } from './close.js';
import { traceBlocked } from './blocked-record.js';
import type { ApiCall, NetconnContext } from './netconn.js';
import { NETCONN_DELETED, Notice, takePendingError, type Netconn, type ReceiveMessage } from './netconn.js';
import type { RxPbuf } from '../core/pbuf.js';
import type { Netbuf } from '../core/udp.js';

/** Where a receive function leaves what it fetched; valid until the next `yield`. */
export interface Fetched {
  data: RxPbuf | undefined;
  datagram: Netbuf | undefined;
  connection: Netconn | undefined;
}

/**
 * Fetches the next message of a receive mailbox into `fetched`. `Err.OK` without data: the stream has ended.
 * `Err.WOULDBLOCK` when it may not wait, `Err.TIMEOUT` after SO_RCVTIMEO.
 */
function* receiveMessage(
  ctx: NetconnContext,
  conn: Netconn,
  dontBlock: boolean,
  fetched: Fetched,
): Blocking<Err> {
  const mailbox = conn.receiveMailbox;
  if (mailbox === undefined || conn.mailboxInvalid) {
    const pending = takePendingError(conn);
    return pending === Err.OK ? Err.CONN : pending;
  }
  let message = mailbox.fetchNow();
  if (message === undefined) {
    const mayWait = !(conn.nonBlocking || dontBlock || conn.mailboxClosed || conn.pendingError !== Err.OK);
    const task = ctx.kernel.current!;
    conn.mailboxWaiters.push(task);
    if (mayWait) traceBlocked(ctx, conn, task, 'begin', 'recv');
    message = mayWait ? yield* mailbox.fetch(conn.receiveTimeoutMs) : yield* mailbox.tryFetch();
    if (mayWait) traceBlocked(ctx, conn, task, 'end', 'recv');
    conn.mailboxWaiters.splice(conn.mailboxWaiters.indexOf(task), 1);
    if (message === undefined) {
      if (mayWait) return Err.TIMEOUT;
      const pending = takePendingError(conn);
      if (pending !== Err.OK) return pending;
      return conn.mailboxClosed ? Err.CONN : Err.WOULDBLOCK;
    }
  }
  return accepted(ctx, conn, message, fetched);
}

/** Sorts a fetched message; tells the socket layer that data was taken. */
function accepted(ctx: NetconnContext, conn: Netconn, message: ReceiveMessage, fetched: Fetched): Err {
  if (message instanceof Notice) {
    fetched.data = undefined;
    return message.err === Err.CLSD ? Err.OK : message.err;
  }
  if (conn.type === 'udp') fetched.datagram = message as Netbuf;
  else fetched.data = message as RxPbuf;
  ctx.notify(conn, 'receive-minus');
  return Err.OK;
}

/** The data of a stream that a receive would take at once; undefined when none is there, or something else comes first. */
export function nextData(conn: Netconn): RxPbuf | undefined {
  const mailbox = conn.receiveMailbox;
  if (mailbox === undefined || conn.mailboxInvalid || conn.finPending) return undefined;
  const next = mailbox.first;
  return next === undefined || next instanceof Notice ? undefined : (next as RxPbuf);
}

/**
 * Takes data that is there at once; the hot path of {@link receiveStream}, which is needed whenever this says false.
 */
export function takeData(ctx: NetconnContext, conn: Netconn, fetched: Fetched): boolean {
  if (nextData(conn) === undefined) return false;
  fetched.data = conn.receiveMailbox!.fetchNow() as RxPbuf;
  ctx.notify(conn, 'receive-minus');
  return true;
}

/**
 * True when a receive call that has data already need not look further: nothing is there and the port does not wait.
 * As in lwIP, a pending error is lost here.
 */
export function nothingMore(ctx: NetconnContext, conn: Netconn): boolean {
  const mailbox = conn.receiveMailbox;
  if (mailbox === undefined || conn.mailboxInvalid) return true;
  if (conn.finPending || mailbox.length > 0 || ctx.port.tryFetchTicks > 0) return false;
  takePendingError(conn);
  return true;
}

/**
 * Receives the next packet of a stream into `fetched.data`. `Err.CLSD` once the peer has closed; with `noFin` the end of
 * the stream is kept for the next call and counts as "nothing there".
 */
export function* receiveStream(
  ctx: NetconnContext,
  conn: Netconn,
  dontBlock: boolean,
  noFin: boolean,
  fetched: Fetched,
): Blocking<Err> {
  if (conn.receiveMailbox === undefined || conn.mailboxInvalid) return Err.CONN;
  if (conn.finPending) {
    conn.finPending = false;
  } else {
    const err = yield* receiveMessage(ctx, conn, dontBlock, fetched);
    if (err !== Err.OK || fetched.data !== undefined) return err;
    if (noFin) {
      conn.finPending = true;
      return Err.WOULDBLOCK;
    }
  }
  ctx.notify(conn, 'receive-minus');
  if (!conn.hasPcb) {
    const pending = takePendingError(conn);
    return pending === Err.OK ? Err.RST : pending;
  }
  yield* shutdownNetconn(ctx, conn, true, false);
  return Err.CLSD;
}

/** Receives one datagram into `fetched.datagram` (`netconn_recv_udp_raw_netbuf_flags`). */
export function receiveDatagram(
  ctx: NetconnContext,
  conn: Netconn,
  dontBlock: boolean,
  fetched: Fetched,
): Blocking<Err> {
  return receiveMessage(ctx, conn, dontBlock, fetched);
}

/** Tells TCP that the application has consumed the call's `length` bytes, in the tcpip thread. */
export function consumeBytes(call: ApiCall): void {
  const { conn, ctx } = call;
  if (conn.tcp !== undefined) ctx.tcp.received(conn.tcp, call.length);
  answer(call, Err.OK);
}

/** Waits for a connection of a listener, left in `fetched.connection` (`netconn_accept`). */
export function* acceptNetconn(ctx: NetconnContext, conn: Netconn, fetched: Fetched): Blocking<Err> {
  const pending = takePendingError(conn);
  if (pending !== Err.OK) return pending;
  const mailbox = conn.acceptMailbox;
  if (mailbox === undefined || conn.mailboxInvalid) return Err.CLSD;
  const task = ctx.kernel.current!;
  conn.mailboxWaiters.push(task);
  const message = conn.nonBlocking ? yield* mailbox.tryFetch() : yield* mailbox.fetch(conn.receiveTimeoutMs);
  conn.mailboxWaiters.splice(conn.mailboxWaiters.indexOf(task), 1);
  if (message === undefined) return conn.nonBlocking ? Err.WOULDBLOCK : Err.TIMEOUT;
  if (message === NETCONN_DELETED) return Err.CONN;
  ctx.notify(conn, 'receive-minus');
  if (message instanceof Notice) return message.err;
  const call = ctx.calls.ofCurrent();
  call.conn = message;
  yield* request(call, releaseBacklog);
  fetched.connection = message;
  return Err.OK;
}

function releaseBacklog(call: ApiCall): void {
  const { conn, ctx } = call;
  if (conn.tcp !== undefined) ctx.tcp.backlogAccepted(conn.tcp);
  answer(call, Err.OK);
}
