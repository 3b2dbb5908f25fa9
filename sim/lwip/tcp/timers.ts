/**
 * TCP's timers: the 250 ms fast timer and the 500 ms slow timer, computed in closed form.
 *
 * lwIP runs its TCP timer every TCP_TMR_INTERVAL while an active or TIME_WAIT pcb exists, walks all pcbs and counts in
 * each. Here nothing is counted: counters are differences of tick numbers, every pcb knows at which call it next has
 * something to do (`dueCount`), and calls at which nobody has are skipped. The phase of the timer (when it was started,
 * whether the next call runs the slow timer) is lwIP's, because it decides every timeout by up to half a second.
 */

import { DevicePanic } from '../../kernel/errors.js';
import type { Kernel } from '../../kernel/kernel.js';
import { FOREVER } from '../../kernel/task.js';
import { Err } from '../core/errno.js';
import type { TickSource } from '../core/tcpip.js';
import { closeWithFin, freeOutOfOrder, freePcb, purgePcb } from './close.js';
import type { TcpContext } from './context.js';
import { countOfTick, dueCountOf, PERSIST_BACKOFF_TICKS, ticksOf } from './due.js';
import { sendKeepAlive, sendReset, sendZeroWindowProbe } from './control-segments.js';
import { offerRefusedData } from './deliver.js';
import { commitRetransmission, prepareRetransmission, tcpOutput } from './output.js';
import { TF_ACK_DELAY, TF_ACK_NOW, TF_CLOSEPEND, TF_RXCLOSED, type TcpPcb } from './pcb.js';
import { splitFirstUnsent } from './write.js';

const MAX_RTO_TICKS = 0x7fff;
const US_PER_MS = 1000;
const NEVER = Number.POSITIVE_INFINITY;

export class TcpTimers implements TickSource {
  /** Number of timer passes so far, fast and slow counted apart (`tcp_timer_ctr`). */
  pass = 0;
  /** Calls of the TCP timer since boot; odd ones run the slow timer (`tcp_timer`). */
  private count = 0;
  private armed = false;
  /** When the timer was armed and `count` at that time. */
  private armedAtUs = 0;
  private armedCount = 0;
  /** Earliest call at which somebody has something to do. */
  private nextDue = NEVER;
  private readonly intervalUs: number;
  private readonly kernel: Kernel;

  constructor(private readonly ctx: TcpContext) {
    this.kernel = ctx.env.kernel;
    this.intervalUs = ctx.options.TCP_TMR_INTERVAL * US_PER_MS;
  }

  /** Starts the timer if it is off and a pcb needs it (`tcp_timer_needed`). */
  needed(): void {
    if (this.armed || (this.ctx.active.size === 0 && this.ctx.timeWait.size === 0)) return;
    this.armed = true;
    // sys_now() is the tick count in milliseconds.
    this.armedAtUs = this.kernel.tickCount * this.kernel.tickUs;
    this.armedCount = this.count;
    this.takeTimeout();
  }

  /** Looks again at when a pcb is due, after anything about it has changed. */
  touch(pcb: TcpPcb): void {
    if (pcb.list === undefined || pcb.list === this.ctx.bound) return;
    pcb.dueCount = dueCountOf(this.ctx, this.count, pcb);
    if (pcb.dueCount < this.nextDue) this.nextDue = pcb.dueCount;
  }

  /** A pcb has left its list: an empty stack stops the timer at its next call. */
  listsChanged(): void {
    if (this.armed && this.ctx.active.size === 0 && this.ctx.timeWait.size === 0)
      this.nextDue = this.count + 1;
  }

  nextDueUs(): number {
    if (!this.armed || this.nextDue === NEVER) return FOREVER;
    return this.armedAtUs + (this.nextDue - this.armedCount) * this.intervalUs;
  }

  advance(inclusive: boolean): void {
    while (this.armed) {
      const elapsedUs = this.kernel.nowUs - this.armedAtUs;
      const calls = inclusive
        ? Math.floor(elapsedUs / this.intervalUs)
        : Math.ceil(elapsedUs / this.intervalUs) - 1;
      const target = this.armedCount + calls;
      if (target <= this.count) return;
      if (this.nextDue > target) {
        this.setCount(target);
        return;
      }
      this.setCount(Math.max(this.nextDue, this.count + 1) - 1);
      this.call();
    }
  }

  /** Slow ticks until `tick` comes, for inspection; the time of a slow tick in microseconds. */
  timeOfTickUs(tick: number): number {
    return this.armedAtUs + (countOfTick(tick) - this.armedCount) * this.intervalUs;
  }

  private setCount(count: number): void {
    this.count = count;
    this.ctx.ticks = (count + 1) >> 1;
  }

  /** One call of the TCP timer (`tcpip_tcp_timer`, `tcp_tmr`). */
  private call(): void {
    const { ctx } = this;
    ctx.memory.releaseElement('SYS_TIMEOUT');
    const count = this.count + 1;
    this.fastTimer(count);
    this.setCount(count);
    if (count & 1) this.slowTimer(count);
    this.nextDue = NEVER;
    if (ctx.active.size === 0 && ctx.timeWait.size === 0) {
      this.armed = false;
      return;
    }
    this.takeTimeout();
    for (let pcb = ctx.active.head; pcb; pcb = pcb.next) this.touch(pcb);
    for (let pcb = ctx.timeWait.head; pcb; pcb = pcb.next) this.touch(pcb);
  }

  private takeTimeout(): void {
    if (this.ctx.memory.takeElement('SYS_TIMEOUT')) return;
    const text = 'sys_timeout: timeout != NULL, pool MEMP_SYS_TIMEOUT is empty';
    throw new DevicePanic(text, 0, text);
  }

  /** Delayed ACKs, FINs that found no memory, refused data (`tcp_fasttmr`). */
  private fastTimer(count: number): void {
    const { ctx } = this;
    this.pass++;
    let pcb = ctx.active.head;
    while (pcb) {
      if (pcb.lastTimerPass === this.pass || pcb.dueCount > count) {
        pcb = pcb.next;
        continue;
      }
      pcb.lastTimerPass = this.pass;
      if (pcb.flags & TF_ACK_DELAY) {
        pcb.flags |= TF_ACK_NOW;
        tcpOutput(ctx, pcb);
        pcb.flags &= ~(TF_ACK_DELAY | TF_ACK_NOW);
      }
      if (pcb.flags & TF_CLOSEPEND) {
        pcb.flags &= ~TF_CLOSEPEND;
        closeWithFin(ctx, pcb);
      }
      const next: TcpPcb | undefined = pcb.next;
      if (pcb.refusedData) {
        ctx.activeChanged = false;
        offerRefusedData(ctx, pcb);
        if (this.activeChanged()) {
          pcb = ctx.active.head;
          continue;
        }
      }
      pcb = next;
    }
  }

  /** Retransmission, persist, keep-alive and all the timeouts of a life (`tcp_slowtmr`). */
  private slowTimer(count: number): void {
    const { ctx } = this;
    this.pass++;
    let pcb = ctx.active.head;
    while (pcb) {
      if (pcb.lastTimerPass === this.pass || pcb.dueCount > count) {
        pcb = pcb.next;
        continue;
      }
      pcb.lastTimerPass = this.pass;
      const verdict = this.judge(pcb);
      const next: TcpPcb | undefined = pcb.next;
      ctx.activeChanged = false;
      if (verdict === 'keep') this.poll(pcb);
      else this.drop(pcb, verdict === 'reset');
      pcb = this.activeChanged() ? ctx.active.head : next;
    }
    for (let waiting = ctx.timeWait.head; waiting;) {
      const next: TcpPcb | undefined = waiting.next;
      if (ctx.ticks - waiting.lastActivityTick > ticksOf(ctx, 2 * ctx.options.TCP_MSL)) {
        ctx.timeWait.remove(waiting);
        freePcb(ctx, waiting);
      }
      waiting = next;
    }
  }

  /** Whether a callback has changed the active list, so that the walk starts anew. */
  private activeChanged(): boolean {
    return this.ctx.activeChanged;
  }

  /** Removes a connection that has timed out and tells its owner. */
  private drop(pcb: TcpPcb, reset: boolean): void {
    const { ctx } = this;
    const { onError } = pcb;
    purgePcb(ctx, pcb);
    ctx.active.remove(pcb);
    if (reset) sendReset(ctx, pcb, pcb.sndNxt, pcb.rcvNxt);
    freePcb(ctx, pcb);
    ctx.activeChanged = false;
    onError?.(Err.ABRT);
  }

  /** Calls the application's poll callback every `pollInterval` slow ticks, then sends what may be sent. */
  private poll(pcb: TcpPcb): void {
    const { ctx } = this;
    const interval = Math.max(1, pcb.pollInterval);
    const elapsed = ctx.ticks - pcb.pollStartTick;
    const rest = elapsed % interval;
    pcb.pollStartTick = ctx.ticks - rest;
    if (rest !== 0 || elapsed === 0) return;
    const error = pcb.onPoll ? pcb.onPoll(pcb) : Err.OK;
    if (this.activeChanged()) return;
    if (error === Err.OK) tcpOutput(ctx, pcb);
  }

  /** Does what is due for a connection at this slow tick and says whether it stays. */
  private judge(pcb: TcpPcb): 'keep' | 'remove' | 'reset' {
    const { ctx } = this;
    const { options } = ctx;
    let remove = false;
    let reset = false;
    if (pcb.state === 'syn-sent' && pcb.retransmissions >= options.TCP_SYNMAXRTX) remove = true;
    else if (pcb.retransmissions >= options.TCP_MAXRTX) remove = true;
    else if (pcb.persistBackoff > 0) remove = this.persist(pcb);
    else this.retransmit(pcb);

    const idleTicks = ctx.ticks - pcb.lastActivityTick;
    if (pcb.state === 'fin-wait-2' && (pcb.flags & TF_RXCLOSED) !== 0) {
      if (idleTicks > ticksOf(ctx, options.TCP_FIN_WAIT_TIMEOUT)) remove = true;
    }
    if (pcb.keepAlive && (pcb.state === 'established' || pcb.state === 'close-wait')) {
      if (idleTicks > ticksOf(ctx, pcb.keepIdleMs + pcb.keepCount * pcb.keepIntervalMs)) {
        remove = true;
        reset = true;
      } else if (idleTicks > ticksOf(ctx, pcb.keepIdleMs + pcb.keepProbesSent * pcb.keepIntervalMs)) {
        if (sendKeepAlive(ctx, pcb) === Err.OK) pcb.keepProbesSent++;
      }
    }
    if (pcb.ooseq.length > 0 && idleTicks >= pcb.rto * options.TCP_OOSEQ_TIMEOUT) freeOutOfOrder(ctx, pcb);
    if (pcb.state === 'syn-rcvd' && idleTicks > ticksOf(ctx, options.TCP_SYN_RCVD_TIMEOUT)) remove = true;
    if (pcb.state === 'last-ack' && idleTicks > ticksOf(ctx, 2 * options.TCP_MSL)) remove = true;
    if (!remove) return 'keep';
    return reset ? 'reset' : 'remove';
  }

  /** The persist timer; true when the last probe has gone unanswered. */
  private persist(pcb: TcpPcb): boolean {
    const { ctx } = this;
    if (pcb.persistProbes >= ctx.options.TCP_MAXRTX) return true;
    const wait = PERSIST_BACKOFF_TICKS[pcb.persistBackoff - 1]!;
    if (ctx.ticks - pcb.persistStartTick < wait) return false;
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
    return false;
  }

  /** The retransmission timer (RFC 6298 section 5, with lwIP's back-off table). */
  private retransmit(pcb: TcpPcb): void {
    const { ctx } = this;
    if (pcb.rtoStartTick === undefined || ctx.ticks - pcb.rtoStartTick < pcb.rto) return;
    if (prepareRetransmission(pcb) !== Err.OK && pcb.unsent.length === 0) return;
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
  }
}
