/**
 * TCP's timers: the 250 ms fast timer and the 500 ms slow timer, computed in closed form.
 *
 * lwIP runs its TCP timer every TCP_TMR_INTERVAL while an active or TIME_WAIT pcb exists, walks all pcbs and counts in
 * each. Here nothing is counted: counters are differences of tick numbers, every pcb knows at which call it next has
 * something to do (`dueCount`), and calls at which nobody has are skipped. The phase of the timer (when it was started,
 * whether the next call runs the slow timer) is lwIP's, because it decides every timeout by up to half a second.
 */

import { US_PER_MS } from '../../../kernel/units.js';
import { DevicePanic } from '../../../kernel/errors.js';
import type { Kernel } from '../../../kernel/kernel.js';
import { FOREVER } from '../../../kernel/task.js';
import { Err } from '../../core/errno.js';
import type { TickSource } from '../../core/tcpip.js';
import { freePcb, purgePcb } from './close.js';
import type { DueDeadline, TcpContext } from '../context.js';
import { sendReset } from '../output/control-segments.js';
import {
  deadlineName,
  FAST_DEADLINES,
  OFF,
  POLL,
  REFUSED_DATA,
  SLOW_DEADLINES,
  type Fate,
} from './deadlines.js';
import { offerRefusedData } from '../input/deliver.js';
import { tcpOutput } from '../output/output.js';
import type { TcpPcb } from './pcb.js';

const NEVER = Number.POSITIVE_INFINITY;
/** With more connections the timer rather wakes up in vain. */
const MOST_LOOKED_THROUGH = 64;
const ALL_FAST = [...FAST_DEADLINES, REFUSED_DATA];

/** The call of the TCP timer that runs a slow tick: the 1st, 3rd, 5th … */
function countOfTick(tick: number): number {
  return 2 * tick - 1;
}

export class TcpTimers implements TickSource {
  /** Number of timer passes so far, fast and slow counted apart (`tcp_timer_ctr`). */
  pass = 0;
  /** Calls of the TCP timer since boot; odd ones run the slow timer (`tcp_timer`). */
  private count = 0;
  private armed = false;
  /** When the timer was armed and `count` at that time. */
  private armedAtUs = 0;
  private armedCount = 0;
  /** When the next call falls, whether or not anybody has something to do at it. */
  private nextCallUs = FOREVER;
  /** Earliest call at which somebody has something to do. */
  private nextDue = NEVER;
  /** Nobody may be due at {@link nextDue} any more. */
  private isEarly = false;
  /** Whose next deadline has to be looked at again. */
  private readonly touched: TcpPcb[] = [];
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
    this.nextCallUs = this.callUs(this.count + 1);
    this.takeTimeout();
  }

  /** Anything about a pcb has changed: when it is due is looked at again before that matters. */
  touch(pcb: TcpPcb): void {
    if (pcb.isTouched) return;
    pcb.isTouched = true;
    this.touched.push(pcb);
  }

  private settle(): void {
    for (let pcb = this.touched.pop(); pcb !== undefined; pcb = this.touched.pop()) {
      pcb.isTouched = false;
      if (pcb.list === undefined || pcb.list === this.ctx.bound) continue;
      const before = pcb.dueCount;
      pcb.dueCount = this.dueCountOf(pcb);
      if (pcb.dueCount < this.nextDue) this.nextDue = pcb.dueCount;
      else if (before === this.nextDue && pcb.dueCount > before) this.isEarly = true;
    }
    if (this.isEarly) this.lookThrough();
  }

  /** Whoever was due first is no longer: a call at which nobody has anything to do is not worth waking up for. */
  private lookThrough(): void {
    const { active, timeWait } = this.ctx;
    this.isEarly = false;
    if (active.size + timeWait.size > MOST_LOOKED_THROUGH) return;
    let next = active.size + timeWait.size === 0 ? this.count + 1 : NEVER;
    for (let pcb = active.head; pcb; pcb = pcb.next) if (pcb.dueCount < next) next = pcb.dueCount;
    for (let pcb = timeWait.head; pcb; pcb = pcb.next) if (pcb.dueCount < next) next = pcb.dueCount;
    this.nextDue = next;
  }

  /** A pcb has left its list: an empty stack stops the timer at its next call. */
  listsChanged(): void {
    this.isEarly = true;
    if (this.armed && this.ctx.active.size === 0 && this.ctx.timeWait.size === 0)
      this.nextDue = this.count + 1;
  }

  nextDueUs(): number {
    this.settle();
    return this.nextCallUs === FOREVER || this.nextDue === NEVER ? FOREVER : this.callUs(this.nextDue);
  }

  soonestDueUs(): number {
    return this.nextCallUs;
  }

  advance(inclusive: boolean): void {
    for (;;) {
      const { nowUs } = this.kernel;
      if (inclusive ? nowUs < this.nextCallUs : nowUs <= this.nextCallUs) return;
      const calls = (nowUs - this.armedAtUs) / this.intervalUs;
      const target = this.armedCount + (inclusive ? Math.floor(calls) : Math.ceil(calls) - 1);
      this.settle();
      if (this.nextDue > target) {
        this.setCount(target);
        return;
      }
      this.setCount(Math.max(this.nextDue, this.count + 1) - 1);
      this.call();
    }
  }

  /** What a connection waits for, for inspection: every running deadline with its time. */
  deadlinesOf(pcb: TcpPcb): readonly DueDeadline[] {
    const { ctx } = this;
    const found: DueDeadline[] = [];
    const add = (name: string, count: number): void => {
      found.push({ name, dueAtUs: this.callUs(count) });
    };
    const isActive = pcb.list === ctx.active;
    for (const deadline of isActive ? ALL_FAST : []) {
      if (deadline.tick(ctx, pcb) !== OFF) add(deadline.name, this.count + 1);
    }
    for (const deadline of isActive ? [...SLOW_DEADLINES, POLL] : SLOW_DEADLINES) {
      const tick = deadline.tick(ctx, pcb);
      if (tick !== OFF) add(deadlineName(deadline, pcb), this.slowCount(tick));
    }
    return found;
  }

  private callUs(count: number): number {
    return this.armedAtUs + (count - this.armedCount) * this.intervalUs;
  }

  private setCount(count: number): void {
    this.count = count;
    this.nextCallUs = this.callUs(count + 1);
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
      this.nextCallUs = FOREVER;
      return;
    }
    this.takeTimeout();
    for (let pcb = ctx.active.head; pcb; pcb = pcb.next) this.touch(pcb);
    for (let pcb = ctx.timeWait.head; pcb; pcb = pcb.next) this.touch(pcb);
  }

  /** `sys_timeout` asserts that it finds memory; built without assertions, TCP has no timer from then on. */
  private takeTimeout(): void {
    if (this.ctx.memory.takeElement('SYS_TIMEOUT')) return;
    // Armed in its own eyes, and never called again (`LWIP_NOASSERT`).
    this.nextCallUs = FOREVER;
    if (!this.ctx.options.LWIP_ASSERTS) return;
    const text = 'sys_timeout: timeout != NULL, pool MEMP_SYS_TIMEOUT is empty';
    throw new DevicePanic(text, 0, text);
  }

  /** Delayed ACKs, FINs that found no memory, refused data (`tcp_fasttmr`). */
  private fastTimer(count: number): void {
    const { ctx } = this;
    this.pass++;
    let pcb = ctx.active.head;
    while (pcb) {
      this.settle();
      if (pcb.lastTimerPass === this.pass || pcb.dueCount > count) {
        pcb = pcb.next;
        continue;
      }
      pcb.lastTimerPass = this.pass;
      for (const deadline of FAST_DEADLINES) if (deadline.tick(ctx, pcb) !== OFF) deadline.act(ctx, pcb);
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
      this.settle();
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
      if (this.judge(waiting) === 'remove') {
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
  private judge(pcb: TcpPcb): Fate {
    let fate: Fate = 'keep';
    for (const deadline of SLOW_DEADLINES) {
      if (deadline.tick(this.ctx, pcb) > this.ctx.ticks) continue;
      const verdict = deadline.act(this.ctx, pcb);
      if (verdict === 'reset' || fate === 'keep') fate = verdict;
    }
    return fate;
  }

  /** The call of the timer at which a connection next has something to do; never too late, perhaps too early. */
  private dueCountOf(pcb: TcpPcb): number {
    const { ctx, count } = this;
    const isActive = pcb.list === ctx.active;
    if (isActive) for (const deadline of ALL_FAST) if (deadline.tick(ctx, pcb) !== OFF) return count + 1;
    let tick = OFF;
    for (const deadline of SLOW_DEADLINES) tick = Math.min(tick, deadline.tick(ctx, pcb));
    if (isActive) tick = Math.min(tick, POLL.tick(ctx, pcb));
    return tick === OFF ? NEVER : this.slowCount(tick);
  }

  /** The call that runs slow tick `tick`, or the next slow one if that has passed. */
  private slowCount(tick: number): number {
    return countOfTick(Math.max(tick, this.ctx.ticks + 1));
  }
}
