/** Which cases a check has: files, the cases of their matrices, seeds, in an order that is always the same. */

import type { CaseResult } from '../../report/check/case-result.js';
import { parseAssignment } from '../../language/compose/assignment.js';
import { isFound } from '../../document/pattern.js';
import type { Scenario } from '../../language/scenario.js';
import { UsageError } from '../usage-error.js';
import { DEFAULT_GLOB, type CheckOptions } from './check-options.js';
import { filesLike } from './glob.js';
import { shardOf, type Durations } from './shards.js';

/** A case with its place; a file that can't be read already has its result. */
export interface PlannedCase {
  /** From 0, in the order of the whole check, whatever the shard. */
  readonly order: number;
  readonly file: string;
  /** Of the file's matrix, from 0. */
  readonly index: number;
  readonly name: string;
  readonly seed: number;
  /** As in {@link CaseResult}, if it has been read in this thread. */
  readonly scenario: Scenario | undefined;
  readonly result: CaseResult | undefined;
  /** As in {@link ReadFile}. */
  readonly wanted?: readonly number[] | undefined;
}

/** What a file has. */
export type ReadFile =
  | {
      readonly cases: readonly {
        readonly name: string;
        readonly seed: number;
        readonly scenario?: Scenario;
      }[];
      /** Those that will be run, if not all are: for the others no code of the user's has been. */
      readonly wanted?: readonly number[] | undefined;
    }
  | { readonly bad: CaseResult };

const MAX_SEED = 4_294_967_295;

/** The files of a check; throws `UsageError` where there are none, and for a setting that can't be read. */
export function filesOf(globs: readonly string[], { set }: CheckOptions): string[] {
  // A setting that can't be read is told once, not for every file.
  for (const text of set) parseAssignment(text);
  const files = new Set<string>();
  for (const glob of globs.length === 0 ? [DEFAULT_GLOB] : globs) {
    const found = filesLike(glob);
    if (found.length === 0) throw new UsageError(`no scenario matches "${glob}"`);
    for (const file of found) files.add(file);
  }
  return [...files];
}

/** Plans a check of files that have been read; throws `UsageError` where nothing is to be done. */
export function planCheck(
  files: readonly { readonly file: string; readonly read: ReadFile }[],
  options: CheckOptions,
  durations: Durations,
): PlannedCase[] {
  const all = files.flatMap(({ file, read }) => casesOf(file, read, options));
  const chosen = all.filter((one) => options.filter === undefined || isFound(options.filter, titleOf(one)));
  if (chosen.length === 0) {
    throw new UsageError(`none of ${all.length} cases matches --filter ${String(options.filter)}`);
  }
  const planned = chosen.map((one, order): PlannedCase => ({ ...one, order }));
  return options.shard === undefined ? planned : shardOf(planned, options.shard, durations);
}

/** Which cases of a file `--filter` takes, from 0. */
export function wantedOf(file: string, read: ReadFile, options: CheckOptions): number[] {
  const { filter } = options;
  const wanted = casesOf(file, read, options).filter(
    (one) => filter === undefined || isFound(filter, titleOf(one)),
  );
  return [...new Set(wanted.map(({ index }) => index))];
}

/** What `--filter` looks at, and what progress shows. */
export function titleOf({ file, name, seed, result }: Omit<PlannedCase, 'order'>): string {
  return result === undefined ? `${file} ${name} seed ${seed}` : file;
}

function casesOf(file: string, read: ReadFile, { seed, repeat }: CheckOptions): Omit<PlannedCase, 'order'>[] {
  if ('bad' in read) return [{ file, index: 0, name: file, seed: 0, scenario: undefined, result: read.bad }];
  return read.cases.flatMap(({ name, seed: own, scenario }, index) =>
    Array.from({ length: repeat }, (_, round) => ({
      file,
      index,
      name,
      seed: ((seed ?? own) + round) % (MAX_SEED + 1),
      scenario,
      result: undefined,
      wanted: read.wanted,
    })),
  );
}
