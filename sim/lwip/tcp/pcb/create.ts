/**
 * New pcbs, and what lwIP throws out for them when memory is short (`tcp_alloc`).
 *
 * In order: connections whose FIN could not be queued get another chance to send it, then the oldest TIME_WAIT pcb,
 * the oldest in LAST_ACK, the oldest in CLOSING, and the most idle one of a lower priority. Every pcb here has
 * TCP_PRIO_NORMAL, so that last step never finds one. ESP-IDF's lwIP 2.1.2 also counts all pcbs, and throws out the
 * oldest in TIME_WAIT, LAST_ACK, CLOSING, FIN_WAIT_2 or FIN_WAIT_1 at its limit.
 */

import { Err } from '../../core/errno.js';
import type { LwipOptions } from '../../core/options.js';
import { abandon, closeWithFin } from './close.js';
import { TCP_LIFECYCLE, type TcpState } from './connection.table.js';
import type { TcpContext } from '../context.js';
import { LISTENER_LIFECYCLE } from './listener.table.js';
import type { Holder } from '../../../kernel/trace.js';
import { BACKLOG, PCBS } from '../../../resources/definitions.js';
import { partHolder } from '../../../resources/holder.js';
import { LateLimits } from '../../../resources/late-limits.js';
import { ofPort } from '../../../resources/limit-name.js';
import { LimitedResource, type Refusal } from '../../../resources/resource.js';
import { pcbHolder } from './pcb-holder.js';
import { TF_BACKLOGPEND, TF_CLOSEPEND, TcpListener, TcpPcb } from './pcb.js';
import type { PcbList } from './pcb-lists.js';

/** MSS until the peer's option is known (tcp.c INITIAL_MSS, RFC 9293 section 3.7.1). */
const INITIAL_MSS = 536;

/** The longest inactive pcb of a list in one of some states; the last of equals, as lwIP's `>=` has it. */
function oldest(ctx: TcpContext, list: PcbList<TcpPcb>, state: TcpState): TcpPcb | undefined {
  let found: TcpPcb | undefined;
  let inactivity = 0;
  for (let pcb = list.head; pcb; pcb = pcb.next) {
    const idle = ctx.ticks - pcb.lastActivityTick;
    if (pcb.state === state && idle >= inactivity) {
      inactivity = idle;
      found = pcb;
    }
  }
  return found;
}

function retryPendingCloses(ctx: TcpContext): void {
  let pcb = ctx.active.head;
  while (pcb) {
    const next = pcb.next;
    if (pcb.flags & TF_CLOSEPEND) {
      pcb.flags &= ~TF_CLOSEPEND;
      closeWithFin(ctx, pcb);
      ctx.timers.touch(pcb);
    }
    pcb = next;
  }
}

function takeMemory(ctx: TcpContext): boolean {
  if (ctx.memory.takeElement('TCP_PCB')) return true;
  retryPendingCloses(ctx);
  const candidates: readonly [PcbList<TcpPcb>, TcpState, boolean][] = [
    [ctx.timeWait, 'time-wait', true],
    [ctx.active, 'last-ack', false],
    [ctx.active, 'closing', false],
  ];
  for (const [list, state, reset] of candidates) {
    const victim = oldest(ctx, list, state);
    if (victim) abandon(ctx, victim, reset);
    if (ctx.memory.takeElement('TCP_PCB')) return true;
  }
  return false;
}

/** pcbs of all kinds. */
function pcbCount({ timeWait, active, bound, listeners }: TcpContext): number {
  return timeWait.size + active.size + bound.size + listeners.length;
}

/** Where pcbs are counted: throws one out at the limit. False when there is none to throw out. */
function makesRoom(ctx: TcpContext): boolean {
  const limit = ctx.options.TCP_PCB_LIMIT;
  if (pcbCount(ctx) < limit) return true;
  for (const [list, state, reset] of [
    [ctx.timeWait, 'time-wait', true],
    [ctx.active, 'last-ack', false],
    [ctx.active, 'closing', false],
    [ctx.active, 'fin-wait-2', false],
    [ctx.active, 'fin-wait-1', false],
  ] as const) {
    const victim = oldest(ctx, list, state);
    if (victim === undefined) continue;
    abandon(ctx, victim, reset);
    break;
  }
  return pcbCount(ctx) < limit;
}

/** All are in use, and none may be thrown out. */
function refusePcb(ctx: TcpContext, refusal: Refusal): void {
  const { active, bound, listeners, options, timeWait } = ctx;
  const holders = (): Holder[] => [
    ...[...active, ...bound, ...timeWait].map((pcb) => pcbHolder(ctx, pcb)),
    ...listeners.map(({ localPort }) => partHolder(`listener ${ofPort(localPort)}`)),
  ];
  const option = options.optionNames[PCBS.sizedBy!];
  ctx.limits ??= new LateLimits(ctx.env);
  ctx.limits.refuse(
    { limit: PCBS, size: options.TCP_PCB_LIMIT, option, holders },
    () => pcbCount(ctx),
    refusal,
  );
}

/** Allocates a pcb; undefined when there is no room or memory even after recycling: `refusal` says who pays for that. */
export function allocatePcb(ctx: TcpContext, owner: string, refusal: Refusal): TcpPcb | undefined {
  if (!makesRoom(ctx)) {
    refusePcb(ctx, refusal);
    return undefined;
  }
  if (!takeMemory(ctx)) {
    ctx.memory.resourceOf('TCP_PCB').refuse(refusal);
    return undefined;
  }
  const options: LwipOptions = ctx.options;
  const rto = Math.floor(options.LWIP_TCP_RTO_TIME / ctx.slowIntervalMs);
  const pcb = new TcpPcb(ctx.env.lifecycles.start(TCP_LIFECYCLE, owner), ctx.env.kernel.nowUs, {
    wnd: options.TCP_WND,
    mss: Math.min(INITIAL_MSS, options.TCP_MSS),
    rto,
    sndBuf: options.TCP_SND_BUF,
    ssthresh: options.TCP_SND_BUF,
    keepIdleMs: options.TCP_KEEPIDLE_DEFAULT,
    keepIntervalMs: options.TCP_KEEPINTVL_DEFAULT,
    keepCount: options.TCP_KEEPCNT_DEFAULT,
  });
  pcb.lastActivityTick = ctx.ticks;
  pcb.lastTimerPass = ctx.timers.pass;
  return pcb;
}

/** Turns a bound pcb into a listener (`tcp_listen_with_backlog_and_err`). */
export function listen(ctx: TcpContext, pcb: TcpPcb, backlog: number): TcpListener | Err {
  if (pcb.state !== 'closed') return Err.CLSD;
  const { localIp, localPort, reuseAddress } = pcb;
  if (reuseAddress && ctx.listeners.some((l) => l.localPort === localPort && l.localIp === localIp))
    return Err.USE;
  if (!ctx.memory.takeElement('TCP_PCB_LISTEN')) {
    ctx.memory.resourceOf('TCP_PCB_LISTEN').refuse({ effect: `listen on port ${localPort} failed` });
    return Err.MEM;
  }
  const { owner } = pcb;
  pcb.list?.remove(pcb);
  pcb.lifecycle.send('remove');
  pcb.lifecycle.end();
  ctx.memory.releaseElement('TCP_PCB');
  // tcp_backlog_set raises 0 to 1 (tcp.h).
  const size = Math.max(1, backlog);
  const resource = new LimitedResource(ctx.env, {
    limit: BACKLOG,
    of: ofPort(localPort),
    size,
    option: ctx.options.optionNames[BACKLOG.sizedBy!],
    holders: () =>
      [...ctx.active]
        .filter((other) => other.listener === listener && other.flags & TF_BACKLOGPEND)
        .map((other) => ({
          kind: 'client',
          name: ctx.env.peerName(other.remoteIp),
          port: other.remotePort,
          since: other.sinceUs,
        })),
  });
  const lifecycle = ctx.env.lifecycles.start(LISTENER_LIFECYCLE, `:${localPort}`);
  const listener: TcpListener = new TcpListener(lifecycle, localIp, localPort, reuseAddress, size, resource);
  listener.owner = owner;
  ctx.listeners.unshift(listener);
  ctx.listening.take();
  return listener;
}
