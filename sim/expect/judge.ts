/** What the evaluation of expectations is made of: judges of conditions, what they may look at, and what they answer. */

import type { ObservedRun } from './observed-run.js';
import type { OutcomeWord } from './outcome-words.js';
import type { When } from './types.js';

/** The limit that stopped somebody. */
export interface SeenCause {
  readonly resource: string;
  readonly size?: number;
  readonly holders: readonly string[];
  readonly effect: string;
  readonly because?: SeenCause;
}

/** What has become of a connection so far. */
export interface SeenConnection {
  readonly client: string;
  /** 1 for the client's first. */
  readonly number: number;
  /** `c1`, or `c1#2` where the client has several. */
  readonly label: string;
  readonly outcome: OutcomeWord;
  readonly openedUs: number;
  /** Of what decided it; undefined while it goes on. */
  readonly endedUs: number | undefined;
  readonly status: number | undefined;
  readonly cause: SeenCause | undefined;
}

/** What the reports lend to the evaluation: the judgement of connections, and words. */
export interface ExpectationPorts {
  /** Told before the run; the function that it returns tells of every connection so far, in their order. */
  readonly watchConnections: (simulation: ObservedRun) => () => readonly SeenConnection[];
  /** `c1..c7, listener`. */
  readonly namesText: (names: readonly string[]) => string;
  /** `sessions :80 7/7 held by c1..c7: not accepted`. */
  readonly causeText: (cause: SeenCause) => string;
}

/** What a judge may look at. */
export interface JudgeContext {
  readonly simulation: ObservedRun;
  readonly ports: ExpectationPorts;
  readonly when: When;
  readonly connections: () => readonly SeenConnection[];
}

/** A condition at a moment. */
export interface Reading {
  readonly holds: boolean;
  /** What is there, in the terms of the condition. */
  readonly seen: string;
  /** When it came to this, where that was before the moment of judgement. */
  readonly sinceUs?: number | undefined;
  /** Connections whose causes explain it. */
  readonly concerned?: readonly SeenConnection[];
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
