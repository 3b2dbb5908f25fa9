/**
 * V8 makes fast code of functions that were called a few hundred times. A command that is over in half a second pays for
 * three hundred of them, a third of its CPU time, and hardly ever runs what it gets: it begins later, and after a while
 * works as ever.
 */

import { setFlagsFromString } from 'node:v8';

/** V8's budgets of functions until they are looked at, by its version: of Node 20. Others have one more compiler. */
export const USUAL_BUDGETS: Readonly<Record<string, number>> = { '11.3': 67_584 };
const FIRST_BUDGET = 1_000_000;
/** Who runs for longer will run for longer still. */
const FIRST_MS = 700;

/** For a process that is the command's own. */
export function optimiseLate(): void {
  const [version] = /^\d+\.\d+/.exec(process.versions.v8) ?? [''];
  const usual = USUAL_BUDGETS[version];
  if (usual === undefined) return;
  setBudget(FIRST_BUDGET);
  setTimeout(setBudget, FIRST_MS, usual).unref();
}

function setBudget(budget: number): void {
  setFlagsFromString(`--interrupt-budget=${budget}`);
}
