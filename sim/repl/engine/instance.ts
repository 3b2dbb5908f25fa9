/** A live simulation that knows how far it has come, counted in steps of the kernel. */

import type { TraceKind, TraceRecord } from '../../kernel/trace.js';
import type { StepKind } from '../../kernel/kernel.js';
import { Simulation } from '../../run/simulation.js';
import type { Scenario, Step } from '../../language/scenario.js';

/** Receives the records of an instance. */
export type RecordSink = (record: TraceRecord) => void;

/**
 * One live instance. All instances of a session listen to the same kinds of records, even those that nobody reads:
 * so they are the same in everything.
 */
export class Instance extends Simulation {
  /** Steps done. */
  position = 0;
  /** The scripted step that the last kernel step has performed, if it was one. */
  performed: Step | undefined;
  private sink: RecordSink | undefined;
  private readonly logRank: number;

  constructor(scenario: Scenario) {
    super(scenario);
    const everyKind = Object.keys(this.trace.wants) as TraceKind[];
    this.trace.subscribe(everyKind, (record) => this.sink?.(record), 'D');
    this.logRank = this.trace.logRank;
    this.trace.logRank = 0;
  }

  /** Says where records go from now on; undefined: nowhere, and then the console's lines are not even written. */
  recordTo(sink: RecordSink | undefined): void {
    this.sink = sink;
    this.trace.logRank = sink === undefined ? 0 : this.logRank;
  }

  override perform(step: Step): void {
    this.performed = step;
    super.perform(step);
  }

  /** Does the next step not after `limitUs`; undefined when there is none (position is unchanged then). */
  advance(limitUs?: number): StepKind | undefined {
    if (this.isOver) return undefined;
    this.performed = undefined;
    const kind = this.stepWithin(limitUs);
    if (kind === 'idle' && !this.hasEnded()) return undefined;
    this.position++;
    return kind;
  }

  private hasEnded(): boolean {
    return this.isOver;
  }

  /**
   * A limit of now can't move the clock, so the instant is not over: a step typed later still belongs to it, and
   * nothing must be told of its end yet.
   */
  private stepWithin(limitUs: number | undefined): StepKind {
    const { kernel, scenario } = this;
    if (limitUs === undefined || limitUs > kernel.nowUs || limitUs >= scenario.untilUs)
      return this.step(limitUs);
    const { beforeAdvance } = kernel;
    // Booting, which the first step does, sets it: then there is nothing to restore.
    if (beforeAdvance === undefined) return this.step(limitUs);
    kernel.beforeAdvance = undefined;
    try {
      return this.step(limitUs);
    } finally {
      kernel.beforeAdvance = beforeAdvance;
    }
  }

  /** Goes on to a position. Stops early only at the end of the run. */
  advanceTo(position: number): void {
    while (this.position < position && this.advance() !== undefined);
  }
}
