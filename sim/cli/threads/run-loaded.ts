/** Runs a case of a scenario that is loaded, with whatever it takes; what few cases need is loaded when one does. */

import { ScenarioError } from '../../document/diagnostic.js';
import { scalarText } from '../../document/value-text.js';
import type { Scenario } from '../../language/scenario.js';
import { withRealClients } from '../../live/real-clients.js';
import type { CaseResult } from '../../report/check/case-result.js';
import { badInput, runCaseWithin, unfinished } from '../../report/check/run-case.js';
import { loadCases } from '../../run/load.js';
import type { Simulation } from '../../run/simulation.js';
import { runPatiently, TimeLimitError } from '../patient-run.js';
import { UsageError } from '../usage-error.js';
import type { PlanJob } from './jobs.js';

/** How a case is run. */
export interface CaseTerms {
  readonly seed: number;
  /** Wall time that a run may take. */
  readonly limitMs: number;
  /** Other orders of tasks that are tried. */
  readonly interleavings: number;
  /** File that its page is written to, if any. */
  readonly page?: string | undefined;
}

/** Runs a loaded case; whatever goes wrong is the case's result. */
export async function runLoaded(scenario: Scenario, terms: CaseTerms): Promise<CaseResult> {
  const { seed, interleavings } = terms;
  if (interleavings === 0) return runOnce(scenario, terms);
  const { runInterleaved } = await import('./interleavings.js');
  const complete = await withRealClients(scenario, seed);
  let isFirst = true;
  return runInterleaved(complete, interleavings, (one, look) => {
    // The page shows the strict order, or one that goes wrong.
    const onlyBad = !isFirst;
    isFirst = false;
    return runOnce(one, terms, look, onlyBad);
  });
}

async function runOnce(
  scenario: Scenario,
  { seed, limitMs, page: file }: CaseTerms,
  look?: (simulation: Simulation) => void,
  onlyBad = false,
): Promise<CaseResult> {
  try {
    const complete = await withRealClients(scenario, seed);
    const page = file === undefined ? undefined : await newPage(file);
    const result = await runCaseWithin(complete, seed, async (simulation) => {
      page?.attach(simulation);
      await runPatiently(simulation, { limitMs });
      look?.(simulation);
    });
    const isShown = !onlyBad || result.status !== 'passed';
    if (isShown) await page?.write(result);
    return result;
  } catch (error) {
    const { file: scenarioFile, name } = scenario;
    if (error instanceof ScenarioError) return badInput(scenarioFile, name, error);
    if (error instanceof TimeLimitError) return unfinished(scenarioFile, name, 'timed-out', error.message);
    if (error instanceof UsageError) return unfinished(scenarioFile, name, 'bad-input', error.message);
    return unfinished(scenarioFile, name, 'internal', textOf(error));
  }
}

/** The page of a run, to be written into a file. */
async function newPage(file: string): Promise<{
  readonly attach: (simulation: Simulation) => void;
  readonly write: (result: CaseResult) => Promise<void>;
}> {
  const [{ RunReporter }, { runPage }, { viewAssets }, { writeTextFile }] = await Promise.all([
    import('../../report/timeline/run-reporter.js'),
    import('../../report/html/run-page.js'),
    import('../output/view-assets.js'),
    import('../output/write-text-file.js'),
  ]);
  let reporter: InstanceType<typeof RunReporter> | undefined;
  return {
    attach: (simulation) => {
      reporter = new RunReporter(simulation);
    },
    write: async (result) => {
      if (reporter !== undefined) writeTextFile(file, runPage(reporter.data(result), await viewAssets()));
    },
  };
}

/** The error's stack, if it is one. */
function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : scalarText(error);
}

/** The cases of a file, or the result of one that can't be read. */
export function readCases(
  { file, set, wanted }: PlanJob,
  beforeModule?: (module: string) => void,
): readonly Scenario[] | CaseResult {
  try {
    return loadCases(file, { set, beforeModule, modulesOf: wanted });
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return badInput(file, file, error);
  }
}
