/** Options of `replay`, from words to values. */

import { InvalidArgumentError } from 'commander';
import type { LogLevel } from '../../kernel/trace.js';
import { parseDuration } from '../../document/duration.js';
import { nearest } from '../../document/suggest.js';
import type { CliIo } from '../io.js';

/** `none` prints no console log. */
export type ConsoleLevel = LogLevel | 'none';

/** When level colours are printed. */
export const COLOR_CHOICES = ['auto', 'always', 'never'] as const;
export type ColorChoice = (typeof COLOR_CHOICES)[number];

/** Options as commander gives them. */
export interface ReplayOptions {
  /** Absent: as the device prints. */
  readonly logLevel?: ConsoleLevel;
  readonly trace?: string;
  /** Of the trace's log records; absent: D, as in the reference traces. */
  readonly traceLevel?: ConsoleLevel;
  readonly pcapng?: string;
  readonly perfetto?: string;
  /** False from `--no-color`. */
  readonly color: ColorChoice | false;
  readonly quiet?: boolean;
  /** The summary alone. */
  readonly summary?: boolean;
  /** Every connection by itself. */
  readonly all?: boolean;
  /** What counts as slow, microseconds. */
  readonly slow?: number;
  /** Warnings are failures. */
  readonly strict?: boolean;
  /** `res` records carry the heap's use. */
  readonly heap?: boolean;
  readonly seed?: number;
  /** Seconds that each run may take. */
  readonly timeout?: number;
  readonly set: readonly string[];
}

/** All levels that `--log-level` takes. */
export const LEVEL_CHOICES = ['E', 'W', 'I', 'D', 'V', 'none'] as const;
const LEVEL_WORDS: Readonly<Record<string, ConsoleLevel>> = {
  e: 'E',
  w: 'W',
  i: 'I',
  d: 'D',
  v: 'V',
  none: 'none',
  error: 'E',
  warn: 'W',
  warning: 'W',
  info: 'I',
  debug: 'D',
  verbose: 'V',
};

/** Reads `--log-level`: a letter as the console prints it, or the word behind it, in any case. */
export function parseLevel(text: string): ConsoleLevel {
  const word = text.toLowerCase();
  const level = Object.hasOwn(LEVEL_WORDS, word) ? LEVEL_WORDS[word] : undefined;
  if (level !== undefined) return level;
  const near = nearest(
    word,
    Object.keys(LEVEL_WORDS).filter((one) => one.length > 1),
  );
  throw new InvalidArgumentError(
    near === undefined ? `Expected one of ${LEVEL_CHOICES.join(', ')}.` : `Did you mean "${near}"?`,
  );
}

/** Reads `--color`. */
export function parseColor(text: string): ColorChoice {
  const choice = COLOR_CHOICES.find((one) => one === text.toLowerCase());
  if (choice === undefined) throw new InvalidArgumentError(`Expected one of ${COLOR_CHOICES.join(', ')}.`);
  return choice;
}

/** Whether to print colours: as asked, else on a terminal unless NO_COLOR is set (https://no-color.org). */
export function wantsColor(choice: ColorChoice | false, io: CliIo, isTerminal: boolean): boolean {
  if (choice === 'always') return true;
  if (choice === 'never' || choice === false) return false;
  return isTerminal && (io.env['NO_COLOR'] ?? '') === '' && io.env['TERM'] !== 'dumb';
}

/** Reads `--slow`: a time as scenarios write it. */
export function parseSlow(text: string): number {
  const us = parseDuration(text);
  if (typeof us === 'number') return us;
  throw new InvalidArgumentError('Expected a time, as in 200ms or 2s.');
}
