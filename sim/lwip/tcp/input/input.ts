/**
 * TCP input: which pcb a segment belongs to; new connections; TIME_WAIT (RFC 9293 section 3.10.7).
 *
 * Modelled: lwIP's order of look-up, SYNs on a listener with its backlog; see connection-input.ts, states.ts and
 * receive.ts for segments of connections.
 * Absent: urgent data (both builds ignore the pointer), window scaling, SACK, timestamps (neither build offers them).
 */

import { ACK, FIN, RST, SYN, sequenceLength, type Segment } from '../../../wire/segment.js';
import { seqAdd, seqBetween } from '../../../wire/seq.js';
import { Err } from '../../core/errno.js';
import { freePbuf, type RxPbuf } from '../../core/pbuf.js';
import { abandon } from '../pcb/close.js';
import { inputForConnection } from './connection-input.js';
import type { TcpContext } from '../context.js';
import { allocatePcb } from '../pcb/create.js';
import { tcpOutput } from '../output/output.js';
import { parseOptions } from './parse-options.js';
import { TF_ACK_NOW, TF_BACKLOGPEND, type TcpListener, type TcpPcb } from '../pcb/pcb.js';
import { resetSender } from '../output/reset-sender.js';
import { enqueueFlags } from '../output/write.js';

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
    listener.lifecycle.send('refuse');
    listener.resource.refuse({ client, port: segment.srcPort, effect: 'SYN dropped' });
    return;
  }
  const refusal = { client, port: segment.srcPort, effect: 'SYN dropped' };
  const pcb = allocatePcb(ctx, `${client}:${segment.srcPort}`, refusal);
  if (pcb === undefined) {
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
  parseOptions(ctx, pcb, segment.options);
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
