/** A live simulation that knows how far it has come, counted in steps of the kernel. */

import { REFERENCE_KINDS, type TraceKind, type TraceRecord } from '../../kernel/trace.js';
import type { StepKind } from '../../kernel/kernel.js';
import { Simulation } from '../../scenario/simulation.js';
import type { Scenario, Step } from '../../scenario/types.js';

/** Everything that a session records: the reference kinds and all of our own. */
const RECORDED_KINDS: readonly TraceKind[] = [
  ...REFERENCE_KINDS,
  'meta',
  'refuse',
  'session',
  'usage',
  'state',
  'livelock',
];

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
  /** Where records go at present. */
  sink: RecordSink | undefined;

  constructor(scenario: Scenario) {
    super(scenario);
    this.trace.subscribe(RECORDED_KINDS, (record) => this.sink?.(record), 'D');
  }

  override perform(step: Step): void {
    this.performed = step;
    super.perform(step);
  }

  /** Does the next step not after `limitUs`; undefined when there is none (position is unchanged then). */
  advance(limitUs?: number): StepKind | undefined {
    if (this.isOver) return undefined;
    this.performed = undefined;
    const kind = this.step(limitUs);
    if (kind === 'idle' && !this.isOver) return undefined;
    this.position++;
    return kind;
  }

  /** Goes on to a position. Stops early only at the end of the run. */
  advanceTo(position: number): void {
    while (this.position < position && this.advance() !== undefined);
  }
}
