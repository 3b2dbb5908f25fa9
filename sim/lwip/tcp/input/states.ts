/** What a segment does to the life of its connection, by the state that this is in (`tcp_process`). */

import { ACK, RST, SYN, type Segment } from '../../../wire/segment.js';
import { seqAdd, seqBetween } from '../../../wire/seq.js';
import { Err } from '../../core/errno.js';
import { abandon, backlogAccepted, purgePcb } from '../pcb/close.js';
import type { TcpContext } from '../context.js';
import { commitRetransmission, prepareRetransmission, retransmitFirst } from '../output/output.js';
import { parseOptions } from './parse-options.js';
import { TF_ACK_DELAY, TF_ACK_NOW, TF_RXCLOSED, type TcpPcb } from '../pcb/pcb.js';
import { receiveSegment } from './receive.js';
import { resetSender } from '../output/reset-sender.js';
import { freeSegment } from '../output/segments.js';

/** Initial congestion window (RFC 5681 section 3.1; tcp_in.c LWIP_TCP_CALC_INITIAL_CWND). */
function initialCwnd(mss: number): number {
  const RFC5681_BYTES = 4380;
  return Math.min(4 * mss, Math.max(2 * mss, RFC5681_BYTES));
}

/** The state machine's work for one segment (`tcp_process`). False when the pcb has been aborted. */
export function processByState(ctx: TcpContext, pcb: TcpPcb, segment: Segment): boolean {
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
  parseOptions(ctx, pcb, segment.options);

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
  pcb.sinceUs = ctx.env.kernel.nowUs;
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
