/**
 * A segment for an active connection: what it does to the connection, then the callbacks to the socket layer in lwIP's
 * order, then output (second half of `tcp_input`).
 */

import { sequenceLength, type Segment } from '../../../wire/segment.js';
import { Err } from '../../core/errno.js';
import { freePbuf, type RxPbuf } from '../../core/pbuf.js';
import { abandon, freePcb, removePcb } from '../pcb/close.js';
import type { TcpContext } from '../context.js';
import { sendEmptyAck } from '../output/control-segments.js';
import { deliver, deliverFin, offerRefusedData } from './deliver.js';
import { tcpOutput } from '../output/output.js';
import { TF_CLOSEPEND, TF_RXCLOSED, type TcpPcb } from '../pcb/pcb.js';
import { processByState } from './states.js';

/** A segment for an active connection: processing, then callbacks, then output. */
export function inputForConnection(ctx: TcpContext, pcb: TcpPcb, segment: Segment, data: RxPbuf): void {
  const { input } = ctx;
  input.seq = segment.seq;
  input.ack = segment.ack;
  input.flags = segment.flags;
  input.window = segment.window;
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
  if (offerRefusedData(ctx, pcb) !== Err.ABRT && !(isStillRefused(pcb) && ctx.input.tcpLength > 0))
    return true;
  if (pcb.rcvAnnWnd === 0) sendEmptyAck(ctx, pcb);
  return false;
}

function isStillRefused(pcb: TcpPcb): boolean {
  return pcb.refusedData !== undefined;
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
