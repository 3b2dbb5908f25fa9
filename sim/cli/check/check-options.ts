/** Options of `check`, from words to values. */

import { InvalidArgumentError } from 'commander';
import type { Shard } from '../../report/check/check-report.js';
import { parsePattern, type Pattern } from '../../document/pattern.js';
import { parseWhole } from '../commands/limits-options.js';
import type { ColorChoice } from '../commands/replay-options.js';

/** As commander gives them. */
export interface CheckOptions {
  readonly set: readonly string[];
  readonly filter?: Pattern;
  readonly shard?: Shard;
  readonly seed?: number;
  readonly repeat: number;
  /** Other orders of tasks that are tried for each case. */
  readonly interleavings: number;
  /** Warnings are failures. */
  readonly strict?: boolean;
  readonly bail?: boolean;
  readonly jobs?: number;
  /** JSON results of an earlier check. */
  readonly durations?: string;
  /** Seconds that a case may take. */
  readonly timeout: number;
  readonly junit?: string;
  /** Folder of pages. */
  readonly html?: string;
  readonly json?: string;
  readonly tap?: boolean;
  readonly merge?: boolean;
  readonly quiet?: boolean;
  /** False from `--no-color`. */
  readonly color: ColorChoice | false;
}

/** Where scenarios are looked for unless the command says. */
export const DEFAULT_GLOB = 'scenarios/**/*.yaml';

const MOST_REPEATS = 100_000;
const MOST_JOBS = 256;
const MOST_SHARDS = 10_000;

/** Seconds that a case may take unless `--timeout` says otherwise. */
export const DEFAULT_CASE_S = 600;

/** For `--timeout`: seconds, also parts of one. */
export function parseTimeout(text: string): number {
  const value = /^\d{1,6}(?:\.\d{1,3})?$/.test(text) ? Number(text) : 0;
  if (value > 0) return value;
  throw new InvalidArgumentError('expected seconds, as in 60');
}

/** For `--repeat`. */
export const parseRepeat = parseWhole(1, MOST_REPEATS);
/** For `--jobs`. */
export const parseJobs = parseWhole(1, MOST_JOBS);

/** For `--filter`: text, or a pattern between slashes. */
export function parseFilter(text: string): Pattern {
  if (text === '') throw new InvalidArgumentError('expected text or /pattern/');
  const pattern = parsePattern(text);
  if (pattern instanceof SyntaxError) throw new InvalidArgumentError(pattern.message);
  return pattern;
}

/** For `--shard`: `2/5`. */
export function parseShard(text: string): Shard {
  const match = /^(\d{1,5})\/(\d{1,5})$/.exec(text);
  const [index, count] = [Number(match?.[1] ?? 0), Number(match?.[2] ?? 0)];
  if (index >= 1 && index <= count && count <= MOST_SHARDS) return { index, count };
  throw new InvalidArgumentError('expected i/n with i from 1 to n, as in 2/5');
}
