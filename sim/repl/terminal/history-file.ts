/** The lines of earlier sessions. Losing them is no error. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Lines kept. */
export const HISTORY_LINES = 1000;

/** Newest line first, as readline wants them. */
export function readHistory(file: string): string[] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .slice(-HISTORY_LINES)
      .reverse();
  } catch {
    return [];
  }
}

/** Writes the lines, newest first as readline has them. */
export function writeHistory(file: string, newestFirst: readonly string[]): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, [...newestFirst.slice(0, HISTORY_LINES)].reverse().join('\n') + '\n', {
      mode: 0o600,
    });
  } catch {
    // A read-only home is no reason to complain.
  }
}
