/**
 * V8 makes fast code of functions that were called a few hundred times. A run that is over in half a second pays for three
 * hundred of them, a third of its CPU time, and hardly ever runs what it gets: V8 begins later, and after a while works as
 * ever.
 *
 * What V8 has compiled before, Node's own modules and threads' code too, is not taken while this holds: it is for a command
 * that has loaded what it needs, and starts no threads.
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

/** For a run of these files, unless one is large: for a while, or until the returned function is called. */
export function optimiseLate(files: readonly string[]): () => void {
  const [version] = /^\d+\.\d+/.exec(process.versions.v8) ?? [''];
  const usual = USUAL_BUDGETS[version];
  if (usual === undefined || files.some(isLarge)) return () => undefined;
  setBudget(FIRST_BUDGET);
  const timer = setTimeout(setBudget, FIRST_MS, usual).unref();
  return () => {
    clearTimeout(timer);
    setBudget(usual);
  };
}

function setBudget(budget: number): void {
  setFlagsFromString(`--interrupt-budget=${budget}`);
}

function isLarge(file: string): boolean {
  try {
    return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) >= LARGE_BYTES;
  } catch {
    // No name that a file could have.
    return false;
  }
}
