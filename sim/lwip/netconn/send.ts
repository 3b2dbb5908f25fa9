/**
 * Writing to a connection (`lwip_netconn_do_write`, `lwip_netconn_do_writemore` of api_msg.c;
 * `netconn_write_vectors_partly` of api_lib.c), and sending datagrams (`lwip_netconn_do_send`).
 *
 * A blocking write queues what fits; the rest follows from the sent and poll callbacks while the task sleeps. The send
 * timeout is looked at only then, so it takes effect at a poll (every second slow tick) or an ACK.
 */

import { answer } from './api-call.js';
import { traceBlocked } from './blocked-record.js';
import { Err } from '../core/errno.js';
import { updatePoll } from './alloc.js';
import type { ApiCall, NetconnContext } from './netconn.js';
import { takePendingError, type Netconn } from './netconn.js';
import type { TcpPcb } from '../tcp/pcb/pcb.js';

/** `tcp_write` and `tcp_sndbuf` count in 16 bits. */
const MAX_WRITE_BYTES = 0xffff;
const MS_PER_S = 1000;

/**
 * Prepares the running task's call for a write of `data[offset..offset+length)`; send it with `request(call, startWrite)`.
 * On `Err.OK` the call's `written` bytes are queued: fewer than `length` after a send timeout or without blocking.
 */
export function prepareWrite(
  ctx: NetconnContext,
  conn: Netconn,
  data: Uint8Array,
  offset: number,
  length: number,
): ApiCall {
  const call = ctx.calls.ofCurrent();
  call.conn = conn;
  call.data = data;
  call.dataOffset = offset;
  call.length = length;
  call.written = 0;
  call.startedMs = conn.sendTimeoutMs === 0 ? 0 : ctx.port.nowMs();
  return call;
}

/** True above both low-water marks: select() may report the socket writable. */
export function hasWriteSpace(ctx: NetconnContext, pcb: TcpPcb): boolean {
  const { tcp, options } = ctx;
  return tcp.sendBuffer(pcb) > options.TCP_SNDLOWAT && tcp.sendQueueLength(pcb) < options.TCP_SNDQUEUELOWAT;
}

/** `lwip_netconn_do_write`, in the tcpip thread. */
export function startWrite(call: ApiCall): void {
  const { ctx, conn } = call;
  const pending = takePendingError(conn);
  if (pending !== Err.OK) answer(call, pending);
  else if (conn.type !== 'tcp') answer(call, Err.VAL);
  else if (conn.state !== 'none') answer(call, Err.INPROGRESS);
  else if (conn.tcp === undefined) answer(call, Err.CONN);
  else {
    const result = queueMore(ctx, conn, conn.tcp, call);
    if (result !== undefined) {
      answer(call, result);
      return;
    }
    conn.currentCall = call;
    call.reportsWait = true;
    traceBlocked(ctx, conn, call.task, 'begin', 'send');
    conn.lifecycle.send('wait-write');
    updatePoll(ctx, conn);
  }
}

/** Goes on with a write that waits; called when bytes were acknowledged and by the poll. */
export function continueWrite(ctx: NetconnContext, conn: Netconn): void {
  const call = conn.currentCall!;
  const result = queueMore(ctx, conn, conn.tcp!, call);
  if (result === undefined) return;
  conn.currentCall = undefined;
  conn.lifecycle.send('done');
  updatePoll(ctx, conn);
  answer(call, result);
}

/** Queues and sends what can go now. Returns the result of the write, undefined when it has to wait. */
function queueMore(ctx: NetconnContext, conn: Netconn, pcb: TcpPcb, call: ApiCall): Err | undefined {
  const { tcp, port } = ctx;
  if (conn.sendTimeoutMs !== 0 && port.nowMs() - call.startedMs >= conn.sendTimeoutMs) {
    const seconds = conn.sendTimeoutMs / MS_PER_S;
    const what = call.written === 0 ? 'send() failed with EAGAIN' : 'send() sent a part only';
    tcp.refuseSending(pcb, `${what} after ${seconds} s`);
    return call.written === 0 ? Err.WOULDBLOCK : Err.OK;
  }
  const dontBlock = conn.nonBlocking || call.dontBlock;
  let err: Err;
  let noRoom = false;
  let again: boolean;
  let more = call.more;
  do {
    const left = call.length - call.written;
    let length = left;
    again = left > MAX_WRITE_BYTES;
    if (again) {
      length = MAX_WRITE_BYTES;
      more = true;
    }
    const available = tcp.sendBuffer(pcb);
    if (available < length) {
      length = available;
      again = false;
      if (!dontBlock) more = true;
      else if (length === 0) {
        noRoom = true;
        err = call.written === 0 ? Err.WOULDBLOCK : Err.OK;
        break;
      }
    }
    err = tcp.write(pcb, call.data, call.dataOffset + call.written, length, more);
    if (err === Err.OK) call.written += length;
  } while (again && err === Err.OK);

  if (err === Err.OK || err === Err.MEM || noRoom) markUnwritable(ctx, conn, pcb, call, dontBlock);
  if (err === Err.OK) {
    if (tcp.output(pcb) === Err.RTE) return Err.RTE;
    return call.written === call.length || dontBlock ? Err.OK : undefined;
  }
  if (err === Err.MEM) {
    if (tcp.output(pcb) === Err.RTE) return Err.RTE;
    if (!dontBlock) return undefined;
    return call.written === 0 ? Err.WOULDBLOCK : Err.OK;
  }
  return err;
}

/** Takes the socket out of select()'s writable ones when the write left data over or little room. */
function markUnwritable(
  ctx: NetconnContext,
  conn: Netconn,
  pcb: TcpPcb,
  call: ApiCall,
  dontBlock: boolean,
): void {
  if (dontBlock && call.written < call.length) {
    ctx.notify(conn, 'send-minus');
    conn.checkWriteSpace = true;
    updatePoll(ctx, conn);
  } else if (!hasWriteSpace(ctx, pcb)) {
    ctx.notify(conn, 'send-minus');
  }
}

/** `lwip_netconn_do_send`: sends the call's datagram, in the tcpip thread. */
export function sendDatagram(call: ApiCall): void {
  const { ctx, conn } = call;
  const pending = takePendingError(conn);
  if (pending !== Err.OK) answer(call, pending);
  else if (conn.udp === undefined) answer(call, Err.CONN);
  else answer(call, ctx.udp.send(conn.udp, call.datagram!, call.ip, call.port));
}
