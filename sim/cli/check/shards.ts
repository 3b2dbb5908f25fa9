/** Parts of a check that take equally long, as far as is known. */

import { parseReport, ReportError, type Shard } from '../../report/check/check-report.js';
import { ScenarioError } from '../../document/diagnostic.js';
import { readFile } from '../../node/node-files.js';
import { UsageError } from '../usage-error.js';
import { filesLike } from './glob.js';

/** What tells a case from the others. */
export interface CaseIdentity {
  readonly file: string;
  readonly name: string;
  readonly seed: number;
}

/** Wall time of cases in an earlier check, milliseconds; undefined for a case that is new. */
export type Durations = (planned: CaseIdentity) => number | undefined;

/** Reads the times of an earlier check's `--json` reports; throws `UsageError`. */
export function readDurations(pattern: string | undefined): Durations {
  if (pattern === undefined) return () => undefined;
  const files = filesLike(pattern, '*.json');
  if (files.length === 0) throw new UsageError(`--durations: no report matches "${pattern}"`);
  const known = new Map<string, number>();
  for (const file of files) {
    for (const { file: scenario, name, seed, durationMs } of report(file).cases) {
      if (durationMs !== undefined) known.set(key(scenario, name, seed), durationMs);
    }
  }
  return ({ file, name, seed }) => known.get(key(file, name, seed));
}

/**
 * One part of several: every n-th case where nothing is known, else so that all parts take equally long: the longest
 * first, each to the part that has least. The same on every machine that has the same reports.
 */
export function shardOf<Case extends CaseIdentity & { readonly order: number }>(
  planned: readonly Case[],
  { index, count }: Shard,
  durations: Durations,
): Case[] {
  const times = planned.map(durations);
  const seen = times.filter((time) => time !== undefined);
  if (seen.length === 0) return planned.filter(({ order }) => order % count === index - 1);
  const usual = seen.reduce((sum, time) => sum + time, 0) / seen.length;
  const costs = times.map((time) => time ?? usual);
  const parts = Array.from({ length: count }, () => ({ total: 0, members: new Set<number>() }));
  const longestFirst = planned.map((_, i) => i).sort((a, b) => costs[b]! - costs[a]! || a - b);
  for (const i of longestFirst) {
    const least = parts.reduce((best, part) => (part.total < best.total ? part : best));
    least.total += costs[i]!;
    least.members.add(i);
  }
  return planned.filter((_, i) => parts[index - 1]!.members.has(i));
}

function report(file: string): ReturnType<typeof parseReport> {
  try {
    return parseReport(readFile(file).text, file);
  } catch (error) {
    if (error instanceof ReportError || error instanceof ScenarioError) throw new UsageError(error.message);
    throw error;
  }
}

function key(file: string, name: string, seed: number | undefined): string {
  return JSON.stringify([file, name, seed]);
}
