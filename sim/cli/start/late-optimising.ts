/**
 * V8 makes fast code of functions that were called a few hundred times. A command that is over in half a second pays for
 * three hundred of them, a third of its CPU time, and hardly ever runs what it gets: it begins later, and after a while
 * works as ever.
 */

import { statSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';

/** V8's budgets of functions until they are looked at, by its version: of Node 20. Others have one more compiler. */
export const USUAL_BUDGETS: Readonly<Record<string, number>> = { '11.3': 67_584 };
const FIRST_BUDGET = 1_000_000;
/** Who runs for longer will run for longer still. */
const FIRST_MS = 700;
/** A file of this size takes longer than that to read and to run. */
const LARGE_BYTES = 1024 * 1024;

/** For a process that is the command's own, with these words: unless one of them is a large file. */
export function optimiseLate(words: readonly string[]): void {
  if (words.some(isLargeFile)) return;
  const [version] = /^\d+\.\d+/.exec(process.versions.v8) ?? [''];
  const usual = USUAL_BUDGETS[version];
  if (usual === undefined) return;
  setBudget(FIRST_BUDGET);
  setTimeout(setBudget, FIRST_MS, usual).unref();
}

function setBudget(budget: number): void {
  setFlagsFromString(`--interrupt-budget=${budget}`);
}

function isLargeFile(word: string): boolean {
  try {
    return (statSync(word, { throwIfNoEntry: false })?.size ?? 0) >= LARGE_BYTES;
  } catch {
    // No word that a file could have.
    return false;
  }
}
