/**
 * What an ESP-IDF device prints on its console, and which lines its firmware has at all.
 *
 * Sources: components/log/Kconfig (one choice each for the default and the highest level; a number follows from it),
 * components/log/log.c (a tag without a level of its own has the default), components/log/include/esp_log.h (what is above
 * the highest level is not compiled; LOG_LOCAL_LEVEL).
 * Absent: esp_log_level_set, and components that define LOG_LOCAL_LEVEL for themselves.
 */

import type { LogLevels, OptionProblem, OptionValue } from '../../../sim/document/firmware.js';
import { whole, type Row } from './row.js';

const KCONFIG = 'components/log/Kconfig';
const DEFAULT = 'CONFIG_LOG_DEFAULT_LEVEL';
const MAXIMUM = 'CONFIG_LOG_MAXIMUM_LEVEL';
const INFO = 3;
/** The numbers of esp_log_level_t. */
const LEVELS = ['none', 'E', 'W', 'I', 'D', 'V'] as const;
const WORDS = ['NONE', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'VERBOSE'];
const LEVEL = whole(0, LEVELS.length - 1);

const choices = (name: string): Record<string, number> =>
  Object.fromEntries(WORDS.map((word, level) => [`${name}_${word}`, level]));

export const ESP_LOG_ROWS: readonly Row<number>[] = [
  {
    kconfig: DEFAULT,
    type: LEVEL,
    initial: INFO,
    about: 'what the console prints: 0 nothing, 1 errors, 2 warnings, 3 information, 4 debug, 5 verbose',
    source: KCONFIG,
    choices: choices(DEFAULT),
  },
  {
    kconfig: MAXIMUM,
    kconfigIn: { since: ['v4.4'] },
    type: LEVEL,
    initial: INFO,
    about:
      'the highest level of lines that the firmware has; as CONFIG_LOG_DEFAULT_LEVEL unless given. With 3 in both the simulator keeps the others all the same, for --log-level to show',
    source: KCONFIG,
    choices: { CONFIG_LOG_MAXIMUM_EQUALS_DEFAULT: undefined, ...choices(MAXIMUM) },
  },
];

type Given = Readonly<Record<string, OptionValue | undefined>>;

/**
 * What a configuration says; undefined where it is ESP-IDF's own: I is printed then, and the lines below, which such a
 * build does not have, are there to be looked at.
 */
export function espLogLevels({ [DEFAULT]: initial, [MAXIMUM]: maximum }: Given): LogLevels | undefined {
  const printed = Number(initial ?? INFO);
  const built = Number(maximum ?? printed);
  if (printed === INFO && built === INFO) return undefined;
  const setBy = `${maximum === undefined ? DEFAULT : MAXIMUM} ${built}`;
  return { console: LEVELS[printed]!, built: LEVELS[built]!, setBy };
}

/** Kconfig offers no highest level below the default. */
export function espLogProblems({ [DEFAULT]: initial = INFO, [MAXIMUM]: maximum }: Given): OptionProblem[] {
  if (maximum === undefined || maximum >= initial) return [];
  return [{ option: MAXIMUM, message: `${MAXIMUM} ${maximum} is below ${DEFAULT} ${initial}` }];
}
