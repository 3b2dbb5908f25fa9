/** Loading scenarios for the firmware that there is: what programs, commands and tests use. */

import * as language from '../language/load.js';
import type { InlineScenario, LoadOptions } from '../language/load.js';
import type { Scenario } from '../language/scenario.js';
import { FIRMWARE } from './firmware.js';

export type { InlineScenario, LoadOptions } from '../language/load.js';

/** Reads, checks and completes a scenario of one case: from a file, or from text. Throws `ScenarioError`. */
export function loadScenario(from: string | InlineScenario, options?: LoadOptions): Scenario {
  return language.loadScenario(FIRMWARE, from, options);
}

/** All cases of a scenario's matrix, in its order; one without a matrix. Throws `ScenarioError`. */
export function loadCases(from: string | InlineScenario, options?: LoadOptions): Scenario[] {
  return language.loadCases(FIRMWARE, from, options);
}
