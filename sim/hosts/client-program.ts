/** What a client of a group does: its own list of steps, a ready-made behaviour, or a program of the user's. */

import type { SourcePlace } from '../document/place.js';
import type { Behaviour } from './behaviours/registry.js';
import type { GroupStep } from './steps/registry.js';
import type { OnFailure } from './steps/run-steps.js';

/** What the clients of a group do. */
export type ClientProgram =
  | { readonly kind: 'steps'; readonly steps: readonly GroupStep[]; readonly onFailure: OnFailure }
  | { readonly kind: 'behaviour'; readonly behaviour: Behaviour }
  | RealProgram;

/** A module of the user's that drives a real client (sim/live). */
export interface RealProgram {
  readonly kind: 'real';
  /** The module's file. */
  readonly file: string;
  /** What the scenario gives it. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Where the scenario names it. */
  readonly place: SourcePlace;
}
