/** Options that several commands have, with the same words. */

import { Option } from 'commander';
import { MS_PER_S } from '../../kernel/units.js';
import { parseTimeout } from '../check/check-options.js';
import { parseSeed } from './limits-options.js';
import { LEVEL_CHOICES, parseLevel } from './replay-options.js';

/** For options that may be given again: all values, in order. */
export const collect = (text: string, before: readonly string[]): string[] => [...before, text];

/** `--set NAME=VALUE`. */
export function setOption(): Option {
  return new Option('--set <name=value>', 'sets a parameter or a path')
    .argParser(collect)
    .default([], 'none');
}

/** `--seed N`, instead of the scenario's. */
export function seedOption(): Option {
  return new Option('--seed <number>', "seed instead of the scenario's").argParser(parseSeed);
}

/** `--log-level LEVEL`. */
export function levelOption(): Option {
  const about = `least important level of the console log: ${LEVEL_CHOICES.join(', ')} (default: as the device prints, I unless its configuration says another)`;
  return new Option('--log-level <level>', about).argParser(parseLevel);
}

/** `--timeout SECONDS` of each run. */
export function timeoutOption(): Option {
  return new Option('--timeout <seconds>', 'seconds that each run may take (default: any)').argParser(
    parseTimeout,
  );
}

/** The longest that a timer takes: no limit. */
const MAX_TIMER_MS = 2_147_483_647;

/** Its milliseconds; undefined where any time may pass. */
export function limitMsOf(timeoutS: number | undefined): number | undefined {
  return timeoutS === undefined ? undefined : timeoutS * MS_PER_S;
}

/** The same for a job of a thread. */
export function jobLimitMs(timeoutS: number | undefined): number {
  return Math.min(MAX_TIMER_MS, limitMsOf(timeoutS) ?? MAX_TIMER_MS);
}
