/** Expectations as the evaluation gets them: checked, times in microseconds, every default filled in. */

import type { SourcePlace } from '../document/place.js';
import type { ClientProgram } from '../hosts/client-program.js';
import type { ObservedRun, ObservedScenario } from './observed-run.js';
import type { Condition } from './registry.js';
import type { When } from './types.js';

/** One entry of `expect`: conditions that must hold together. */
export interface Expectation {
  readonly place: SourcePlace;
  readonly when: When;
  readonly conditions: readonly Condition[];
}

/** Where parts of a scenario stand, for what is said about them after a run. */
export interface ScenarioPlaces {
  readonly device: SourcePlace;
  /** Of each client: its group, or its first step of the timeline. */
  readonly clients: ReadonlyMap<string, SourcePlace>;
}

/** What a scenario expects, and of whom. */
export interface ExpectingScenario extends ObservedScenario {
  /** Name of its file. */
  readonly file: string;
  readonly places?: ScenarioPlaces;
  readonly expect?: readonly Expectation[];
  /** Groups of clients, whose steps may have expectations of their own. */
  readonly groups?: readonly { readonly clients: readonly string[]; readonly program: ClientProgram }[];
  readonly untilUs: number;
}

/** A run of such a scenario. */
export interface ExpectingRun extends ObservedRun {
  readonly scenario: ExpectingScenario;
}
