/** What the evaluation of expectations is made of: judges of conditions, what they may look at, and what they answer. */

import type { ObservedRun } from './observed-run.js';
import type { ConnectionOutcome } from '../outcomes/outcome-types.js';
import type { When } from './types.js';

/** What a judge may look at. */
export interface JudgeContext {
  readonly simulation: ObservedRun;
  readonly when: When;
  readonly connections: () => readonly ConnectionOutcome[];
}

/** A condition at a moment. */
export interface Reading {
  readonly holds: boolean;
  /** What is there, in the terms of the condition. */
  readonly seen: string;
  /** When it came to this, where that was before the moment of judgement. */
  readonly sinceUs?: number | undefined;
  /** Connections whose causes explain it. */
  readonly concerned?: readonly ConnectionOutcome[];
  /** More that explains it. */
  readonly notes?: readonly string[];
}

/** Why a condition can't be judged at all: bad input, not a failure. */
export interface Unjudgeable {
  readonly message: string;
  readonly hint: string | undefined;
}

/** Judges one condition at any moment. */
export interface Judge {
  read(): Reading;
  /** Asked once the run is over. */
  unjudgeable?(): Unjudgeable | undefined;
}

/** Whether a moment is in the stretch that counts. */
export function isInStretch({ fromUs, toUs }: When, timeUs: number): boolean {
  return timeUs >= fromUs && timeUs <= toUs;
}
