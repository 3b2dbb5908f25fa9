/** Which cases a check has: files, the cases of their matrices, seeds, in an order that is always the same. */

import { badInput } from '../../report/check/run-case.js';
import type { CaseResult } from '../../report/check/case-result.js';
import type { Shard } from '../../report/check/check-report.js';
import { parseAssignment } from '../../language/compose/assignment.js';
import { ScenarioError } from '../../document/diagnostic.js';
import { isFound } from '../../document/pattern.js';
import { loadCases } from '../../language/load.js';
import type { Scenario } from '../../language/scenario.js';
import { UsageError } from '../usage-error.js';
import { DEFAULT_GLOB, type CheckOptions } from './check-options.js';
import { filesLike } from './glob.js';

/** One case that is to be run. */
export interface CaseJob {
  readonly file: string;
  /** Of the file's matrix, from 0. */
  readonly index: number;
  readonly seed: number;
  readonly set: readonly string[];
}

/** A case with its place; a file that can't be read already has its result. */
export interface PlannedCase {
  /** From 0, in the order of the whole check, whatever the shard. */
  readonly order: number;
  readonly title: string;
  readonly job: CaseJob | undefined;
  readonly scenario: Scenario | undefined;
  readonly result: CaseResult | undefined;
}

const MAX_SEED = 4_294_967_295;

/** Plans a check; throws `UsageError` where nothing is to be done. */
export function planCheck(globs: readonly string[], options: CheckOptions): PlannedCase[] {
  // A setting that can't be read is told once, not for every file.
  for (const text of options.set) parseAssignment(text);
  const files = findFiles(globs.length === 0 ? [DEFAULT_GLOB] : globs);
  const all = files.flatMap((file) => casesOf(file, options));
  const chosen = all.filter(({ title }) => options.filter === undefined || isFound(options.filter, title));
  if (chosen.length === 0) {
    throw new UsageError(`none of ${all.length} cases matches --filter ${String(options.filter)}`);
  }
  const planned = chosen.map((one, order): PlannedCase => ({ ...one, order }));
  return options.shard === undefined ? planned : shardOf(planned, options.shard);
}

/** Every n-th case, so that the long ones of a file are shared out. */
function shardOf(planned: readonly PlannedCase[], { index, count }: Shard): PlannedCase[] {
  return planned.filter(({ order }) => order % count === index - 1);
}

function findFiles(globs: readonly string[]): string[] {
  const files = new Set<string>();
  for (const glob of globs) {
    const found = filesLike(glob);
    if (found.length === 0) throw new UsageError(`no scenario matches "${glob}"`);
    for (const file of found) files.add(file);
  }
  return [...files];
}

function casesOf(file: string, { set, seed, repeat }: CheckOptions): Omit<PlannedCase, 'order'>[] {
  let scenarios: Scenario[];
  try {
    scenarios = loadCases(file, { set });
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    const result = badInput(file, file, error);
    return [{ title: file, job: undefined, scenario: undefined, result }];
  }
  return scenarios.flatMap((scenario, index) =>
    Array.from({ length: repeat }, (_, round) => {
      const own = ((seed ?? scenario.seed) + round) % (MAX_SEED + 1);
      return {
        title: `${file} ${scenario.name} seed ${own}`,
        job: { file, index, seed: own, set },
        scenario,
        result: undefined,
      };
    }),
  );
}
