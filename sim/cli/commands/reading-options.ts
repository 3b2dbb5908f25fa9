/** Options of every command that reads scenarios: what these may read and run. */

import type { Command } from 'commander';

import { limitReading, type ReadingLimits } from '../../node/reading-limits.js';

/** Adds them; they count before the command does anything. */
export function addReadingOptions(command: Command): void {
  command
    .option('--root <folder>', 'read no file outside of this folder')
    .option('--no-modules', 'run no code: refuse scenarios with modules of their own')
    .hook('preAction', (_, action) => {
      limitReading(action.opts<ReadingLimits>());
    });
}
