/** Reading the scenarios of a command: all of them before any is run. */

import { ScenarioError } from '../document/diagnostic.js';
import { loadScenario, type LoadOptions } from '../run/load.js';
import type { Scenario } from '../language/scenario.js';
import type { Output } from './output/fd-output.js';

/** Loads every file; undefined when one is bad, with every complaint about every file printed. */
export function loadAll(
  files: readonly string[],
  options: LoadOptions,
  err: Output,
  color: boolean,
): Scenario[] | undefined {
  const scenarios: Scenario[] = [];
  for (const file of files) {
    try {
      scenarios.push(loadScenario(file, options));
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      err.write(`${error.format({ color })}\n`);
    }
  }
  return scenarios.length === files.length ? scenarios : undefined;
}
