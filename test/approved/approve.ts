/**
 * `npm run approve [-- NAME…]`: takes what the approved runs do today as right, and prints the first difference of each that
 * does something else. Look at every one of them before you commit.
 */

import { approve, approvedLines, approvedRuns, differenceBetween, linesToday } from './approved.js';

const names = process.argv.slice(2);
let changed = 0;
for (const run of approvedRuns()) {
  if (names.length > 0 && !names.includes(run.name)) continue;
  const lines = linesToday(run);
  const difference = differenceBetween(approvedLines(run), lines);
  if (difference === undefined) continue;
  changed++;
  console.log(`${run.name}\n${difference}\n`);
  approve(run, lines);
}
console.log(`${changed} changed`);
