/**
 * A timer that knows two clocks: it runs on the virtual one while a run owns the process, on Node's otherwise.
 *
 * `refresh` starts it anew on whichever clock counts now. undici keeps one timer for the whole process and refreshes it
 * for ever; with a timer of one clock only it would be dead as soon as that clock stops.
 */

import { US_PER_MS } from '../../../kernel/units.js';
import { AsyncResource } from 'node:async_hooks';

import { originals } from './originals.js';
import { currentWorld, type Scheduled, type World } from './world.js';

/** node:internal/timers TIMEOUT_MAX: longer delays are 1 ms. */
const LONGEST_MS = 2 ** 31 - 1;

/** Delays as Node takes them, ms. */
export function nodeDelayMs(delay: unknown): number {
  const ms = Number(delay);
  return ms >= 1 && ms <= LONGEST_MS ? Math.trunc(ms) : 1;
}

/** Timers that run on the virtual clock, for what a run has to know of them. */
const running = new Set<TwinTimer>();
/** By the number that a timer converts to (`+setTimeout(…)`). */
const byId = new Map<number, TwinTimer>();
let lastId = 0;

/**
 * lib/util/timers.js of undici: the tick of all its coarse timeouts, half of their resolution of 1 s, less one. Each
 * copy of undici has one such timer, for ever.
 */
const UNDICI_TICK = { name: 'onTick', ms: 499 };

/** undici's ticking timers, running or not. */
export const undiciTicks = new Set<TwinTimer>();

/** What `setTimeout` and `setInterval` return. */
export class TwinTimer {
  private virtual: Scheduled | undefined;
  private real: NodeJS.Timeout | undefined;
  private isRef = true;
  private id: number | undefined;
  private readonly resource = new AsyncResource('Timeout');

  constructor(
    readonly callback: (...args: unknown[]) => void,
    readonly ms: number,
    readonly isInterval: boolean,
    private readonly args: readonly unknown[],
  ) {
    if (ms === UNDICI_TICK.ms && callback.name === UNDICI_TICK.name) undiciTicks.add(this);
    this.arm();
  }

  get isRunning(): boolean {
    return this.virtual !== undefined || this.real !== undefined;
  }

  /** Starts it anew, also after it has fired. */
  refresh(): this {
    this.disarm();
    this.arm();
    return this;
  }

  ref(): this {
    this.isRef = true;
    this.real?.ref();
    return this;
  }

  unref(): this {
    this.isRef = false;
    this.real?.unref();
    return this;
  }

  hasRef(): boolean {
    return this.isRef;
  }

  close(): this {
    this.disarm();
    return this;
  }

  [Symbol.toPrimitive](): number {
    if (this.id === undefined) {
      this.id = ++lastId;
      byId.set(this.id, this);
    }
    return this.id;
  }

  [Symbol.dispose](): void {
    this.disarm();
  }

  /** Goes over to the clock that counts now, with its whole delay before it. */
  changeClock(): void {
    if (this.isRunning) this.refresh();
  }

  private arm(): void {
    const world = currentWorld();
    if (world === undefined) {
      const start = this.isInterval ? originals.setInterval : originals.setTimeout;
      this.real = start(() => {
        if (!this.isInterval) this.real = undefined;
        this.call();
      }, this.ms);
      if (!this.isRef) this.real.unref();
      return;
    }
    running.add(this);
    this.armVirtual(world);
  }

  private armVirtual(world: World): void {
    const armed = world.at(world.nowUs + this.ms * US_PER_MS, () => {
      // It may have been cleared, or started anew, by what ran before it in the same instant.
      if (this.virtual !== armed) return;
      if (!this.isInterval) {
        this.virtual = undefined;
        running.delete(this);
      }
      try {
        this.call();
      } finally {
        if (this.virtual === armed) this.armVirtual(world);
      }
    });
    this.virtual = armed;
  }

  private disarm(): void {
    if (this.virtual !== undefined) this.virtual.cancelled = true;
    this.virtual = undefined;
    running.delete(this);
    if (this.real !== undefined) originals.clearTimeout(this.real);
    this.real = undefined;
    if (this.id !== undefined) byId.delete(this.id);
    this.id = undefined;
  }

  private call(): void {
    this.resource.runInAsyncScope(this.callback, this, ...this.args);
  }
}

/** Timers that run on the virtual clock now, oldest first. */
export function runningTimers(): readonly TwinTimer[] {
  return [...running];
}

/** The timer that a program means: the object, or the number that it was converted to. */
export function timerOf(handle: unknown): TwinTimer | undefined {
  if (handle instanceof TwinTimer) return handle;
  return typeof handle === 'number' || typeof handle === 'string' ? byId.get(Number(handle)) : undefined;
}
