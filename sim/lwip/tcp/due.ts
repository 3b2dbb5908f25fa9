/** When the TCP timer next has something to do for a pcb, computed from its counters in closed form. */

import type { TcpContext } from './context.js';
import { TF_ACK_DELAY, TF_ACK_NOW, TF_CLOSEPEND, TF_RXCLOSED, type TcpPcb } from './pcb.js';

/** Slow ticks between zero-window probes (`tcp_persist_backoff` in tcp.c). */
export const PERSIST_BACKOFF_TICKS = [3, 6, 12, 24, 48, 96, 120] as const;
const NEVER = Number.POSITIVE_INFINITY;

/** Whole slow ticks in a time, as lwIP divides. */
export function ticksOf(ctx: TcpContext, ms: number): number {
  return Math.floor(ms / ctx.slowIntervalMs);
}

/** The call of the TCP timer that runs a slow tick: the 1st, 3rd, 5th … */
export function countOfTick(tick: number): number {
  return 2 * tick - 1;
}

/** The call of the TCP timer at which a pcb next has something to do; never too late, perhaps too early. */
export function dueCountOf(ctx: TcpContext, count: number, pcb: TcpPcb): number {
  const { options } = ctx;
  if (pcb.list === ctx.timeWait) {
    return countFor(ctx, pcb.lastActivityTick + ticksOf(ctx, 2 * options.TCP_MSL) + 1);
  }
  if ((pcb.flags & (TF_ACK_DELAY | TF_CLOSEPEND)) !== 0 || pcb.refusedData) return count + 1;
  let tick = NEVER;
  if (pcb.retransmissions >= Math.min(options.TCP_MAXRTX, options.TCP_SYNMAXRTX)) tick = ctx.ticks + 1;
  if (pcb.persistBackoff > 0) {
    const wait = PERSIST_BACKOFF_TICKS[pcb.persistBackoff - 1]!;
    tick =
      pcb.persistProbes >= options.TCP_MAXRTX ? ctx.ticks + 1 : Math.min(tick, pcb.persistStartTick + wait);
  } else if (pcb.rtoStartTick !== undefined) {
    tick = Math.min(tick, pcb.rtoStartTick + pcb.rto);
  }
  tick = Math.min(tick, lifeTick(ctx, pcb));
  if (pcb.ooseq.length > 0) tick = Math.min(tick, pcb.lastActivityTick + pcb.rto * options.TCP_OOSEQ_TIMEOUT);
  if (
    pcb.unsent.length > 0 ||
    (pcb.flags & TF_ACK_NOW) !== 0 ||
    (pcb.onPoll !== undefined && pcb.wantsPoll)
  ) {
    const interval = Math.max(1, pcb.pollInterval);
    const polls = Math.max(1, Math.ceil((ctx.ticks + 1 - pcb.pollStartTick) / interval));
    tick = Math.min(tick, pcb.pollStartTick + polls * interval);
  }
  return tick === NEVER ? NEVER : countFor(ctx, tick);
}

/** The slow tick at which the state itself times out or a keep-alive probe is due. */
function lifeTick(ctx: TcpContext, pcb: TcpPcb): number {
  const { options } = ctx;
  const after = (ms: number): number => pcb.lastActivityTick + ticksOf(ctx, ms) + 1;
  switch (pcb.state) {
    case 'syn-rcvd':
      return after(options.TCP_SYN_RCVD_TIMEOUT);
    case 'last-ack':
      return after(2 * options.TCP_MSL);
    case 'fin-wait-2':
      return pcb.flags & TF_RXCLOSED ? after(options.TCP_FIN_WAIT_TIMEOUT) : NEVER;
    case 'established':
    case 'close-wait':
      if (!pcb.keepAlive) return NEVER;
      return after(pcb.keepIdleMs + Math.min(pcb.keepProbesSent, pcb.keepCount) * pcb.keepIntervalMs);
    default:
      return NEVER;
  }
}

/** The call that runs slow tick `tick`, or the next slow one if that has passed. */
function countFor(ctx: TcpContext, tick: number): number {
  return countOfTick(Math.max(tick, ctx.ticks + 1));
}
