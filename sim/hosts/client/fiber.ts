/**
 * Programs of clients as coroutines in event context: a script waits for signals and times, and goes on at once when
 * one comes.
 *
 * Modelled: any number of fibers a client, waits with a deadline, ending a fiber from outside.
 * Simplified: client code takes no time. Nothing here runs on the simulated device: its tasks are sim/kernel/task.ts.
 */

import { cancel, type ScheduledEvent } from '../../kernel/event-queue.js';
import type { Kernel } from '../../kernel/kernel.js';
import { ModelError } from '../../kernel/errors.js';

/** A function of a client's program that can wait: `yield*` it from a fiber. */
export type Script<T> = Generator<void, T, void>;

/** Deadline of a wait without limit. */
export const NEVER = Number.POSITIVE_INFINITY;

/** Something that happens from time to time; fibers wait for the next time. */
export class Signal {
  private waiting: Fiber[] = [];

  /** Resumes every fiber that waits, in the order in which they began to. */
  fire(): void {
    if (this.waiting.length === 0) return;
    const woken = this.waiting;
    this.waiting = [];
    for (const fiber of woken) fiber.wake(this);
  }

  add(fiber: Fiber): void {
    this.waiting.push(fiber);
  }

  remove(fiber: Fiber): void {
    const at = this.waiting.indexOf(fiber);
    if (at >= 0) this.waiting.splice(at, 1);
  }
}

/** One running script. */
export class Fiber {
  /** The script has returned or was cancelled. */
  ended = false;
  /** Fired when it ends. */
  readonly end = new Signal();
  private waitsFor: Signal | undefined;
  private timer: ScheduledEvent | undefined;
  private timedOut = false;
  private running = false;

  constructor(
    private readonly fibers: Fibers,
    private readonly script: Script<void>,
  ) {}

  /** The signal that it waits for has been fired. */
  wake(signal: Signal): void {
    if (this.waitsFor === signal) this.go(false);
  }

  /** Ends it where it waits; its `finally` blocks run. */
  cancel(): void {
    if (this.ended) return;
    if (this.running) throw new ModelError('a fiber cannot cancel itself: let it return');
    this.stopWaiting();
    this.fibers.within(this, () => this.script.return());
    this.finish();
  }

  /** Waits for a signal or a time; the script yields once after this call. */
  begin(signal: Signal | undefined, deadlineUs: number): void {
    this.waitsFor = signal;
    signal?.add(this);
    if (deadlineUs === NEVER) return;
    this.timer = this.fibers.kernel.at(deadlineUs, () => {
      this.timer = undefined;
      this.go(true);
    });
  }

  /** Whether the last wait ended by its deadline. */
  get lastTimedOut(): boolean {
    return this.timedOut;
  }

  /** Runs the script until it waits again or ends. */
  go(timedOut: boolean): void {
    this.stopWaiting();
    this.timedOut = timedOut;
    this.running = true;
    const { done } = this.fibers.within(this, () => this.script.next());
    this.running = false;
    if (done === true) this.finish();
  }

  private finish(): void {
    this.ended = true;
    this.fibers.forget(this);
    this.end.fire();
  }

  /** Neither a signal nor its deadline resumes it any more. */
  stopWaiting(): void {
    this.waitsFor?.remove(this);
    this.waitsFor = undefined;
    if (this.timer !== undefined) cancel(this.timer);
    this.timer = undefined;
  }
}

/** The fibers of one client, and what scripts call to wait. */
export class Fibers {
  private current: Fiber | undefined;
  private readonly live = new Set<Fiber>();

  constructor(readonly kernel: Kernel) {}

  /** Starts a script now; it runs until it waits for the first time. */
  spawn(script: Script<void>): Fiber {
    const fiber = new Fiber(this, script);
    this.live.add(fiber);
    fiber.go(false);
    return fiber;
  }

  /** Ends every fiber; for event context. */
  cancelAll(): void {
    // None may wake another one on its way out.
    for (const fiber of this.live) fiber.stopWaiting();
    for (const fiber of [...this.live]) fiber.cancel();
  }

  /** A fiber has ended. */
  forget(fiber: Fiber): void {
    this.live.delete(fiber);
  }

  /** Waits until the signal is fired (true) or the deadline, in virtual µs, has come (false). */
  *wait(signal: Signal | undefined, deadlineUs = NEVER): Script<boolean> {
    if (deadlineUs <= this.kernel.nowUs) return false;
    const fiber = this.ownFiber();
    fiber.begin(signal, deadlineUs);
    yield;
    return !fiber.lastTimedOut;
  }

  /** Waits until a condition holds (true), looked at whenever the signal is fired, or until the deadline (false). */
  *until(signal: Signal, holds: () => boolean, deadlineUs = NEVER): Script<boolean> {
    while (!holds()) if (!(yield* this.wait(signal, deadlineUs))) return holds();
    return true;
  }

  /** Lets everything else of this instant that is already due happen first. */
  *breathe(): Script<void> {
    this.ownFiber().begin(undefined, this.kernel.nowUs);
    yield;
  }

  /** Waits for `forUs` microseconds. */
  *sleep(forUs: number): Script<void> {
    yield* this.wait(undefined, this.kernel.nowUs + forUs);
  }

  /** Waits until a fiber has ended. */
  *join(fiber: Fiber): Script<void> {
    yield* this.until(fiber.end, () => fiber.ended);
  }

  private ownFiber(): Fiber {
    if (this.current === undefined) throw new ModelError('a script waits outside of a fiber');
    return this.current;
  }

  /** Runs code of a fiber; fibers nest where one's deed wakes another. */
  within<T>(fiber: Fiber, run: () => T): T {
    const before = this.current;
    this.current = fiber;
    try {
      return run();
    } finally {
      this.current = before;
    }
  }
}
