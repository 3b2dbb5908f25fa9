/** Does one job of a check in this thread: what a worker does, and what is done without workers. */

import type { CaseResult } from '../../report/check/case-result.js';
import { badInput, runCase } from '../../report/check/run-case.js';
import { ScenarioError } from '../../document/diagnostic.js';
import { loadCases } from '../../language/load.js';
import type { Scenario } from '../../language/scenario.js';
import type { CaseJob } from './plan.js';

/** Runs a loaded case; what is wrong with a user's module is the case's result. */
export function runLoaded(scenario: Scenario, seed: number): CaseResult {
  try {
    return runCase(scenario, seed);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return badInput(scenario.file, scenario.name, error);
  }
}

/** Does jobs; the cases of the last file are kept, because the next job is often of the same. */
export class JobRunner {
  private key = '';
  private cases: readonly Scenario[] = [];

  run({ file, index, seed, set }: CaseJob): CaseResult {
    const key = JSON.stringify([file, set]);
    try {
      if (key !== this.key) this.cases = loadCases(file, { set });
      this.key = key;
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      return badInput(file, file, error);
    }
    const scenario = this.cases[index];
    if (scenario === undefined) throw new Error(`${file} has changed while it was checked`);
    return runLoaded(scenario, seed);
  }
}
