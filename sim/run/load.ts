/** Loading scenarios for the firmware that there is: what programs, commands and tests use. */

import * as language from '../language/load.js';
import type { LoadOptions } from '../language/load.js';
import type { Scenario } from '../language/scenario.js';
import type { SourceText } from '../document/place.js';
import { NODE_FILES, readFile } from '../node/node-files.js';
import { FIRMWARE } from './firmware.js';

export type { LoadOptions } from '../language/load.js';

/** Name that messages give to a scenario without a file. */
const INLINE = '<scenario>';

/** A scenario's text with the name that messages give it. */
export interface InlineScenario {
  readonly text: string;
  readonly file?: string;
}

/** Reads, checks and completes a scenario of one case: from a file, or from text. Throws `ScenarioError`. */
export function loadScenario(from: string | InlineScenario, options?: LoadOptions): Scenario {
  return language.loadScenario(FIRMWARE, sourceOf(from), options);
}

/** All cases of a scenario's matrix, in its order; one without a matrix. Throws `ScenarioError`. */
export function loadCases(from: string | InlineScenario, options?: LoadOptions): Scenario[] {
  return language.loadCases(FIRMWARE, sourceOf(from), options);
}

function sourceOf(from: string | InlineScenario): SourceText {
  if (typeof from === 'string') return readFile(from);
  return { text: from.text, file: from.file ?? INLINE, files: NODE_FILES };
}
