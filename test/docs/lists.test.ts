/** The lists of docs/writing-scenarios.md have what the registries have. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { KINDS } from '../../sim/expect/registry.js';
import { BEHAVIOUR_NAMES } from '../../sim/hosts/behaviours/registry.js';
import { groupSteps, timelineSteps } from '../../sim/hosts/steps/registry.js';

const text = readFileSync(join(import.meta.dirname, '../../docs/writing-scenarios.md'), 'utf8');
/** Words in backticks in the first columns of tables. */
const listed = new Set(
  [...text.matchAll(/^\| (`[^|]*`) /gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, word]) => word),
  ),
);

it('every behaviour, every key of an expectation and every step is listed', () => {
  const words = [
    ...BEHAVIOUR_NAMES,
    ...KINDS.flatMap(([, { keys }]) => Object.keys(keys)),
    ...Object.keys(timelineSteps),
    ...Object.keys(groupSteps),
  ];
  expect(words.filter((word) => !listed.has(word))).toEqual([]);
});
