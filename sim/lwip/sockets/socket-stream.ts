/**
 * recv() and send() (`lwip_recvfrom`, `lwip_recv_tcp`, `lwip_send` of sockets.c).
 *
 * The hot path: a receive that finds data and a send that fits make no closures and copy the payload once.
 */

import type { Blocking, Perhaps } from '../../kernel/task.js';
import { begin, outcome } from '../netconn/api-call.js';
import { Err, errToErrno } from '../core/errno.js';
import { deleteNetconn } from '../netconn/delete.js';
import { consumeBytes, nextData, nothingMore, receiveStream, takeData } from '../netconn/receive.js';
import { traceBlocked } from '../netconn/blocked-record.js';
import { prepareWrite, startWrite } from '../netconn/send.js';
import { copyFromPbuf, dropFront, type RxPbuf } from '../core/pbuf.js';
import { MSG_DONTWAIT, MSG_MORE, MSG_PEEK } from './socket-api.js';
import { copyDatagram, receiveDatagramFrom, sendDatagramTo } from './socket-datagram.js';
import type { SocketLayer } from './socket-layer.js';
import type { SocketSlot } from './socket-slot.js';

/** As {@link SocketApi.recv}. */
export function* receive(
  layer: SocketLayer,
  fd: number,
  buffer: Uint8Array,
  offset: number,
  length: number,
  flags: number,
): Blocking<number> {
  const { table, ctx } = layer;
  const slot = table.enter(fd);
  if (slot === undefined) return -1;
  let received: number;
  if (slot.conn!.type === 'tcp') {
    received = yield* receiveBytes(layer, slot, buffer, offset, length, flags);
    if (ctx.env.cpu !== undefined) yield* ctx.env.cpu.bytes('bytes_per_second', received, 'copying');
  } else {
    const datagram = yield* receiveDatagramFrom(layer, slot, flags);
    received = datagram === undefined ? -1 : copyDatagram(datagram, buffer, offset, length);
  }
  const freed = table.leave(slot);
  if (freed !== undefined) yield* deleteNetconn(ctx, freed);
  return received;
}

/** As {@link SocketApi.isAtHand}. */
export function isAtHand({ table, ctx }: SocketLayer, fd: number, length: number): boolean {
  if (ctx.env.cpu !== undefined || ctx.kernel.order !== undefined) return false;
  const slot = table.lookup(fd);
  if (slot === undefined || slot.freePending || slot.conn?.type !== 'tcp') return false;
  const data = (slot.lastData as RxPbuf | undefined) ?? nextData(slot.conn);
  return data !== undefined && data.length >= length;
}

/**
 * As {@link SocketApi.recvAtHand}. What a receive does beside copying, telling TCP of it, wakes no task: there is nothing
 * to wait for, and no generator.
 */
export function receiveAtHand(
  { table, ctx, fetched }: SocketLayer,
  fd: number,
  buffer: Uint8Array,
  offset: number,
  length: number,
): void {
  const slot = table.lookup(fd)!;
  const conn = slot.conn!;
  if (slot.lastData === undefined) {
    takeData(ctx, conn, fetched);
    slot.lastData = fetched.data!;
  }
  const data = slot.lastData as RxPbuf;
  copyFromPbuf(data, buffer, offset, length);
  slot.lastData = dropFront(data, length, ctx.memory);
  const call = ctx.calls.ofCurrent();
  call.conn = conn;
  call.length = length;
  ctx.tcpip.call(consumeBytes, call);
}

/** As {@link SocketApi.send}. */
export function* send(
  layer: SocketLayer,
  fd: number,
  data: Uint8Array,
  offset: number,
  length: number,
  flags: number,
): Blocking<number> {
  const { table, ctx } = layer;
  const slot = table.enter(fd);
  if (slot === undefined) return -1;
  const conn = slot.conn!;
  let sent = 0;
  if (conn.type !== 'tcp') {
    const datagram = { length, value: data.slice(offset, offset + length) };
    sent = yield* sendDatagramTo(layer, slot, datagram, undefined);
  } else if (length > 0) {
    if (ctx.env.cpu !== undefined) yield* ctx.env.cpu.bytes('bytes_per_second', length, 'copying');
    const call = prepareWrite(ctx, conn, data, offset, length);
    call.more = (flags & MSG_MORE) !== 0;
    call.dontBlock = (flags & MSG_DONTWAIT) !== 0;
    begin(call, startWrite);
    return yield* endSend(layer, slot);
  }
  const freed = table.leave(slot);
  if (freed !== undefined) yield* deleteNetconn(ctx, freed);
  return sent;
}

/** As {@link SocketApi.sendNow}. */
export function sendNow(
  layer: SocketLayer,
  fd: number,
  data: Uint8Array,
  offset: number,
  length: number,
): Perhaps<number> | undefined {
  const { table, ctx } = layer;
  const { kernel } = ctx;
  if (length === 0 || ctx.env.cpu !== undefined || kernel.order !== undefined) return undefined;
  const slot = table.lookup(fd);
  if (slot === undefined || slot.freePending || slot.conn?.type !== 'tcp') return undefined;
  table.enter(fd);
  const call = prepareWrite(ctx, slot.conn, data, offset, length);
  call.more = call.dontBlock = false;
  begin(call, startWrite);
  if (!call.finished || kernel.isOutranked) return endSend(layer, slot);
  // Nobody can have closed it meanwhile.
  table.leave(slot);
  return call.err === Err.OK ? call.written : layer.fail(errToErrno(call.err));
}

/** The end of a write that has begun. */
function* endSend(layer: SocketLayer, slot: SocketSlot): Blocking<number> {
  const { table, ctx } = layer;
  const call = ctx.calls.ofCurrent();
  const { conn } = call;
  const err = yield* outcome(call);
  if (call.endWait()) traceBlocked(ctx, conn, call.task, 'end', 'send');
  const sent = err === Err.OK ? call.written : layer.fail(errToErrno(err));
  const freed = table.leave(slot);
  if (freed !== undefined) yield* deleteNetconn(ctx, freed);
  return sent;
}

/**
 * Receives from a TCP socket. Waits only for the first packet; what else is there is added. Returns the bytes received,
 * 0 at the end of the stream (errno ENOTCONN), -1 with errno.
 */
function* receiveBytes(
  layer: SocketLayer,
  slot: SocketSlot,
  buffer: Uint8Array,
  offset: number,
  length: number,
  flags: number,
): Blocking<number> {
  const { ctx, fetched } = layer;
  const { kernel } = ctx;
  const conn = slot.conn!;
  const peek = (flags & MSG_PEEK) !== 0;
  let dontBlock = (flags & MSG_DONTWAIT) !== 0;
  let received = 0;
  do {
    let data = slot.lastData as RxPbuf | undefined;
    if (data === undefined) {
      if (!takeData(ctx, conn, fetched)) {
        if (received > 0 && nothingMore(ctx, conn)) break;
        const err = yield* receiveStream(ctx, conn, dontBlock, received > 0, fetched);
        if (err !== Err.OK) {
          if (received > 0) break;
          kernel.current!.errno = errToErrno(err);
          return err === Err.CLSD ? 0 : -1;
        }
      }
      data = fetched.data!;
      slot.lastData = data;
    }
    const copied = copyFromPbuf(data, buffer, offset + received, length - received);
    received += copied;
    if (!peek) slot.lastData = dropFront(data, copied, ctx.memory);
    dontBlock = true;
  } while (received < length && !peek);
  if (received > 0 && !peek) {
    const call = ctx.calls.ofCurrent();
    call.conn = conn;
    call.length = received;
    ctx.tcpip.call(consumeBytes, call);
    if (kernel.mustYield()) yield;
  }
  return received;
}
