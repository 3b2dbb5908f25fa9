/** The lines of earlier sessions. Losing them is no error. */

import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Lines kept. */
export const HISTORY_LINES = 1000;

/** Of the folder: what somebody has typed is nobody else's business. */
const OWNER_ONLY = 0o700;

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
export function writeHistory(
  file: string,
  newestFirst: readonly string[],
  writeFile: (file: string, text: string) => void,
): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: OWNER_ONLY });
    writeFile(file, `${newestFirst.slice(0, HISTORY_LINES).reverse().join('\n')}\n`);
  } catch {
    // A read-only home is no reason to complain.
  }
}
