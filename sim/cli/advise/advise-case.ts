/** The advice for one case of a scenario file. */

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { findAdvice, type Advices, type Try } from '../../advise/search.js';
import { Situation } from '../../advise/situation.js';
import type { AdviceReport } from '../../advise/text.js';
import type { Trial } from '../../advise/trial.js';
import type { Scenario } from '../../language/scenario.js';
import type { CliIo } from '../io.js';
import { TrialRunner } from './trial-runner.js';

/** A case of a file, and how it is to be looked at. */
export interface CasePlan {
  readonly file: string;
  readonly index: number;
  readonly scenario: Scenario;
  readonly written: AdviceReport['written'];
  readonly set: readonly string[];
  readonly seed?: number | undefined;
  /** Runs after which no more combinations are begun. */
  readonly tries: number;
  readonly jobs?: number | undefined;
}

const NOTHING: Advices = { tried: 1, candidates: [], untried: [], found: [] };

/** Looks for cures of a case. Throws `UsageError` for one that can't be run. */
export async function adviseCase(
  { file, index, scenario, written, set, seed, tries, jobs }: CasePlan,
  io: CliIo,
): Promise<AdviceReport> {
  const runner = new TrialRunner({ file, index, set, seed }, io, jobs);
  try {
    const today = await runner.today();
    const { name, settings = [] } = scenario;
    const report = { name, file, settings, today, written };
    if (isWell(today)) return { ...report, advices: NOTHING };
    const { limits } = today.snapshot;
    const seen = { troubles: today.troubles, limits, wanted: today.wanted };
    const situation = new Situation(scenario, written, seen, programFolder());
    const run: Try = (changes) => runner.run(changes);
    return { ...report, advices: await findAdvice(situation, today, run, tries) };
  } finally {
    await runner.close();
  }
}

/** Nothing is wrong. */
export function isWell({ troubles, failures }: Trial): boolean {
  return troubles.length === 0 && failures === 0;
}

/** The cured programs stand beside the library, in the package as among the sources. */
function programFolder(): string | undefined {
  return ['../../../scenarios/cures', '../../scenarios/cures', '../scenarios/cures']
    .map((folder) => fileURLToPath(new URL(folder, import.meta.url)))
    .find((folder) => existsSync(folder));
}
