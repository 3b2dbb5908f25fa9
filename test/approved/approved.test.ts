/** What was approved is what runs do today (README.md). */

import { relative } from 'node:path';
import { expect, test } from 'vitest';
import { approvedLines, approvedRuns, differenceBetween, linesToday } from './approved.js';

test.each(approvedRuns())('$name', (run) => {
  const difference = differenceBetween(approvedLines(run), linesToday(run));
  const file = relative(process.cwd(), run.scenarioFile);
  expect(
    difference,
    `${run.name} does something else than what was approved:\n${difference}\n` +
      `replay it: npx lwip-twin replay ${file} --trace out.jsonl; if it is right: npm run approve -- '${run.name}'`,
  ).toBeUndefined();
});
