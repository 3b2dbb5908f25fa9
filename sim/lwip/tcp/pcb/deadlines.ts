/**
 * The deadlines of a connection: everything that the TCP timer ever does for it, by name, in lwIP's order, with when it
 * is due and what is done then.
 *
 * lwIP counts in every pcb at every tick; here counts are differences of tick numbers, so that the same list tells the
 * timers what to do, says how long nothing needs to be looked at, and shows what a connection waits for.
 */

import { Err } from '../../core/errno.js';
import { ASSERTIONS, lwipAssert } from '../assertions.js';
import { closeWithFin, freeOutOfOrder } from './close.js';
import type { TcpContext } from '../context.js';
import { sendKeepAlive, sendZeroWindowProbe } from '../output/control-segments.js';
import { commitRetransmission, prepareRetransmission, tcpOutput } from '../output/output.js';
import { TF_ACK_DELAY, TF_ACK_NOW, TF_CLOSEPEND, TF_RXCLOSED, type TcpPcb } from './pcb.js';
import { splitFirstUnsent } from '../output/write.js';

/** Slow ticks between zero-window probes (`tcp_persist_backoff` in tcp.c). */
const PERSIST_BACKOFF_TICKS = [3, 6, 12, 24, 48, 96, 120] as const;
const MAX_RTO_TICKS = 0x7fff;

/** Not running. */
export const OFF = Number.POSITIVE_INFINITY;
/** At the next run of its timer, whatever the tick. */
const NEXT = Number.NEGATIVE_INFINITY;

/** What becomes of a connection whose deadline has come. */
export type Fate = 'keep' | 'remove' | 'reset';

/** One deadline. */
export interface Deadline {
  /** In lists for people. */
  readonly name: string;
  /** The slow tick (`tcp_ticks`) from which on it is due; those of the fast timer only know {@link OFF} and next. */
  tick(ctx: TcpContext, pcb: TcpPcb): number;
  /** Does what is due. */
  act(ctx: TcpContext, pcb: TcpPcb): Fate;
}

/** Whole slow ticks in a time, as lwIP divides. */
function ticksOf(ctx: TcpContext, ms: number): number {
  return Math.floor(ms / ctx.slowIntervalMs);
}

/** lwIP's limits of inactivity are passed, not reached: one tick more than fits. */
function afterIdle(ctx: TcpContext, pcb: TcpPcb, ms: number): number {
  return pcb.lastActivityTick + ticksOf(ctx, ms) + 1;
}

/** Every retransmission has been made (`nrtx`). */
function hasGivenUp(ctx: TcpContext, { state, retransmissions }: TcpPcb): boolean {
  const { TCP_MAXRTX, TCP_SYNMAXRTX } = ctx.options;
  return (state === 'syn-sent' && retransmissions >= TCP_SYNMAXRTX) || retransmissions >= TCP_MAXRTX;
}

/** The persist timer runs, and the connection is not about to be dropped anyway. */
function persists(ctx: TcpContext, pcb: TcpPcb): boolean {
  return pcb.persistBackoff > 0 && !hasGivenUp(ctx, pcb);
}

/** Limit of a state that ends by itself, in milliseconds; undefined for the others. */
function stateTimeoutMs({ options }: TcpContext, pcb: TcpPcb): number | undefined {
  switch (pcb.state) {
    case 'syn-rcvd':
      return options.TCP_SYN_RCVD_TIMEOUT;
    case 'fin-wait-2':
      // A connection of which only the sending half was shut down may stay.
      return (pcb.flags & TF_RXCLOSED) === 0 ? undefined : options.TCP_FIN_WAIT_TIMEOUT;
    case 'last-ack':
    case 'time-wait':
      return 2 * options.TCP_MSL;
    default:
      return undefined;
  }
}

function remove(): Fate {
  return 'remove';
}

/** At every run of the fast timer (250 ms; `tcp_fasttmr`). */
export const FAST_DEADLINES: readonly Deadline[] = [
  {
    name: 'delayed ACK',
    tick: (_, { flags }) => ((flags & TF_ACK_DELAY) === 0 ? OFF : NEXT),
    act(ctx, pcb) {
      pcb.flags |= TF_ACK_NOW;
      tcpOutput(ctx, pcb);
      pcb.flags &= ~(TF_ACK_DELAY | TF_ACK_NOW);
      return 'keep';
    },
  },
  {
    name: 'pending FIN',
    tick: (_, { flags }) => ((flags & TF_CLOSEPEND) === 0 ? OFF : NEXT),
    act(ctx, pcb) {
      pcb.flags &= ~TF_CLOSEPEND;
      closeWithFin(ctx, pcb);
      return 'keep';
    },
  },
];

/** Data that the application would not take is offered again by the fast timer, after everything else. */
export const REFUSED_DATA: Pick<Deadline, 'name' | 'tick'> = {
  name: 'refused data',
  tick: (_, { refusedData }) => (refusedData === undefined ? OFF : NEXT),
};

/** At the slow timer's ticks (500 ms; `tcp_slowtmr`), in this order; all that are due at a tick are done. */
export const SLOW_DEADLINES: readonly Deadline[] = [
  {
    name: 'retransmissions used up',
    tick: (ctx, pcb) => (hasGivenUp(ctx, pcb) ? NEXT : OFF),
    act: remove,
  },
  {
    name: 'persist timer in a wrong state',
    tick: (ctx, pcb) =>
      persists(ctx, pcb) && (pcb.unacked.length > 0 || pcb.unsent.length === 0) && ctx.options.LWIP_ASSERTS
        ? NEXT
        : OFF,
    act(ctx, pcb) {
      lwipAssert(ctx, pcb, ASSERTIONS.persistInFlight, pcb.unacked.length === 0);
      lwipAssert(ctx, pcb, ASSERTIONS.persistEmpty, pcb.unsent.length > 0);
      return 'keep';
    },
  },
  {
    name: 'window probes used up',
    tick: (ctx, pcb) => (persists(ctx, pcb) && pcb.persistProbes >= ctx.options.TCP_MAXRTX ? NEXT : OFF),
    act: remove,
  },
  {
    name: 'retransmit',
    tick: (ctx, pcb) =>
      pcb.rtoStartTick === undefined || pcb.persistBackoff > 0 || hasGivenUp(ctx, pcb)
        ? OFF
        : pcb.rtoStartTick + pcb.rto,
    act: retransmit,
  },
  {
    name: 'window probe',
    tick: (ctx, pcb) =>
      persists(ctx, pcb) && pcb.persistProbes < ctx.options.TCP_MAXRTX
        ? pcb.persistStartTick + PERSIST_BACKOFF_TICKS[pcb.persistBackoff - 1]!
        : OFF,
    act: probeWindow,
  },
  {
    name: 'keep-alive',
    tick(ctx, pcb) {
      if (!pcb.keepAlive || (pcb.state !== 'established' && pcb.state !== 'close-wait')) return OFF;
      const probes = Math.min(pcb.keepProbesSent, pcb.keepCount);
      return afterIdle(ctx, pcb, pcb.keepIdleMs + probes * pcb.keepIntervalMs);
    },
    act: probeLife,
  },
  {
    name: 'out-of-order data',
    tick: (ctx, pcb) =>
      pcb.ooseq.length === 0 ? OFF : pcb.lastActivityTick + pcb.rto * ctx.options.TCP_OOSEQ_TIMEOUT,
    act(ctx, pcb) {
      freeOutOfOrder(ctx, pcb);
      return 'keep';
    },
  },
  {
    name: 'state',
    tick(ctx, pcb) {
      const ms = stateTimeoutMs(ctx, pcb);
      return ms === undefined ? OFF : afterIdle(ctx, pcb, ms);
    },
    act: remove,
  },
];

/** The application's poll callback (`tcp_poll`), by the slow timer and after everything else. */
export const POLL: Pick<Deadline, 'name' | 'tick'> = {
  name: 'poll',
  tick(ctx, pcb) {
    const isWanted = pcb.onPoll !== undefined && pcb.wantsPoll;
    if (pcb.unsent.length === 0 && (pcb.flags & TF_ACK_NOW) === 0 && !isWanted) return OFF;
    const interval = Math.max(1, pcb.pollInterval);
    const polls = Math.max(1, Math.ceil((ctx.ticks + 1 - pcb.pollStartTick) / interval));
    return pcb.pollStartTick + polls * interval;
  },
};

/** Name of a deadline on a connection; that of a state is the state. */
export function deadlineName({ name }: Pick<Deadline, 'name'>, pcb: TcpPcb): string {
  return name === 'state' ? pcb.state : name;
}

/** The retransmission timer (RFC 6298 section 5, with lwIP's back-off table). */
function retransmit(ctx: TcpContext, pcb: TcpPcb): Fate {
  if (prepareRetransmission(pcb) !== Err.OK && pcb.unsent.length === 0) return 'keep';
  const { TCP_BACKOFF, SYN_ACK_BACKS_OFF } = ctx.options;
  if (pcb.state !== 'syn-sent' && (SYN_ACK_BACKS_OFF || pcb.state !== 'syn-rcvd')) {
    const shift = TCP_BACKOFF[Math.min(pcb.retransmissions, TCP_BACKOFF.length - 1)]!;
    pcb.rto = Math.min(((pcb.sa >> 3) + pcb.sv) << shift, MAX_RTO_TICKS);
  }
  pcb.rtoStartTick = ctx.ticks;
  pcb.ssthresh = Math.max(Math.min(pcb.cwnd, pcb.sndWnd) >> 1, pcb.mss << 1);
  pcb.cwnd = pcb.mss;
  pcb.bytesAcked = 0;
  commitRetransmission(ctx, pcb);
  return 'keep';
}

/** The persist timer: a byte into a closed window, or a segment cut to fit a small one. */
function probeWindow(ctx: TcpContext, pcb: TcpPcb): Fate {
  let nextSlot = true;
  if (pcb.sndWnd === 0) {
    nextSlot = sendZeroWindowProbe(ctx, pcb) === Err.OK;
  } else if (splitFirstUnsent(ctx, pcb, pcb.sndWnd) === Err.OK && tcpOutput(ctx, pcb) === Err.OK) {
    nextSlot = false;
  }
  if (nextSlot) {
    pcb.persistStartTick = ctx.ticks;
    if (pcb.persistBackoff < PERSIST_BACKOFF_TICKS.length) pcb.persistBackoff++;
  }
  return 'keep';
}

/** Keep-alive: a probe, or the end after the last unanswered one. */
function probeLife(ctx: TcpContext, pcb: TcpPcb): Fate {
  const limitMs = pcb.keepIdleMs + pcb.keepCount * pcb.keepIntervalMs;
  if (ctx.ticks >= afterIdle(ctx, pcb, limitMs)) return 'reset';
  if (sendKeepAlive(ctx, pcb) === Err.OK) pcb.keepProbesSent++;
  return 'keep';
}
