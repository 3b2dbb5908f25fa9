/** Does jobs in this thread: what a thread of `check` and `limits` does. */

import type { CaseResult } from '../../report/check/case-result.js';
import { unfinished } from '../../report/check/run-case.js';
import { readFates } from '../../report/limits/limits-outcomes.js';
import { ModelError } from '../../kernel/errors.js';
import {
  attempt,
  isImpossible,
  trialScenario,
  watchTrial,
  type Impossible,
  type Trial,
} from '../../advise/trial.js';
import { loadScenario } from '../../run/load.js';
import { runSample, type Sample } from '../../explore/sample.js';
import { CellMeasurer } from '../../limits/find-limits.js';
import { withRealClients } from '../../live/real-clients.js';
import { runPatiently, TimeLimitError } from '../patient-run.js';
import type { Scenario } from '../../language/scenario.js';
import { requestOf } from '../commands/limits-options.js';
import { Simulation } from '../../run/simulation.js';
import { readCases, runLoaded } from './run-loaded.js';
import type {
  CaseJob,
  CellJob,
  FilePlan,
  JobAnswers,
  JobKind,
  PlanJob,
  SampleJob,
  ThreadRequest,
  TrialJob,
} from './jobs.js';

/** Files of which the cases are kept. */
const MOST_FILES = 32;

/** Runs a scenario with changes; what can't be run so, or takes too long, is told as such. */
export async function runTrial(
  { limitMs, ...plan }: TrialJob,
  beforeModule?: (module: string) => void,
): Promise<Trial | Impossible> {
  return attempt(async () => {
    const scenario = trialScenario(plan, beforeModule);
    const seed = plan.seed ?? scenario.seed;
    const simulation = new Simulation(await withRealClients(scenario, seed), { seed });
    const judge = watchTrial(simulation, plan);
    try {
      await runPatiently(simulation, { limitMs });
    } catch (error) {
      if (!(error instanceof TimeLimitError)) throw error;
      return { impossible: error.message };
    }
    return judge();
  });
}

/** Does jobs, and keeps what it has read for the next ones. */
export class JobDoer {
  private readonly files = new Map<string, readonly Scenario[] | CaseResult>();
  private measurer: { readonly key: string; readonly cells: CellMeasurer } | undefined;

  async do<K extends JobKind>({ kind, job }: ThreadRequest<K>): Promise<JobAnswers[K]['answer']> {
    if (kind === 'plan') return this.plan(job as PlanJob);
    if (kind === 'run') return this.run(job as CaseJob);
    if (kind === 'trial') return runTrial(job as TrialJob);
    if (kind === 'sample') return doSample(job as SampleJob);
    return this.measure(job as CellJob);
  }

  private plan(job: PlanJob): FilePlan {
    const found = this.casesOf(job);
    if ('status' in found) return { bad: found };
    return { cases: found.map(({ name, seed }) => ({ name, seed })) };
  }

  private run(job: CaseJob): CaseResult | Promise<CaseResult> {
    const found = this.casesOf(job);
    if ('status' in found) return found;
    const scenario = found[job.index];
    if (scenario === undefined)
      return unfinished(job.file, job.file, 'bad-input', `${job.file} has changed while it was checked`);
    return runLoaded(scenario, job);
  }

  private casesOf({ file, set, wanted }: PlanJob): readonly Scenario[] | CaseResult {
    const key = JSON.stringify([file, set, wanted]);
    const known = this.files.get(key);
    if (known !== undefined) return known;
    const cases = readCases({ file, set, wanted });
    for (const oldest of this.files.keys()) {
      if (this.files.size < MOST_FILES) break;
      this.files.delete(oldest);
    }
    this.files.set(key, cases);
    return cases;
  }

  private measure({ cell, ...asked }: CellJob): ReturnType<CellMeasurer['measure']> {
    const key = JSON.stringify(asked);
    if (this.measurer?.key !== key)
      this.measurer = { key, cells: new CellMeasurer(requestOf(asked), readFates) };
    return this.measurer.cells.measure(cell);
  }
}

/** One run of a search for trouble; choices that contradict each other are no error. */
export async function doSample({ file, set }: SampleJob): Promise<Sample> {
  try {
    const scenario = await withRealClients(loadScenario(file, { set }));
    if (scenario.forbid === undefined) throw new ModelError('no search in this scenario', { file });
    return runSample(scenario, scenario.forbid);
  } catch (error) {
    if (!isImpossible(error)) throw error;
    return { nearness: 0, impossible: error.message };
  }
}
