/** Which lines of a device's console are shown: as `--log-level` says, or else as the device prints. */

import { LOG_RANK } from '../../kernel/trace.js';
import type { Scenario } from '../../language/scenario.js';
import { consoleLevel } from '../../run/simulation.js';
import type { CliIo } from '../io.js';
import type { ConsoleLevel } from './replay-options.js';

const rankOf = (level: ConsoleLevel): number => (level === 'none' ? 0 : LOG_RANK[level]);

/** The level to show; says so where lines are asked for that the firmware does not have. */
export function levelToShow(
  asked: ConsoleLevel | undefined,
  { device }: Scenario,
  { err }: CliIo,
): ConsoleLevel {
  const { logLevels } = device;
  if (asked !== undefined && logLevels !== undefined && rankOf(asked) > rankOf(logLevels.built))
    err.write(`note: there are no lines of level ${asked} in this firmware: ${logLevels.setBy}\n`);
  return asked ?? consoleLevel(device);
}
