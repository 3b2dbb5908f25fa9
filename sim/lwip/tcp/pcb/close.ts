/** Ending connections: FIN, RST with unread data, abort, and the freeing of a pcb with all that it holds. */

import { ModelError } from '../../../kernel/errors.js';
import { Err } from '../../core/errno.js';
import { freePbuf } from '../../core/pbuf.js';
import type { TcpContext } from '../context.js';
import { sendReset } from '../output/control-segments.js';
import { tcpOutput } from '../output/output.js';
import {
  TF_ACK_DELAY,
  TF_ACK_NOW,
  TF_BACKLOGPEND,
  TF_CLOSEPEND,
  TF_RXCLOSED,
  type TcpListener,
  type TcpPcb,
} from './pcb.js';
import { freeSegments } from '../output/segments.js';
import { sendFin } from '../output/write.js';

/** Counts a connection as pending on its listener (`tcp_backlog_delayed`). */
export function backlogDelayed(pcb: TcpPcb): void {
  const { listener } = pcb;
  if (listener === undefined || (pcb.flags & TF_BACKLOGPEND) !== 0) return;
  listener.acceptsPending++;
  listener.resource.take();
  pcb.flags |= TF_BACKLOGPEND;
}

/** The connection no longer counts as pending (`tcp_backlog_accepted`). */
export function backlogAccepted(pcb: TcpPcb): void {
  const { listener } = pcb;
  if (listener === undefined || (pcb.flags & TF_BACKLOGPEND) === 0) return;
  listener.acceptsPending--;
  listener.resource.release();
  listener.lifecycle.send('drain');
  pcb.flags &= ~TF_BACKLOGPEND;
}

/** Frees the pcb itself (`tcp_free`); it has left all lists. */
export function freePcb(ctx: TcpContext, pcb: TcpPcb): void {
  if (pcb.list !== undefined) throw new ModelError('pcb freed while in a list', { port: pcb.localPort });
  pcb.lifecycle.send('remove');
  pcb.lifecycle.end();
  pcb.limits?.end();
  ctx.memory.releaseElement('TCP_PCB');
}

/** Frees everything that a connection has queued (`tcp_pcb_purge`). */
export function purgePcb(ctx: TcpContext, pcb: TcpPcb): void {
  if (pcb.state === 'closed' || pcb.state === 'time-wait') return;
  backlogAccepted(pcb);
  if (pcb.refusedData) {
    freePbuf(pcb.refusedData.data, ctx.memory);
    pcb.refusedData = undefined;
  }
  freeOutOfOrder(ctx, pcb);
  pcb.rtoStartTick = undefined;
  freeSegments(pcb.unsent, ctx.memory);
  freeSegments(pcb.unacked, ctx.memory);
  pcb.unsentOversize = 0;
}

/** Drops the out-of-order queue (`tcp_free_ooseq`). */
export function freeOutOfOrder(ctx: TcpContext, pcb: TcpPcb): void {
  for (const segment of pcb.ooseq) {
    freePbuf(segment.data, ctx.memory);
    ctx.memory.releaseElement('TCP_SEG');
  }
  pcb.ooseq.length = 0;
  pcb.limits?.measure();
}

/** Takes a pcb out of its list, purges it and sends an ACK that was still owed (`tcp_pcb_remove`). */
export function removePcb(ctx: TcpContext, pcb: TcpPcb): void {
  unlinkPcb(ctx, pcb);
  purgePcb(ctx, pcb);
  if (pcb.state !== 'time-wait' && (pcb.flags & TF_ACK_DELAY) !== 0) {
    pcb.flags |= TF_ACK_NOW;
    tcpOutput(ctx, pcb);
  }
}

function unlinkPcb(ctx: TcpContext, pcb: TcpPcb): void {
  if (pcb.list === ctx.active) {
    ctx.removeActive(pcb);
  } else if (pcb.list !== undefined) {
    pcb.list.remove(pcb);
    ctx.timers.listsChanged();
  }
}

/** Removes a listener from its connections, which go on without one (`tcp_listen_closed`). */
export function closeListener(ctx: TcpContext, listener: TcpListener): void {
  for (const list of [ctx.bound, ctx.active, ctx.timeWait]) {
    for (const pcb of list) if (pcb.listener === listener) pcb.listener = undefined;
  }
  ctx.listeners.splice(ctx.listeners.indexOf(listener), 1);
  ctx.listening.release();
  listener.lifecycle.send('close');
  listener.lifecycle.end();
  listener.resource.end();
  ctx.memory.releaseElement('TCP_PCB_LISTEN');
}

/** Queues the FIN that the state calls for, or marks it for the fast timer (`tcp_close_shutdown_fin`). */
export function closeWithFin(ctx: TcpContext, pcb: TcpPcb): Err {
  switch (pcb.state) {
    case 'syn-rcvd':
    case 'established':
    case 'close-wait':
      break;
    default:
      return Err.OK;
  }
  const error = sendFin(ctx, pcb);
  if (error === Err.OK) {
    if (pcb.state === 'syn-rcvd') backlogAccepted(pcb);
    pcb.lifecycle.send('fin-queued');
    tcpOutput(ctx, pcb);
    return Err.OK;
  }
  if (error === Err.MEM) {
    pcb.flags |= TF_CLOSEPEND;
    return Err.OK;
  }
  return error;
}

/** Closes both directions; RST instead of FIN when data is left unread (`tcp_close_shutdown`). */
function closeBoth(ctx: TcpContext, pcb: TcpPcb, rstOnUnreadData: boolean): Err {
  const canHoldData = pcb.state === 'established' || pcb.state === 'close-wait';
  if (rstOnUnreadData && canHoldData && (pcb.refusedData || pcb.rcvWnd !== ctx.options.TCP_WND)) {
    sendReset(ctx, pcb, pcb.sndNxt, pcb.rcvNxt);
    purgePcb(ctx, pcb);
    ctx.removeActive(pcb);
    if (ctx.inputPcb === pcb) ctx.input.closed = true;
    else freePcb(ctx, pcb);
    return Err.OK;
  }
  switch (pcb.state) {
    case 'closed':
      unlinkPcb(ctx, pcb);
      freePcb(ctx, pcb);
      return Err.OK;
    case 'syn-sent':
      removePcb(ctx, pcb);
      freePcb(ctx, pcb);
      return Err.OK;
    default:
      return closeWithFin(ctx, pcb);
  }
}

/** `tcp_close` and `tcp_close_ext`. */
export function tcpClose(ctx: TcpContext, pcb: TcpPcb, rstOnUnreadData: boolean): Err {
  pcb.flags |= TF_RXCLOSED;
  return closeBoth(ctx, pcb, rstOnUnreadData);
}

/** `tcp_shutdown`. */
export function tcpShutdown(ctx: TcpContext, pcb: TcpPcb, rx: boolean, tx: boolean): Err {
  if (rx) {
    pcb.flags |= TF_RXCLOSED;
    if (tx) return closeBoth(ctx, pcb, true);
    if (pcb.refusedData) {
      freePbuf(pcb.refusedData.data, ctx.memory);
      pcb.refusedData = undefined;
    }
  }
  if (!tx) return Err.OK;
  switch (pcb.state) {
    case 'syn-rcvd':
    case 'established':
    case 'close-wait':
      return closeBoth(ctx, pcb, rx);
    default:
      return Err.CONN;
  }
}

/** Frees a connection at once, with or without a RST, and tells its owner (`tcp_abandon`). */
export function abandon(ctx: TcpContext, pcb: TcpPcb, reset: boolean): void {
  if (pcb.state === 'time-wait') {
    removePcb(ctx, pcb);
    freePcb(ctx, pcb);
    return;
  }
  const { sndNxt, rcvNxt, onError } = pcb;
  const wasOpen = pcb.state !== 'closed';
  if (wasOpen) removePcb(ctx, pcb);
  else unlinkPcb(ctx, pcb);
  if (wasOpen && reset) sendReset(ctx, pcb, sndNxt, rcvNxt);
  freePcb(ctx, pcb);
  onError?.(Err.ABRT);
}
