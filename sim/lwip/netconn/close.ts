/**
 * Closing and shutting down (`lwip_netconn_do_delconn`, `lwip_netconn_do_close`, `lwip_netconn_do_close_internal` of
 * api_msg.c).
 *
 * A close that finds no memory for its FIN, or that lingers (SO_LINGER), waits: it is tried again at every poll (500 ms)
 * and when bytes are acknowledged.
 */

import { MS_PER_S } from '../../kernel/units.js';
import { DevicePanic } from '../../kernel/errors.js';
import type { Blocking } from '../../kernel/task.js';
import { answer, request } from './api-call.js';
import { Err } from '../core/errno.js';
import { updatePoll } from './alloc.js';
import type { ApiCall, NetconnContext } from './netconn.js';
import { NETCONN_DELETED, type Netconn } from './netconn.js';
import { TF_RXCLOSED, type TcpPcb } from '../tcp/pcb/pcb.js';

/** How long a close waits for memory (LWIP_TCP_CLOSE_TIMEOUT_MS_DEFAULT, opt.h), without send timeout or linger. */
const CLOSE_TIMEOUT_MS = 20_000;
/** Slow ticks between poll callbacks while a close waits. */
const POLL_INTERVAL_CLOSING = 1;

/** What an attempt to close came to. */
interface Attempt {
  /** Undefined: it has to wait. */
  readonly result: Err | undefined;
  /** Both directions are closed: the pcb is no longer the netconn's. */
  readonly whole: boolean;
}

/** Shuts down one or both directions of a connection (`netconn_shutdown`). */
export function* shutdownNetconn(
  ctx: NetconnContext,
  conn: Netconn,
  receive: boolean,
  send: boolean,
): Blocking<Err> {
  const call = ctx.calls.ofCurrent();
  call.conn = conn;
  call.shutdownReceive = receive;
  call.shutdownSend = send;
  call.startedMs = ctx.port.nowMs();
  return yield* request(call, shutdownConnection);
}

/** `lwip_netconn_do_close`, in the tcpip thread. */
function shutdownConnection(call: ApiCall): void {
  const { ctx, conn } = call;
  const both = call.shutdownReceive && call.shutdownSend;
  if ((conn.tcp === undefined && conn.listener === undefined) || (!both && conn.state === 'listen')) {
    answer(call, Err.CONN);
    return;
  }
  switch (conn.state) {
    case 'connect':
      answer(call, Err.CONN);
      return;
    case 'write':
      if (!call.shutdownSend) {
        answer(call, ctx.tcp.shutdown(conn.tcp!, true, false));
        return;
      }
      interrupt(conn);
      break;
    case 'none':
      break;
    default:
      // The firmware returns whatever the call record held here: shutdown of a listener does nothing.
      answer(call, Err.OK);
      return;
  }
  if (call.shutdownReceive) invalidateMailboxes(conn);
  startClose(ctx, conn, call);
}

/** `lwip_netconn_do_delconn`, in the tcpip thread: closes whatever the netconn has. */
export function deleteConnection(call: ApiCall): void {
  const { ctx, conn } = call;
  let err: Err = Err.OK;
  if (conn.state === 'write' || (conn.state === 'connect' && !conn.nonBlockingConnect)) {
    interrupt(conn);
    if (ctx.options.ESP_LWIP) err = Err.INPROGRESS;
  }
  invalidateMailboxes(conn);
  if (conn.tcp !== undefined || conn.listener !== undefined) {
    if (conn.currentCall !== undefined) {
      throw new DevicePanic('already writing or closing', 0, 'already writing or closing');
    }
    call.shutdownReceive = true;
    call.shutdownSend = true;
    startClose(ctx, conn, call);
    return;
  }
  if (conn.udp !== undefined) {
    ctx.udp.remove(conn.udp);
    conn.udp = undefined;
  }
  ctx.notify(conn, 'receive-plus');
  ctx.notify(conn, 'send-plus');
  answer(call, err);
}

/** Another task closes the netconn under a blocking write or connect: that ends with `Err.CLSD`. */
function interrupt(conn: Netconn): void {
  const call = conn.currentCall!;
  conn.currentCall = undefined;
  conn.lifecycle.send('done');
  answer(call, Err.CLSD);
}

/** Lets no further message in and wakes every task that waits for one (`netconn_mark_mbox_invalid`). */
function invalidateMailboxes(conn: Netconn): void {
  conn.mailboxInvalid = true;
  for (let i = conn.mailboxWaiters.length; i > 0; i--) {
    if (conn.receiveMailbox !== undefined) conn.receiveMailbox.tryPost(NETCONN_DELETED);
    else conn.acceptMailbox?.tryPost(NETCONN_DELETED);
  }
}

function startClose(ctx: NetconnContext, conn: Netconn, call: ApiCall): void {
  conn.currentCall = call;
  const attempt = tryClose(ctx, conn, call);
  if (attempt.result === undefined) {
    conn.lifecycle.send('wait-close');
    updatePoll(ctx, conn);
  } else finishClose(ctx, conn, call, attempt);
}

/** Goes on with a close that waits; called when bytes were acknowledged and by the poll. */
export function continueClose(ctx: NetconnContext, conn: Netconn): void {
  const call = conn.currentCall!;
  const attempt = tryClose(ctx, conn, call);
  if (attempt.result !== undefined) finishClose(ctx, conn, call, attempt);
}

function finishClose(ctx: NetconnContext, conn: Netconn, call: ApiCall, attempt: Attempt): void {
  conn.currentCall = undefined;
  conn.lifecycle.send('close-done');
  if (attempt.result === Err.OK) {
    if (attempt.whole) {
      conn.tcp = undefined;
      conn.listener = undefined;
      ctx.notify(conn, 'error');
    }
    if (call.shutdownReceive) ctx.notify(conn, 'receive-plus');
    if (call.shutdownSend) ctx.notify(conn, 'send-plus');
  }
  updatePoll(ctx, conn);
  answer(call, attempt.result!);
}

/** One attempt at closing, with the callbacks set back for as long as it succeeds. */
function tryClose(ctx: NetconnContext, conn: Netconn, call: ApiCall): Attempt {
  const { listener, tcp: pcb } = conn;
  if (listener !== undefined) {
    listener.owner = undefined;
    listener.onAccept = undefined;
    ctx.tcp.closeListener(listener);
    return { result: Err.OK, whole: true };
  }
  const whole = closesBothWays(pcb!, call);
  detach(pcb!, call, whole);
  const err = whole
    ? closePcb(ctx, conn, pcb!, call)
    : ctx.tcp.shutdown(pcb!, call.shutdownReceive, call.shutdownSend);
  if (err !== Err.MEM && err !== Err.INPROGRESS) return { result: err, whole };
  if (err === Err.MEM && ctx.port.nowMs() - call.startedMs >= closeTimeoutMs(ctx, conn)) {
    if (whole) ctx.tcp.abort(pcb!);
    return { result: whole ? Err.OK : err, whole };
  }
  reattach(ctx, conn, pcb!, call);
  return { result: undefined, whole };
}

/** Closing one direction closes both when the other one is closed already. */
function closesBothWays(pcb: TcpPcb, call: ApiCall): boolean {
  if (call.shutdownReceive && call.shutdownSend) return true;
  if (call.shutdownReceive) {
    const { state } = pcb;
    return state === 'fin-wait-1' || state === 'fin-wait-2' || state === 'closing';
  }
  return (pcb.flags & TF_RXCLOSED) !== 0;
}

function detach(pcb: TcpPcb, call: ApiCall, whole: boolean): void {
  if (whole) pcb.owner = undefined;
  if (call.shutdownReceive) pcb.onReceive = undefined;
  if (call.shutdownSend) pcb.onSent = undefined;
  if (whole) {
    pcb.onPoll = undefined;
    pcb.pollInterval = 0;
    pcb.onError = undefined;
  }
}

/** The close waits: everything but receiving is wanted again. */
function reattach(ctx: NetconnContext, conn: Netconn, pcb: TcpPcb, call: ApiCall): void {
  const { callbacks } = ctx;
  if (call.shutdownSend) pcb.onSent = callbacks.sent;
  pcb.onPoll = callbacks.poll;
  pcb.pollInterval = POLL_INTERVAL_CLOSING;
  pcb.onError = conn.onTcpError;
  pcb.owner = conn;
}

/** Closes the pcb as SO_LINGER says. `Err.INPROGRESS`: closed, but the acknowledgement is waited for. */
function closePcb(ctx: NetconnContext, conn: Netconn, pcb: TcpPcb, call: ApiCall): Err {
  const { tcp, options, port } = ctx;
  const lingers = options.LWIP_SO_LINGER && conn.lingerSeconds >= 0;
  if (!lingers || (pcb.unsent.length === 0 && pcb.unacked.length === 0)) return tcp.closeExt(pcb, true);
  if (conn.lingerSeconds > 0 && conn.nonBlocking) return Err.WOULDBLOCK;
  if (port.nowMs() - call.startedMs >= conn.lingerSeconds * MS_PER_S) {
    tcp.abort(pcb);
    return Err.OK;
  }
  const err = tcp.closeExt(pcb, !options.ESP_LWIP);
  return err === Err.OK ? Err.INPROGRESS : err;
}

function closeTimeoutMs(ctx: NetconnContext, conn: Netconn): number {
  if (ctx.options.LWIP_SO_LINGER && conn.lingerSeconds >= 0) return conn.lingerSeconds * MS_PER_S;
  return conn.sendTimeoutMs > 0 ? conn.sendTimeoutMs : CLOSE_TIMEOUT_MS;
}
