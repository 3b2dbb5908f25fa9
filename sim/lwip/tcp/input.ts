/**
 * TCP input: which pcb a segment belongs to, and what it does to that pcb's life (RFC 9293 section 3.10.7).
 *
 * Modelled: lwIP's order of look-up, SYNs on a listener with its backlog, challenge ACKs, resets, the state changes and
 * the callbacks to the socket layer with their order and error returns.
 * Absent: urgent data, options other than MSS, window scaling, SACK, timestamps (neither build offers them).
 */

import { ACK, FIN, RST, SYN, sequenceLength, type Segment } from '../../wire/segment.js';
import { seqAdd, seqBetween } from '../../wire/seq.js';
import { Err } from '../errno.js';
import { freePbuf, type RxPbuf } from '../pbuf.js';
import {
  abandon,
  backlogAccepted,
  freePcb,
  purgePcb,
  removePcb,
} from './close.js';
import type { TcpContext } from './context.js';
import { sendEmptyAck, sendReset } from './control-segments.js';
import { allocatePcb } from './create.js';
import { commitRetransmission, prepareRetransmission, retransmitFirst, tcpOutput } from './output.js';
import {
  TF_ACK_DELAY,
  TF_ACK_NOW,
  TF_BACKLOGPEND,
  TF_CLOSEPEND,
  TF_RXCLOSED,
  type TcpListener,
  type TcpPcb,
} from './pcb.js';
import { receiveSegment } from './receive.js';
import { freeSegment } from './segments.js';
import { tcpReceived } from './window.js';
import { enqueueFlags } from './write.js';

/** Initial congestion window (RFC 5681 section 3.1; tcp_in.c LWIP_TCP_CALC_INITIAL_CWND). */
function initialCwnd(mss: number): number {
  const RFC5681_BYTES = 4380;
  return Math.min(4 * mss, Math.max(2 * mss, RFC5681_BYTES));
}

/** Processes one segment; `data` is its packet, of which this call takes over one reference. */
export function tcpInput(ctx: TcpContext, segment: Segment, data: RxPbuf): void {
  const pcb = ctx.active.find(segment.srcIp, segment.srcPort, segment.dstPort);
  if (pcb !== undefined) {
    ctx.active.moveToFront(pcb);
    inputForConnection(ctx, pcb, segment, data);
    return;
  }
  const waiting = ctx.timeWait.find(segment.srcIp, segment.srcPort, segment.dstPort);
  const listener = waiting ? undefined : findListener(ctx, segment.dstPort);
  if (waiting !== undefined) inputInTimeWait(ctx, waiting, segment);
  else if (listener !== undefined) inputForListener(ctx, listener, segment);
  else if ((segment.flags & RST) === 0) resetSender(ctx, segment);
  freePbuf(data, ctx.memory);
}

function findListener(ctx: TcpContext, port: number): TcpListener | undefined {
  const { listeners } = ctx;
  const i = listeners.findIndex((listener) => listener.localPort === port);
  if (i < 0) return undefined;
  const listener = listeners[i]!;
  if (i > 0) {
    listeners.splice(i, 1);
    listeners.unshift(listener);
  }
  return listener;
}

/** RST for a segment that nobody expects. */
function resetSender(ctx: TcpContext, segment: Segment): void {
  const ends = {
    localIp: segment.dstIp,
    localPort: segment.dstPort,
    remoteIp: segment.srcIp,
    remotePort: segment.srcPort,
  };
  sendReset(ctx, ends, segment.ack, seqAdd(segment.seq, sequenceLength(segment)));
}

/** A segment for a listening socket (`tcp_listen_input`). */
function inputForListener(ctx: TcpContext, listener: TcpListener, segment: Segment): void {
  if (segment.flags & RST) return;
  if (segment.flags & ACK) {
    resetSender(ctx, segment);
    return;
  }
  if ((segment.flags & SYN) === 0) return;
  const client = ctx.env.peerName(segment.srcIp);
  if (listener.acceptsPending >= listener.backlog) {
    if (listener.lifecycle.state === 'listening') listener.lifecycle.send('fill');
    listener.resource.refuse({ client, effect: 'SYN dropped' });
    return;
  }
  const pcb = allocatePcb(ctx, `${client}:${segment.srcPort}`);
  if (pcb === undefined) {
    ctx.memory.resourceOf('TCP_PCB').refuse({ client, effect: 'SYN dropped' });
    listener.onAccept?.(listener, undefined, Err.MEM);
    return;
  }
  listener.acceptsPending++;
  listener.resource.take();
  pcb.flags |= TF_BACKLOGPEND;
  pcb.localIp = segment.dstIp;
  pcb.remoteIp = segment.srcIp;
  pcb.localPort = listener.localPort;
  pcb.remotePort = segment.srcPort;
  pcb.lifecycle.send('passive-open');
  pcb.rcvNxt = seqAdd(segment.seq, 1);
  pcb.rcvAnnRightEdge = pcb.rcvNxt;
  const iss = ctx.nextIss();
  pcb.sndWl2 = iss;
  pcb.sndNxt = iss;
  pcb.lastAck = iss;
  pcb.sndLbb = iss;
  pcb.sndWl1 = seqAdd(segment.seq, -1);
  pcb.listener = listener;
  pcb.reuseAddress = listener.reuseAddress;
  ctx.registerActive(pcb);
  applyMssOption(ctx, pcb, segment.mss);
  pcb.sndWnd = segment.window;
  pcb.sndWndMax = segment.window;
  pcb.mss = ctx.effectiveMss(pcb.mss);
  if (enqueueFlags(ctx, pcb, SYN | ACK) !== Err.OK) {
    abandon(ctx, pcb, false);
    return;
  }
  tcpOutput(ctx, pcb);
  ctx.timers.touch(pcb);
}

/** Takes over the peer's MSS option (`tcp_parseopt`). */
function applyMssOption(ctx: TcpContext, pcb: TcpPcb, mss: number): void {
  if (mss > 0) pcb.mss = Math.min(mss, ctx.options.TCP_MSS);
}

/** A segment for a connection in TIME_WAIT (`tcp_timewait_input`, RFC 1337). */
function inputInTimeWait(ctx: TcpContext, pcb: TcpPcb, segment: Segment): void {
  if (segment.flags & RST) return;
  if (segment.flags & SYN) {
    if (seqBetween(segment.seq, pcb.rcvNxt, seqAdd(pcb.rcvNxt, pcb.rcvWnd))) {
      resetSender(ctx, segment);
      return;
    }
  } else if (segment.flags & FIN) {
    pcb.lastActivityTick = ctx.ticks;
    ctx.timers.touch(pcb);
  }
  if (sequenceLength(segment) > 0) {
    pcb.flags |= TF_ACK_NOW;
    tcpOutput(ctx, pcb);
  }
}

/** A segment for an active connection: processing, then callbacks, then output. */
function inputForConnection(ctx: TcpContext, pcb: TcpPcb, segment: Segment, data: RxPbuf): void {
  const { input } = ctx;
  input.seq = segment.seq;
  input.ack = segment.ack;
  input.flags = segment.flags;
  input.window = segment.window;
  input.mss = segment.mss;
  input.tcpLength = sequenceLength(segment);
  input.length = segment.payload.length;
  input.data = data;
  input.received = undefined;
  input.acked = 0;
  input.gotReset = false;
  input.gotFin = false;
  input.closed = false;

  if (acceptsSegment(ctx, pcb)) {
    ctx.inputPcb = pcb;
    process(ctx, pcb, segment);
    ctx.inputPcb = undefined;
  }
  freePbuf(input.data, ctx.memory);
  input.data = undefined;
  ctx.timers.touch(pcb);
}

/** Offers refused data again; while it stays refused, segments with data are dropped. */
function acceptsSegment(ctx: TcpContext, pcb: TcpPcb): boolean {
  if (!pcb.refusedData) return true;
  if (offerRefusedData(ctx, pcb) !== Err.ABRT && !(isStillRefused(pcb) && ctx.input.tcpLength > 0)) return true;
  if (pcb.rcvAnnWnd === 0) sendEmptyAck(ctx, pcb);
  return false;
}

function isStillRefused(pcb: TcpPcb): boolean {
  return pcb.refusedData !== undefined;
}

/** Offers refused data to the application once more (`tcp_process_refused_data`). */
export function offerRefusedData(ctx: TcpContext, pcb: TcpPcb): Err {
  const refused = pcb.refusedData;
  if (refused === undefined) return Err.OK;
  pcb.refusedData = undefined;
  const error = deliver(ctx, pcb, refused.data);
  if (error === Err.ABRT) return Err.ABRT;
  if (error !== Err.OK) {
    pcb.refusedData = refused;
    return Err.INPROGRESS;
  }
  if (refused.finToo && deliverFin(pcb) === Err.ABRT) return Err.ABRT;
  return Err.OK;
}

/** Hands data to the application; without a receive callback it is consumed (`tcp_recv_null`). */
function deliver(ctx: TcpContext, pcb: TcpPcb, data: RxPbuf): Err {
  if (pcb.onReceive) return pcb.onReceive(pcb, data);
  tcpReceived(ctx, pcb, data.totalLength);
  freePbuf(data, ctx.memory);
  return Err.OK;
}

/** Tells the application of the peer's FIN; its sequence number never needs `received`. */
function deliverFin(pcb: TcpPcb): Err {
  if (pcb.rcvWnd !== pcb.rcvWndMax) pcb.rcvWnd++;
  return pcb.onReceive ? pcb.onReceive(pcb, undefined) : Err.OK;
}

/** Processes the segment and runs the callbacks that follow from it (second half of `tcp_input`). */
function process(ctx: TcpContext, pcb: TcpPcb, segment: Segment): void {
  const { input } = ctx;
  if (!processByState(ctx, pcb, segment)) return;
  if (input.gotReset) {
    pcb.onError?.(Err.RST);
    removePcb(ctx, pcb);
    freePcb(ctx, pcb);
    return;
  }
  if (input.acked > 0) {
    if (pcb.onSent?.(pcb, input.acked) === Err.ABRT) return;
    input.acked = 0;
  }
  if (freeIfClosed(ctx, pcb)) return;
  if (input.received !== undefined) {
    if (pcb.flags & TF_RXCLOSED) {
      freePbuf(input.received, ctx.memory);
      abandon(ctx, pcb, true);
      return;
    }
    const error = deliver(ctx, pcb, input.received);
    if (error === Err.ABRT) return;
    if (error !== Err.OK) pcb.refusedData = { data: input.received, finToo: false };
  }
  if (input.gotFin) {
    if (pcb.refusedData) {
      pcb.refusedData.finToo = true;
    } else {
      const error = deliverFin(pcb);
      if (error === Err.ABRT) return;
      if (error === Err.MEM && ctx.options.ESP_LWIP) pcb.flags |= TF_CLOSEPEND;
    }
  }
  ctx.inputPcb = undefined;
  if (freeIfClosed(ctx, pcb)) return;
  tcpOutput(ctx, pcb);
}

/** Frees a pcb whose life ended with this segment (`tcp_input_delayed_close`). */
function freeIfClosed(ctx: TcpContext, pcb: TcpPcb): boolean {
  if (!ctx.input.closed) return false;
  if ((pcb.flags & TF_RXCLOSED) === 0) pcb.onError?.(Err.CLSD);
  removePcb(ctx, pcb);
  freePcb(ctx, pcb);
  return true;
}

/** The state machine's work for one segment (`tcp_process`). False when the pcb has been aborted. */
function processByState(ctx: TcpContext, pcb: TcpPcb, segment: Segment): boolean {
  const { input } = ctx;
  if (input.flags & RST) {
    processReset(ctx, pcb);
    return true;
  }
  if (input.flags & SYN && pcb.state !== 'syn-sent' && pcb.state !== 'syn-rcvd') {
    pcb.flags |= TF_ACK_NOW;
    return true;
  }
  if ((pcb.flags & TF_RXCLOSED) === 0) pcb.lastActivityTick = ctx.ticks;
  pcb.keepProbesSent = 0;
  pcb.persistProbes = 0;
  applyMssOption(ctx, pcb, input.mss);

  switch (pcb.state) {
    case 'syn-sent':
      return processInSynSent(ctx, pcb, segment);
    case 'syn-rcvd':
      return processInSynReceived(ctx, pcb, segment);
    case 'established':
    case 'close-wait':
      receiveSegment(ctx, pcb);
      if (input.gotFin) {
        pcb.flags |= TF_ACK_NOW;
        if (pcb.state === 'established') pcb.lifecycle.send('fin-received');
      }
      return true;
    case 'fin-wait-1':
      receiveSegment(ctx, pcb);
      if (input.gotFin) {
        pcb.flags |= TF_ACK_NOW;
        if (finAcknowledged(ctx, pcb)) enterTimeWait(ctx, pcb, 'fin-received-and-acked');
        else pcb.lifecycle.send('fin-received');
      } else if (finAcknowledged(ctx, pcb)) {
        pcb.lifecycle.send('fin-acked');
      }
      return true;
    case 'fin-wait-2':
      receiveSegment(ctx, pcb);
      if (input.gotFin) {
        pcb.flags |= TF_ACK_NOW;
        enterTimeWait(ctx, pcb, 'fin-received');
      }
      return true;
    case 'closing':
      receiveSegment(ctx, pcb);
      if (finAcknowledged(ctx, pcb)) enterTimeWait(ctx, pcb, 'fin-acked');
      return true;
    case 'last-ack':
      receiveSegment(ctx, pcb);
      if (finAcknowledged(ctx, pcb)) input.closed = true;
      return true;
    default:
      return true;
  }
}

/** A RST: valid at exactly the expected sequence number, else answered with a challenge ACK (RFC 5961). */
function processReset(ctx: TcpContext, pcb: TcpPcb): void {
  const { input } = ctx;
  let acceptable = false;
  if (pcb.state === 'syn-sent') acceptable = input.ack === pcb.sndNxt;
  else if (input.seq === pcb.rcvNxt) acceptable = true;
  else if (seqBetween(input.seq, pcb.rcvNxt, seqAdd(pcb.rcvNxt, pcb.rcvWnd))) pcb.flags |= TF_ACK_NOW;
  if (!acceptable) return;
  input.gotReset = true;
  pcb.flags &= ~TF_ACK_DELAY;
}

function finAcknowledged(ctx: TcpContext, pcb: TcpPcb): boolean {
  return (ctx.input.flags & ACK) !== 0 && ctx.input.ack === pcb.sndNxt && pcb.unsent.length === 0;
}

function enterTimeWait(
  ctx: TcpContext,
  pcb: TcpPcb,
  event: 'fin-received' | 'fin-acked' | 'fin-received-and-acked',
): void {
  purgePcb(ctx, pcb);
  ctx.active.remove(pcb);
  ctx.activeChanged = true;
  pcb.lifecycle.send(event);
  ctx.timeWait.add(pcb);
  ctx.timers.needed();
  if (ctx.options.LWIP_SO_LINGER && ctx.options.ESP_LWIP) pcb.onPoll?.(pcb);
}

/** The answer to our SYN. */
function processInSynSent(ctx: TcpContext, pcb: TcpPcb, segment: Segment): boolean {
  const { input } = ctx;
  if (input.flags & ACK && input.flags & SYN && input.ack === seqAdd(pcb.lastAck, 1)) {
    pcb.rcvNxt = seqAdd(input.seq, 1);
    pcb.rcvAnnRightEdge = pcb.rcvNxt;
    pcb.lastAck = input.ack;
    pcb.sndWnd = input.window;
    pcb.sndWndMax = input.window;
    pcb.sndWl1 = seqAdd(input.seq, -1);
    pcb.lifecycle.send('handshake-done');
    pcb.mss = ctx.effectiveMss(pcb.mss);
    pcb.cwnd = initialCwnd(pcb.mss);
    pcb.sndQueueLength--;
    const syn = pcb.unacked.shift() ?? pcb.unsent.shift();
    if (syn) freeSegment(syn, ctx.memory);
    if (pcb.unacked.length === 0) {
      pcb.rtoStartTick = undefined;
    } else {
      pcb.rtoStartTick = ctx.ticks;
      pcb.retransmissions = 0;
    }
    if (pcb.onConnected?.(pcb) === Err.ABRT) return false;
    pcb.flags |= TF_ACK_NOW;
  } else if (input.flags & ACK) {
    resetSender(ctx, segment);
    if (pcb.retransmissions < ctx.options.TCP_SYNMAXRTX) {
      pcb.rtoStartTick = ctx.ticks;
      if (prepareRetransmission(pcb) === Err.OK) commitRetransmission(ctx, pcb);
    }
  }
  return true;
}

/** The ACK of our SYN-ACK: the connection is offered to the listener's owner, who may turn it away. */
function processInSynReceived(ctx: TcpContext, pcb: TcpPcb, segment: Segment): boolean {
  const { input } = ctx;
  if (input.flags & ACK) {
    if (!seqBetween(input.ack, seqAdd(pcb.lastAck, 1), pcb.sndNxt)) {
      resetSender(ctx, segment);
      return true;
    }
    pcb.lifecycle.send('handshake-done');
    let error: Err = Err.VAL;
    const { listener } = pcb;
    if (listener !== undefined) {
      backlogAccepted(pcb);
      error = listener.onAccept ? listener.onAccept(listener, pcb, Err.OK) : Err.ABRT;
    }
    if (error !== Err.OK) {
      if (error !== Err.ABRT) abandon(ctx, pcb, true);
      return false;
    }
    receiveSegment(ctx, pcb);
    if (input.acked !== 0) input.acked--;
    pcb.cwnd = initialCwnd(pcb.mss);
    if (input.gotFin) {
      pcb.flags |= TF_ACK_NOW;
      if (pcb.state === 'established') pcb.lifecycle.send('fin-received');
    }
  } else if (input.flags & SYN && input.seq === seqAdd(pcb.rcvNxt, -1)) {
    retransmitFirst(pcb);
  }
  return true;
}
