/**
 * The queue of segments that arrived early (TCP_QUEUE_OOSEQ).
 *
 * Kept in order of sequence numbers and without overlap: of two segments the one with more data stays, neighbours are
 * trimmed. A segment holds its whole received packet and a descriptor (MEMP_TCP_SEG). Past TCP_OOSEQ_MAX_PBUFS
 * packets or TCP_OOSEQ_MAX_BYTES the end of the queue is thrown away.
 */

import { FIN, SYN } from '../../../wire/segment.js';
import { seqAdd, seqDiff, seqGe, seqGt, seqLt } from '../../../wire/seq.js';
import { appendPbuf, freePbuf, trimPbuf } from '../../core/pbuf.js';
import { ASSERTIONS, lwipAssert } from '../assertions.js';
import type { TcpContext } from '../context.js';
import { refuseEarly } from '../pcb/connection-limits.js';
import type { OutOfOrderSegment, TcpPcb } from '../pcb/pcb.js';
import { updateAnnouncedWindow } from '../output/window.js';

const U16_MASK = 0xffff;

/** Sequence numbers that the flags of a segment take. */
export function sequenceBits(flags: number): number {
  return (flags & (SYN | FIN)) === 0 ? 0 : 1;
}

/** Sequence numbers that a queued segment takes (TCP_TCPLEN). */
function sequenceLengthOf({ length, flags }: OutOfOrderSegment): number {
  return length + sequenceBits(flags);
}

function freeQueued(ctx: TcpContext, segment: OutOfOrderSegment): void {
  freePbuf(segment.data, ctx.memory);
  ctx.memory.releaseElement('TCP_SEG');
}

/** Drops the queue from index `from` on. */
function dropFrom(ctx: TcpContext, pcb: TcpPcb, from: number): void {
  for (const segment of pcb.ooseq.splice(from)) freeQueued(ctx, segment);
}

function endOf(segment: OutOfOrderSegment): number {
  return seqAdd(segment.seq, segment.length);
}

function trim(ctx: TcpContext, segment: OutOfOrderSegment, length: number): void {
  segment.length = length;
  trimPbuf(segment.data, length, ctx.memory);
}

/** A queue entry for the segment in `ctx.input`; undefined without memory. */
function copyInput(ctx: TcpContext): OutOfOrderSegment | undefined {
  const { input } = ctx;
  const data = input.data!;
  if (!ctx.memory.takeElement('TCP_SEG')) return undefined;
  data.references++;
  return { seq: input.seq, length: input.length, flags: input.flags, data };
}

/** Puts `segment` at `index`, removing or trimming what it overlaps behind it (`tcp_oos_insert_segment`). */
function insertAt(ctx: TcpContext, pcb: TcpPcb, segment: OutOfOrderSegment, index: number): void {
  const queue = pcb.ooseq;
  if (segment.flags & FIN) {
    dropFrom(ctx, pcb, index);
  } else {
    while (index < queue.length && seqGe(endOf(segment), endOf(queue[index]!))) {
      const covered = queue.splice(index, 1)[0]!;
      segment.flags |= covered.flags & FIN;
      freeQueued(ctx, covered);
    }
    const next = queue[index];
    if (next && seqGt(endOf(segment), next.seq)) trim(ctx, segment, seqDiff(next.seq, segment.seq));
  }
  queue.splice(index, 0, segment);
}

/** Queues the segment in `ctx.input`, which lies in the window but ahead of the next expected byte. */
export function queueOutOfOrder(ctx: TcpContext, pcb: TcpPcb): void {
  place(ctx, pcb);
  enforceLimits(ctx, pcb);
}

function place(ctx: TcpContext, pcb: TcpPcb): void {
  const { input } = ctx;
  const queue = pcb.ooseq;
  if (queue.length === 0) {
    const first = copyInput(ctx);
    if (first) queue.push(first);
    return;
  }
  for (let i = 0; i < queue.length; i++) {
    const next = queue[i]!;
    const previous = queue[i - 1];
    if (input.seq === next.seq) {
      if (input.length > next.length) insertCopy(ctx, pcb, i);
      return;
    }
    if (previous === undefined) {
      if (seqLt(input.seq, next.seq)) {
        insertCopy(ctx, pcb, i);
        return;
      }
    } else if (seqGt(input.seq, previous.seq) && seqLt(input.seq, next.seq)) {
      const copy = copyInput(ctx);
      if (!copy) return;
      if (seqGt(endOf(previous), input.seq)) trim(ctx, previous, seqDiff(input.seq, previous.seq));
      insertAt(ctx, pcb, copy, i);
      return;
    }
    if (i === queue.length - 1 && seqGt(input.seq, next.seq)) {
      appendLast(ctx, pcb, next);
      return;
    }
  }
}

function insertCopy(ctx: TcpContext, pcb: TcpPcb, index: number): void {
  const copy = copyInput(ctx);
  if (copy) insertAt(ctx, pcb, copy, index);
}

/** The segment goes behind the last one, cut to the receive window. */
function appendLast(ctx: TcpContext, pcb: TcpPcb, last: OutOfOrderSegment): void {
  const { input } = ctx;
  if (last.flags & FIN) return;
  const copy = copyInput(ctx);
  if (!copy) return;
  pcb.ooseq.push(copy);
  if (seqGt(endOf(last), input.seq)) trim(ctx, last, seqDiff(input.seq, last.seq));
  const windowEnd = seqAdd(pcb.rcvNxt, pcb.rcvWnd);
  if (seqGt(seqAdd(input.seq, input.tcpLength), windowEnd)) {
    copy.flags &= ~FIN;
    // Only a SYN that opens the connection from both sides gets here with data.
    trim(ctx, copy, seqDiff(windowEnd, input.seq) - (ctx.options.ESP_LWIP ? sequenceBits(copy.flags) : 0));
    input.tcpLength = sequenceLengthOf(copy);
    const isTrimmed = seqAdd(input.seq, input.tcpLength) === windowEnd;
    lwipAssert(ctx, pcb, ASSERTIONS.notTrimmedToWindow, isTrimmed);
  }
}

function enforceLimits(ctx: TcpContext, pcb: TcpPcb): void {
  const { TCP_OOSEQ_MAX_BYTES, TCP_OOSEQ_MAX_PBUFS } = ctx.options;
  let bytes = 0;
  let pbufs = 0;
  for (let i = 0; i < pcb.ooseq.length; i++) {
    const { data } = pcb.ooseq[i]!;
    bytes += data.totalLength;
    pbufs += data.count;
    const tooMany = TCP_OOSEQ_MAX_PBUFS > 0 && pbufs > TCP_OOSEQ_MAX_PBUFS;
    if (tooMany || (TCP_OOSEQ_MAX_BYTES > 0 && bytes > TCP_OOSEQ_MAX_BYTES)) {
      if (tooMany) refuseEarly(ctx, pcb);
      dropFrom(ctx, pcb, i);
      return;
    }
  }
}

/** Removes from the queue what the in-sequence segment in `ctx.input` covers, and trims that segment to the rest. */
export function trimAgainstQueue(ctx: TcpContext, pcb: TcpPcb): void {
  const { input } = ctx;
  if (input.flags & FIN) {
    dropFrom(ctx, pcb, 0);
    return;
  }
  const queue = pcb.ooseq;
  let end = seqAdd(input.seq, input.tcpLength);
  while (queue.length > 0 && seqGe(end, endOf(queue[0]!))) {
    const covered = queue.shift()!;
    if (covered.flags & FIN && (input.flags & SYN) === 0) {
      input.flags |= FIN;
      end = seqAdd(input.seq, input.length + 1);
    }
    freeQueued(ctx, covered);
  }
  const next = queue[0];
  if (next && seqGt(end, next.seq)) {
    input.length = seqDiff(next.seq, input.seq);
    input.length -= sequenceBits(input.flags & (ctx.options.OOSEQ_TRIMS_FIN ? SYN | FIN : SYN));
    trimPbuf(input.data!, input.length, ctx.memory);
    const isTrimmed = seqAdd(input.seq, input.length + sequenceBits(input.flags)) === next.seq;
    lwipAssert(ctx, pcb, ASSERTIONS.notTrimmedToQueue, isTrimmed);
  }
}

/** Delivers queued segments that are in sequence now. */
export function deliverQueued(ctx: TcpContext, pcb: TcpPcb): void {
  const { input } = ctx;
  const queue = pcb.ooseq;
  while (queue.length > 0 && queue[0]!.seq === pcb.rcvNxt) {
    const segment = queue[0]!;
    let length = sequenceLengthOf(segment);
    if (ctx.options.ESP_LWIP && pcb.rcvWnd < length) {
      trim(ctx, segment, pcb.rcvWnd - sequenceBits(segment.flags));
      dropFrom(ctx, pcb, 1);
      length = sequenceLengthOf(segment);
    }
    input.seq = segment.seq;
    pcb.rcvNxt = seqAdd(pcb.rcvNxt, length);
    lwipAssert(ctx, pcb, ASSERTIONS.queuedOverWindow, pcb.rcvWnd >= length);
    pcb.rcvWnd = (pcb.rcvWnd - length) & U16_MASK;
    updateAnnouncedWindow(ctx, pcb);
    if (segment.data.totalLength > 0) {
      if (input.received) appendPbuf(input.received, segment.data);
      else input.received = segment.data;
    } else {
      freePbuf(segment.data, ctx.memory);
    }
    if (segment.flags & FIN) {
      input.gotFin = true;
      if (pcb.state === 'established') pcb.lifecycle.send('fin-received');
    }
    queue.shift();
    ctx.memory.releaseElement('TCP_SEG');
  }
}
