/**
 * TCP output: what of the send queue goes onto the wire, and when.
 *
 * Modelled: send and congestion window, Nagle's algorithm with lwIP's exceptions, the start of the persist and
 * retransmission timers, RTT measurement, retransmission by time-out and fast retransmission.
 * Simplified: the interface always takes a packet at once, so no segment is ever "busy" in a driver.
 */

import { ACK } from '../../../wire/segment.js';
import { seqAdd, seqDiff, seqLt } from '../../../wire/seq.js';
import { mssOption, NO_OPTIONS } from '../../../wire/tcp-options.js';
import { Err } from '../../core/errno.js';
import type { TcpContext } from '../context.js';
import { sendEmptyAck, windowField } from './control-segments.js';
import {
  TF_ACK_DELAY,
  TF_ACK_NOW,
  TF_FIN,
  TF_INFR,
  TF_NAGLEMEMERR,
  TF_NODELAY,
  TF_RTO,
  type TcpPcb,
} from '../pcb/pcb.js';
import { freeSegment, type TxSegment } from './segments.js';

const MAX_COUNT_U8 = 0xff;

/** False when Nagle's algorithm holds the next segment back (`tcp_do_output_nagle`). */
export function nagleAllows(ctx: TcpContext, pcb: TcpPcb): boolean {
  return (
    pcb.unacked.length === 0 ||
    (pcb.flags & (TF_NODELAY | TF_INFR)) !== 0 ||
    pcb.unsent.length > 1 ||
    (pcb.unsent.length === 1 && pcb.unsent[0]!.length >= pcb.mss) ||
    pcb.sndBuf === 0 ||
    pcb.sndQueueLength >= ctx.options.TCP_SND_QUEUELEN
  );
}

/** Inserts a sent segment into the unacknowledged queue, which is kept in order of sequence numbers. */
function enqueueUnacked(pcb: TcpPcb, segment: TxSegment): void {
  const queue = pcb.unacked;
  const last = queue[queue.length - 1];
  if (last === undefined || !seqLt(segment.seq, last.seq)) {
    queue.push(segment);
    return;
  }
  const at = queue.findIndex((other) => !seqLt(other.seq, segment.seq));
  queue.splice(at, 0, segment);
}

/** Sends one segment of the queue (`tcp_output_segment`). */
function outputSegment(ctx: TcpContext, pcb: TcpPcb, segment: TxSegment): void {
  const window = windowField(pcb);
  pcb.rcvAnnRightEdge = seqAdd(pcb.rcvNxt, pcb.rcvAnnWnd);
  pcb.rtoStartTick ??= ctx.ticks;
  if (pcb.rttStartTick === 0) {
    pcb.rttStartTick = ctx.ticks;
    pcb.rttSeq = segment.seq;
  }
  ctx.output({
    srcIp: pcb.localIp,
    srcPort: pcb.localPort,
    dstIp: pcb.remoteIp,
    dstPort: pcb.remotePort,
    seq: segment.seq,
    ack: (segment.flags & ACK) === 0 ? 0 : pcb.rcvNxt,
    flags: segment.flags,
    window,
    urgent: 0,
    options: segment.mssOption ? mssOption(ctx.effectiveMss(ctx.options.TCP_MSS)) : NO_OPTIONS,
    payload: segment.payload,
  });
}

/** Sends what the windows and Nagle allow (`tcp_output`). */
export function tcpOutput(ctx: TcpContext, pcb: TcpPcb): Err {
  if (ctx.inputPcb === pcb) return Err.OK;
  const err = sendAllowed(ctx, pcb);
  if (ctx.env.trace.wants.held) traceHeld(ctx, pcb);
  return err;
}

/** Writes what holds the connection's unsent data back, when that has changed. */
function traceHeld({ env }: TcpContext, pcb: TcpPcb): void {
  const first = pcb.unsent[0];
  let by: TcpPcb['heldBy'];
  if (first !== undefined) {
    const isWindow = !fitsWindow(pcb, first, Math.min(pcb.sndWnd, pcb.cwnd));
    if (!isWindow) by = 'nagle';
    else by = pcb.sndWnd <= pcb.cwnd ? 'window' : 'congestion';
  }
  if (by === pcb.heldBy) return;
  pcb.heldBy = by;
  const t = env.kernel.nowUs;
  const c = env.peerName(pcb.remoteIp);
  const port = pcb.remotePort;
  env.trace.emit(by === undefined ? { t, k: 'held', c, port } : { t, k: 'held', c, port, by });
}

function sendAllowed(ctx: TcpContext, pcb: TcpPcb): Err {
  const { unsent } = pcb;
  const first = unsent[0];
  if (first === undefined) {
    if (pcb.flags & TF_ACK_NOW) return sendEmptyAck(ctx, pcb);
    pcb.flags &= ~TF_NAGLEMEMERR;
    return Err.OK;
  }
  const window = Math.min(pcb.sndWnd, pcb.cwnd);
  if (pcb.localIp === 0) pcb.localIp = ctx.localIp;
  if (!fitsWindow(pcb, first, window)) {
    if (window === pcb.sndWnd && pcb.unacked.length === 0 && pcb.persistBackoff === 0) {
      pcb.persistStartTick = ctx.ticks;
      pcb.persistBegunTick = ctx.ticks;
      pcb.persistBackoff = 1;
      pcb.persistProbes = 0;
    }
    if (pcb.flags & TF_ACK_NOW) return sendEmptyAck(ctx, pcb);
    pcb.flags &= ~TF_NAGLEMEMERR;
    return Err.OK;
  }
  stopPersist(ctx, pcb);
  for (
    let segment: TxSegment | undefined = first;
    segment && fitsWindow(pcb, segment, window);
    segment = unsent[0]
  ) {
    if (!nagleAllows(ctx, pcb) && (pcb.flags & (TF_NAGLEMEMERR | TF_FIN)) === 0) break;
    const synSent = pcb.state === 'syn-sent';
    if (!synSent) segment.flags |= ACK;
    outputSegment(ctx, pcb, segment);
    unsent.shift();
    if (!synSent) pcb.flags &= ~(TF_ACK_DELAY | TF_ACK_NOW);
    const sequenceLength = segment.sequenceLength;
    const end = seqAdd(segment.seq, sequenceLength);
    if (seqLt(pcb.sndNxt, end)) pcb.sndNxt = end;
    if (sequenceLength > 0) enqueueUnacked(pcb, segment);
    else freeSegment(segment, ctx.memory);
  }
  if (unsent.length === 0) pcb.unsentOversize = 0;
  pcb.flags &= ~TF_NAGLEMEMERR;
  return Err.OK;
}

/** Ends the persist timer. The retransmission timer, which stood still meanwhile, goes on. */
function stopPersist(ctx: TcpContext, pcb: TcpPcb): void {
  if (pcb.persistBackoff === 0) return;
  pcb.persistBackoff = 0;
  if (pcb.rtoStartTick !== undefined) pcb.rtoStartTick += ctx.ticks - pcb.persistBegunTick;
}

/** True when a segment lies within the usable window. */
function fitsWindow(pcb: TcpPcb, segment: TxSegment, window: number): boolean {
  return (seqDiff(segment.seq, pcb.lastAck) + segment.length) >>> 0 <= window;
}

/** Puts everything in flight back before the unsent data (`tcp_rexmit_rto_prepare`). */
export function prepareRetransmission(pcb: TcpPcb): Err {
  const last = pcb.unacked[pcb.unacked.length - 1];
  if (last === undefined) return Err.VAL;
  pcb.unsent.unshift(...pcb.unacked);
  pcb.unacked.length = 0;
  pcb.flags |= TF_RTO;
  pcb.rtoEnd = seqAdd(last.seq, last.sequenceLength);
  pcb.rttStartTick = 0;
  return Err.OK;
}

/** Counts a retransmission and sends (`tcp_rexmit_rto_commit`). */
export function commitRetransmission(ctx: TcpContext, pcb: TcpPcb): void {
  if (pcb.retransmissions < MAX_COUNT_U8) pcb.retransmissions++;
  tcpOutput(ctx, pcb);
}

/** Puts the first segment in flight back for sending (`tcp_rexmit`); output follows when input is done. */
export function retransmitFirst(pcb: TcpPcb): Err {
  const segment = pcb.unacked.shift();
  if (segment === undefined) return Err.VAL;
  const queue = pcb.unsent;
  const behind = queue.findIndex((other) => !seqLt(other.seq, segment.seq));
  if (behind < 0) {
    queue.push(segment);
    pcb.unsentOversize = 0;
  } else {
    queue.splice(behind, 0, segment);
  }
  if (pcb.retransmissions < MAX_COUNT_U8) pcb.retransmissions++;
  pcb.rttStartTick = 0;
  return Err.OK;
}

/** Fast retransmission after three duplicate ACKs (`tcp_rexmit_fast`, RFC 5681 section 3.2). */
export function fastRetransmit(ctx: TcpContext, pcb: TcpPcb): void {
  if (pcb.unacked.length === 0 || (pcb.flags & TF_INFR) !== 0) return;
  if (retransmitFirst(pcb) !== Err.OK) return;
  pcb.ssthresh = Math.max(Math.floor(Math.min(pcb.cwnd, pcb.sndWnd) / 2), 2 * pcb.mss);
  pcb.cwnd = pcb.ssthresh + 3 * pcb.mss;
  pcb.flags |= TF_INFR;
  pcb.rtoStartTick = ctx.ticks;
}
