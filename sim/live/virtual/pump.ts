/**
 * Drives a run: virtual time moves only when JavaScript has nothing left to do.
 *
 * The kernel runs until something concerns JavaScript and finishes that instant; then every task is a macrotask of its
 * own (Node drains ticks and microtasks between), until no task, no immediate and no held work is left; then the kernel
 * goes on.
 */

import { MS_PER_S } from '../../kernel/units.js';
import { originals } from './clock/originals.js';
import { workInThreads } from './clock/held-work.js';
import { replacedGlobals } from './clock/install.js';
import { immediatesPending } from './clock/timers.js';
import type { Task } from './clock/world.js';
import {
  DeviceStoppedError,
  EndOfVirtualTimeError,
  HeldTooLongError,
  NotPossibleError,
  NothingLeftError,
  SpinningError,
  type Leftovers,
} from './errors.js';
import type { Simulation } from '../../run/simulation.js';

/** Further turns of the event loop after the last task, for what Node itself puts off by one. */
const EXTRA_TURNS = 1;
/** Turns at one virtual instant after which JavaScript is taken to spin. */
const MOST_TURNS = 1_000_000;
/** Readings of the clock in one turn after which a loop is taken to wait for it. */
const MOST_CLOCK_READS = 10_000_000;
/** Turns that look for the end of held work at once; then once a millisecond. */
const QUICK_TURNS = 100;

/** What a pump is told by its run. */
export interface PumpOptions {
  /** Real seconds for which virtual time may be held. */
  readonly holdLimitS: number;
  /** What is left, for errors. */
  left(): Leftovers;
}

/** The event loop of one run. */
export class Pump {
  /** What holds virtual time, and how often. */
  readonly holds = new Map<symbol, string>();
  /** Counts how often the device has moved. */
  moves = 0;
  private tasks: Task[] = [];
  private first = 0;
  private extraTurns = 0;
  private turns = 0;
  /** Turns that Node has been asked for. */
  private scheduled = 0;
  private isBooted = false;
  private clockReads = 0;
  private heldTurns = 0;
  private heldSinceMs: number | undefined;
  private isDone: () => boolean = () => true;
  private settle: ((error: Error | undefined) => void) | undefined;

  constructor(
    private readonly simulation: Simulation,
    private readonly options: PumpOptions,
  ) {}

  /** Queues a task for this instant. */
  post(task: Task): void {
    this.tasks.push(task);
  }

  /** Virtual time stands still until the returned function is called. */
  hold(what: string): () => void {
    const key = Symbol(what);
    this.holds.set(key, what);
    return () => {
      this.holds.delete(key);
    };
  }

  /** The clock was read. */
  clockRead(): void {
    if (++this.clockReads < MOST_CLOCK_READS) return;
    this.clockReads = 0;
    throw new SpinningError(
      'a loop waits for the clock to move: virtual time stands still while JavaScript runs; await a timer instead',
      this.simulation.kernel.nowUs,
      this.options.left(),
    );
  }

  /** Runs until `isDone` holds and nothing is left to do at that instant; rejects when it can't. */
  run(isDone: () => boolean): Promise<void> {
    this.isDone = isDone;
    this.extraTurns = 0;
    return new Promise((resolve, reject) => {
      this.settle = (error) => {
        this.settle = undefined;
        if (error === undefined) resolve();
        else reject(error);
      };
      this.schedule();
    });
  }

  private abandon(error: Error): void {
    this.settle?.(error);
  }

  /** Runs what is left to run without moving time: after the end. */
  drain(): Promise<void> {
    return this.run(() => true);
  }

  private readonly hasTasks = (): boolean => this.tasks.length > 0;

  private readonly turn = (): void => {
    this.scheduled--;
    if (this.settle === undefined) return;
    this.clockReads = 0;
    if (++this.turns > MOST_TURNS) {
      this.abandon(
        new SpinningError(
          `JavaScript has run for ${MOST_TURNS} turns of the event loop at one virtual instant`,
          this.simulation.kernel.nowUs,
          this.options.left(),
        ),
      );
      return;
    }
    const task = this.takeTask();
    if (task !== undefined) {
      this.runTask(task);
    } else if (immediatesPending() > 0) {
      this.again();
    } else if (this.scheduled > 0) {
      // Another turn is to come already.
    } else if (this.extraTurns < EXTRA_TURNS) {
      this.extraTurns++;
      this.schedule();
    } else if (this.isDone()) {
      this.settle(undefined);
    } else if (this.isHeld()) {
      this.waitForHeldWork();
    } else {
      this.advance();
    }
  };

  private again(): void {
    this.extraTurns = 0;
    this.schedule();
  }

  private schedule(): void {
    this.scheduled++;
    originals.setImmediate(this.turn);
  }

  private takeTask(): Task | undefined {
    const task = this.tasks[this.first];
    if (task === undefined) return undefined;
    if (++this.first === this.tasks.length) {
      this.tasks = [];
      this.first = 0;
    }
    return task;
  }

  /**
   * What it throws is uncaught, as it would be from Node's own event loop; the pump goes on. Tasks of one instant are
   * callbacks of one round of the loop, as those of sockets are that become readable together: Node drains ticks and
   * microtasks after each.
   */
  private runTask(task: Task): void {
    const left = this.tasks.length - this.first;
    this.again();
    while (this.scheduled < left) this.schedule();
    task();
  }

  private isHeld(): boolean {
    return this.holds.size > 0 || workInThreads().length > 0;
  }

  private waitForHeldWork(): void {
    const nowMs = originals.performanceNow();
    this.heldSinceMs ??= nowMs;
    const { holdLimitS } = this.options;
    if (nowMs - this.heldSinceMs > holdLimitS * MS_PER_S) {
      this.abandon(new HeldTooLongError(holdLimitS, this.simulation.kernel.nowUs, this.options.left()));
      return;
    }
    this.extraTurns = 0;
    this.turns = 0;
    if (++this.heldTurns < QUICK_TURNS) {
      this.schedule();
      return;
    }
    this.scheduled++;
    originals.setTimeout(this.turn, 1);
  }

  /** Moves virtual time to the next thing that concerns JavaScript. */
  private advance(): void {
    this.moves++;
    this.turns = 0;
    this.heldTurns = 0;
    this.heldSinceMs = undefined;
    const { simulation } = this;
    const { kernel } = simulation;
    const fakes = replacedGlobals();
    if (fakes.length > 0) {
      this.abandon(new NotPossibleError(fakesText(fakes)));
      return;
    }
    try {
      if (!this.isBooted) {
        // The device boots after what JavaScript does at first: servers listen by then.
        this.isBooted = true;
        simulation.finishInstant();
      }
      // Tasks come from the kernel's events only: nothing is queued now.
      simulation.runUntil(this.hasTasks);
      if (this.tasks.length === 0) {
        this.abandon(
          simulation.isOver ? this.overError() : new NothingLeftError(kernel.nowUs, this.options.left()),
        );
        return;
      }
      simulation.finishInstant();
    } catch (error) {
      this.abandon(error as Error);
      return;
    }
    this.extraTurns = 0;
    this.scheduled++;
    this.turn();
  }

  private overError(): Error {
    const { kernel } = this.simulation;
    const left = this.options.left();
    const task = kernel.panic?.task?.name ?? 'an event';
    if (kernel.panic !== undefined) return new DeviceStoppedError(`crashed in ${task}`, kernel.nowUs, left);
    if (kernel.livelock !== undefined) return new DeviceStoppedError('hangs', kernel.nowUs, left);
    return new EndOfVirtualTimeError(kernel.nowUs, left);
  }
}

/** Why a run does not go with fake timers. */
export function fakesText(names: readonly string[]): string {
  return (
    `somebody has replaced ${names.join(', ')}: the clock of a run with real clients is the simulation's; ` +
    'take fake timers away (vi.useRealTimers()), run.sleep and setTimeout are virtual anyway'
  );
}
