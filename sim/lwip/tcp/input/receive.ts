/**
 * What an acceptable segment does to the connection's data (`tcp_receive`): its ACK frees what was sent and drives
 * the congestion control; its payload is delivered, queued out of order, or answered with a duplicate ACK.
 */

import { ACK, FIN } from '../../../wire/segment.js';
import { seqAdd, seqBetween, seqDiff, seqGt, seqLe, seqLt } from '../../../wire/seq.js';
import { trimPbuf } from '../../core/pbuf.js';
import { ASSERTIONS, lwipAssert } from '../assertions.js';
import type { TcpContext } from '../context.js';
import { sendEmptyAck } from '../output/control-segments.js';
import { deliverQueued, queueOutOfOrder, sequenceBits, trimAgainstQueue } from './ooseq.js';
import { fastRetransmit } from '../output/output.js';
import { TF_ACK_DELAY, TF_ACK_NOW, TF_INFR, TF_RTO, type TcpPcb } from '../pcb/pcb.js';
import { freeSegment, type TxSegment } from '../output/segments.js';
import { updateAnnouncedWindow } from '../output/window.js';

/** Largest congestion window (u16 without window scaling; TCP_WND_INC). */
const MAX_CWND = 0xffff;
/** Duplicate ACKs that trigger fast retransmission (RFC 5681 section 3.2). */
const DUP_ACK_THRESHOLD = 3;
const MAX_COUNT_U8 = 0xff;
const U16_MASK = 0xffff;

function growCwnd(pcb: TcpPcb, bytes: number): void {
  pcb.cwnd = Math.min(pcb.cwnd + bytes, MAX_CWND);
}

/** Processes ACK and payload of the segment in `ctx.input`. */
export function receiveSegment(ctx: TcpContext, pcb: TcpPcb): void {
  const { input } = ctx;
  if (input.flags & ACK) processAck(ctx, pcb);
  const takesData = pcb.state === 'established' || pcb.state === 'fin-wait-1' || pcb.state === 'fin-wait-2';
  if (input.tcpLength > 0 && takesData) {
    processPayload(ctx, pcb);
  } else if (!seqBetween(input.seq, pcb.rcvNxt, seqAdd(pcb.rcvNxt, pcb.rcvWnd - 1))) {
    pcb.flags |= TF_ACK_NOW;
  }
  pcb.limits?.measure();
}

function processAck(ctx: TcpContext, pcb: TcpPcb): void {
  const { input } = ctx;
  const rightEdge = seqAdd(pcb.sndWl2, pcb.sndWnd);
  updateSendWindow(ctx, pcb);
  if (seqLe(input.ack, pcb.lastAck)) {
    const isDuplicate =
      input.tcpLength === 0 &&
      seqAdd(pcb.sndWl2, pcb.sndWnd) === rightEdge &&
      pcb.rtoStartTick !== undefined &&
      pcb.lastAck === input.ack;
    if (isDuplicate) duplicateAck(ctx, pcb);
    else pcb.dupAcks = 0;
  } else if (seqLe(input.ack, pcb.sndNxt)) {
    newAck(ctx, pcb);
  } else {
    sendEmptyAck(ctx, pcb);
  }
  if (pcb.rttStartTick !== 0 && seqLt(pcb.rttSeq, input.ack)) measureRoundTrip(ctx, pcb);
}

/** RFC 9293 section 3.10.7.4: the window of a newer segment counts. */
function updateSendWindow(ctx: TcpContext, pcb: TcpPcb): void {
  const { input } = ctx;
  const isNewer =
    seqLt(pcb.sndWl1, input.seq) ||
    (pcb.sndWl1 === input.seq && seqLt(pcb.sndWl2, input.ack)) ||
    (pcb.sndWl2 === input.ack && input.window > pcb.sndWnd);
  if (!isNewer) return;
  pcb.sndWnd = input.window;
  if (pcb.sndWndMax < pcb.sndWnd) pcb.sndWndMax = pcb.sndWnd;
  pcb.sndWl1 = input.seq;
  pcb.sndWl2 = input.ack;
}

function duplicateAck(ctx: TcpContext, pcb: TcpPcb): void {
  if (pcb.dupAcks < MAX_COUNT_U8) pcb.dupAcks++;
  if (pcb.dupAcks > DUP_ACK_THRESHOLD) growCwnd(pcb, pcb.mss);
  if (pcb.dupAcks >= DUP_ACK_THRESHOLD) fastRetransmit(ctx, pcb);
}

/** New data is acknowledged: congestion control (RFC 5681 with RFC 3465 byte counting), queues, timers. */
function newAck(ctx: TcpContext, pcb: TcpPcb): void {
  const { input } = ctx;
  if (pcb.flags & TF_INFR) {
    pcb.flags &= ~TF_INFR;
    pcb.cwnd = pcb.ssthresh;
    pcb.bytesAcked = 0;
  }
  pcb.retransmissions = 0;
  pcb.rto = (pcb.sa >> 3) + pcb.sv;
  const acked = seqDiff(input.ack, pcb.lastAck) & 0xffff;
  pcb.dupAcks = 0;
  pcb.lastAck = input.ack;
  if (pcb.cwnd < pcb.ssthresh) {
    const segments = pcb.flags & TF_RTO ? 1 : 2;
    growCwnd(pcb, Math.min(acked, segments * pcb.mss));
  } else {
    pcb.bytesAcked = Math.min(pcb.bytesAcked + acked, MAX_CWND);
    if (pcb.bytesAcked >= pcb.cwnd) {
      pcb.bytesAcked -= pcb.cwnd;
      growCwnd(pcb, pcb.mss);
    }
  }
  freeAcknowledged(ctx, pcb, pcb.unacked);
  freeAcknowledged(ctx, pcb, pcb.unsent);
  pcb.rtoStartTick = pcb.unacked.length === 0 ? undefined : ctx.ticks;
  pcb.pollStartTick = ctx.ticks;
  if (pcb.unsent.length === 0) pcb.unsentOversize = 0;
  pcb.sndBuf += input.acked;
  if (pcb.flags & TF_RTO) {
    const head = pcb.unacked[0] ?? pcb.unsent[0];
    if (head === undefined || seqLe(pcb.rtoEnd, head.seq)) pcb.flags &= ~TF_RTO;
  }
}

/** Frees the segments of a queue that the ACK covers whole (`tcp_free_acked_segments`). */
function freeAcknowledged(ctx: TcpContext, pcb: TcpPcb, queue: TxSegment[]): void {
  let done = 0;
  for (const segment of queue) {
    if (seqGt(seqAdd(segment.seq, segment.sequenceLength), ctx.input.ack)) break;
    done++;
    pcb.sndQueueLength -= segment.pbufs;
    ctx.input.acked += segment.length;
    freeSegment(segment, ctx.memory);
  }
  if (done === 1) queue.shift();
  else if (done > 1) queue.splice(0, done);
}

/** lwIP keeps times in 16 bits with a sign. */
function s16(value: number): number {
  return (value << 16) >> 16;
}

/** Round-trip estimation in slow ticks (Van Jacobson, Congestion Avoidance and Control, appendix A). */
function measureRoundTrip(ctx: TcpContext, pcb: TcpPcb): void {
  let error = s16(s16(ctx.ticks - pcb.rttStartTick) - (pcb.sa >> 3));
  pcb.sa = s16(pcb.sa + error);
  if (error < 0) error = -error;
  pcb.sv = s16(pcb.sv + s16(error - (pcb.sv >> 2)));
  pcb.rto = s16((pcb.sa >> 3) + pcb.sv);
  pcb.rttStartTick = 0;
}

/** Takes the segment's payload (and FIN): trims what is known, delivers what is next, queues what is early. */
function processPayload(ctx: TcpContext, pcb: TcpPcb): void {
  const { input } = ctx;
  const lastKnown = seqAdd(input.seq, input.tcpLength - 1);
  if (seqBetween(pcb.rcvNxt, seqAdd(input.seq, 1), lastKnown)) {
    const known = seqDiff(pcb.rcvNxt, input.seq);
    const data = input.data!;
    data.drop(known);
    input.length -= known;
    input.seq = pcb.rcvNxt;
  } else if (seqLt(input.seq, pcb.rcvNxt)) {
    pcb.flags |= TF_ACK_NOW;
  }
  if (!seqBetween(input.seq, pcb.rcvNxt, seqAdd(pcb.rcvNxt, pcb.rcvWnd - 1))) {
    sendEmptyAck(ctx, pcb);
    return;
  }
  if (pcb.rcvNxt === input.seq) {
    receiveInSequence(ctx, pcb);
    return;
  }
  if (ctx.options.TCP_QUEUE_OOSEQ) queueOutOfOrder(ctx, pcb);
  sendEmptyAck(ctx, pcb);
}

/** Sequence length of what is left of the segment. */
function remainingSequenceLength(ctx: TcpContext): number {
  return ctx.input.length + sequenceBits(ctx.input.flags);
}

/** The next expected bytes: cut to the window, deliver, and deliver what was queued behind them. */
function receiveInSequence(ctx: TcpContext, pcb: TcpPcb): void {
  const { input } = ctx;
  input.tcpLength = remainingSequenceLength(ctx);
  if (input.tcpLength > pcb.rcvWnd) {
    input.flags &= ~FIN;
    input.length = pcb.rcvWnd - sequenceBits(input.flags);
    trimPbuf(input.data!, input.length, ctx.memory);
    input.tcpLength = remainingSequenceLength(ctx);
  }
  if (pcb.ooseq.length > 0) {
    trimAgainstQueue(ctx, pcb);
    input.tcpLength = remainingSequenceLength(ctx);
  }
  pcb.rcvNxt = seqAdd(input.seq, input.tcpLength);
  lwipAssert(ctx, pcb, ASSERTIONS.overWindow, pcb.rcvWnd >= input.tcpLength);
  pcb.rcvWnd = (pcb.rcvWnd - input.tcpLength) & U16_MASK;
  updateAnnouncedWindow(ctx, pcb);
  if (input.data!.length > 0) {
    input.received = input.data;
    input.data = undefined;
  }
  if (input.flags & FIN) input.gotFin = true;
  deliverQueued(ctx, pcb);
  if (pcb.flags & TF_ACK_DELAY) {
    pcb.flags &= ~TF_ACK_DELAY;
    pcb.flags |= TF_ACK_NOW;
  } else {
    pcb.flags |= TF_ACK_DELAY;
  }
}
