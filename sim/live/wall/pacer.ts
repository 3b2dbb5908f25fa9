/**
 * Virtual time at the pace of a wall clock: events happen when they are due, and what comes from outside happens at the
 * virtual time that its arrival has on the wall.
 *
 * Node's timers are coarse: the last stretch before an event is spent in immediates, between which the event loop looks
 * for news. A machine that can't keep up loses time instead of catching up in a burst: {@link Pacer.lostMs} says how much.
 */

import { FOREVER } from '../../kernel/task.js';
import { US_PER_MS } from '../../kernel/units.js';
import type { Simulation } from '../../run/simulation.js';

/** Before an event is due by this, ms, immediates take over from timers. */
const CLOSE_MS = 1.5;
/** Time that the device may take of the event loop at once, ms. */
const SLICE_MS = 10;
/** Steps of the kernel between two looks at the wall clock. */
const STEPS_PER_LOOK = 128;
/** Behind by more than this, ms, time is given up. */
const MOST_BEHIND_MS = 250;
/** The longest time that a timer of Node's takes, ms. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** What a pacer is told and tells. */
export interface PacerOptions {
  /** Virtual seconds in a second of the wall, above 0. */
  readonly speed: number;
  /** Called when the device has done all that is due: tasks have run, time has not moved on. */
  readonly onSettled: () => void;
  /** Called once when the device has stopped by itself: it crashed, hangs, or has reached the end of time. */
  readonly onOver: () => void;
  /** Called with what the model throws: the run can't go on. */
  readonly onError: (error: unknown) => void;
  /** The wall clock, ms; `performance.now` unless given. */
  readonly nowMs?: () => number;
}

/** Drives one simulation. */
export class Pacer {
  /** Wall time that was given up because the machine did not keep up, ms. */
  lostMs = 0;
  private readonly tasks: (() => void)[] = [];
  private readonly nowMs: () => number;
  private anchorMs = 0;
  private speed: number;
  private isPaused = false;
  private anchorUs = 0;
  private state: 'new' | 'running' | 'stopped' = 'new';
  private isInside = false;
  private timer: NodeJS.Timeout | undefined;
  private immediate: NodeJS.Immediate | undefined;

  constructor(
    private readonly simulation: Simulation,
    private readonly options: PacerOptions,
  ) {
    this.nowMs = options.nowMs ?? (() => performance.now());
    this.speed = options.speed;
  }

  /** Whether virtual time stands still until somebody lets it go on. */
  get paused(): boolean {
    return this.isPaused;
  }

  /** Virtual seconds in one of the wall. */
  get pace(): number {
    return this.speed;
  }

  /** Virtual time stands still; what comes from outside happens at that moment. */
  pause(): void {
    this.reset(() => {
      this.isPaused = true;
    });
  }

  /** It goes on from where it is. */
  resume(): void {
    this.reset(() => {
      this.isPaused = false;
    });
  }

  /** Another pace from now on, above 0. */
  setPace(speed: number): void {
    this.reset(() => {
      this.speed = speed;
    });
  }

  /** Paused: goes on by so much and no further, µs. */
  advance(byUs: number): void {
    if (!this.isPaused) return;
    this.anchorUs = this.simulation.kernel.nowUs + byUs;
    this.enter(() => {
      this.catchUp();
    });
  }

  /** Boots the device: virtual time begins now. */
  start(): void {
    this.state = 'running';
    this.anchorMs = this.nowMs();
    this.enter(() => {
      this.simulation.finishInstant();
    });
  }

  /** Time stands still from now on. */
  stop(): void {
    this.state = 'stopped';
    clearTimeout(this.timer);
    clearImmediate(this.immediate);
  }

  /** Queues something for as soon as the device has done all that is due. */
  post(task: () => void): void {
    this.tasks.push(task);
    if (!this.isInside) this.again();
  }

  /** Virtual time follows the wall up to now, then the action takes place. */
  act(action: () => void): void {
    this.enter(() => {
      this.catchUp();
      action();
    });
  }

  /**
   * Moves time on to a moment at which nothing happens but what the caller does: done again by a script at that time, it
   * comes to the same.
   */
  quietMoment(): void {
    const { simulation } = this;
    const { kernel } = simulation;
    for (let limitUs = kernel.nowUs + 1; !simulation.isOver; limitUs++) {
      while (kernel.nextDueUs <= limitUs) if (simulation.step(limitUs) === 'idle') return;
      if (kernel.nowUs === limitUs) continue;
      simulation.step(limitUs);
      return;
    }
  }

  /** Changes how the wall's time is told, from this moment on. */
  private reset(change: () => void): void {
    this.act(() => {
      change();
      this.anchorMs = this.nowMs();
      this.anchorUs = this.simulation.kernel.nowUs;
    });
  }

  /** What is thrown ends the run. */
  private enter(action: () => void): void {
    if (this.state !== 'running') return;
    if (this.isInside) {
      action();
      return;
    }
    this.isInside = true;
    try {
      action();
      this.runTasks();
      this.options.onSettled();
    } catch (error) {
      this.stop();
      this.options.onError(error);
      return;
    } finally {
      this.isInside = false;
    }
    if (this.simulation.isOver) {
      this.stop();
      this.options.onOver();
    } else this.schedule();
  }

  private runTasks(): void {
    for (let task = this.tasks.shift(); task !== undefined; task = this.tasks.shift()) task();
  }

  private readonly turn = (): void => {
    this.enter(() => {
      this.catchUp();
    });
  };

  /** Does what is due by now; of too much only a slice. */
  private catchUp(): void {
    const { simulation } = this;
    const { kernel } = simulation;
    const beganMs = this.nowMs();
    const targetUs = this.virtualUs(beganMs);
    for (let steps = 1; kernel.nextDueUs <= targetUs && !simulation.isOver; steps++) {
      simulation.step(targetUs);
      if (steps % STEPS_PER_LOOK === 0 && this.nowMs() - beganMs > SLICE_MS) {
        this.giveUpTime();
        return;
      }
    }
    if (targetUs > kernel.nowUs && !simulation.isOver) simulation.step(targetUs);
  }

  private giveUpTime(): void {
    const nowMs = this.nowMs();
    const behindMs = (this.virtualUs(nowMs) - this.simulation.kernel.nowUs) / US_PER_MS / this.speed;
    if (behindMs < MOST_BEHIND_MS) return;
    this.lostMs += behindMs;
    this.anchorMs = nowMs;
    this.anchorUs = this.simulation.kernel.nowUs;
  }

  private virtualUs(wallMs: number): number {
    if (this.isPaused) return this.anchorUs;
    return this.anchorUs + Math.floor((wallMs - this.anchorMs) * US_PER_MS * this.speed);
  }

  private schedule(): void {
    clearTimeout(this.timer);
    const { nextDueUs } = this.simulation.kernel;
    if (this.tasks.length > 0) this.again();
    else if (nextDueUs !== FOREVER && !(this.isPaused && nextDueUs > this.anchorUs)) {
      const waitMs = (nextDueUs - this.virtualUs(this.nowMs())) / US_PER_MS / this.speed;
      if (waitMs <= CLOSE_MS) this.again();
      else this.timer = setTimeout(this.turn, Math.min(Math.floor(waitMs - CLOSE_MS), LONGEST_TIMER_MS));
    }
  }

  private again(): void {
    clearImmediate(this.immediate);
    this.immediate = setImmediate(this.turn);
  }
}
