/** For every scenario that has a cure scenario, advise finds that cure or a cheaper one; docs/cures.md says what it finds. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { CURE_KINDS } from '../../sim/advise/cure.js';
import { CURES } from '../../sim/advise/catalogue/catalogue.js';
import { likelyCure } from '../../sim/advise/likely.js';
import type { AdviceReport } from '../../sim/advise/text.js';
import { loadCases } from '../../sim/run/load.js';
import { CURES_PAGE, tableRow } from '../docs/cures-page.js';
import { advised } from './advised.js';
import { NOT_IN_CATALOGUE, PAIRS, REPORTS, UNSEEN } from './library.js';

const MOST_MS = 240_000;
/** Scenarios for which a summary names a change, and whether that is one of those that are found. */
const hints = new Map<string, boolean>();
const page = readFileSync(CURES_PAGE, 'utf8').replace(/ +/g, ' ');
const readme = readFileSync(join(import.meta.dirname, '../../scenarios/README.md'), 'utf8');

function noteHint(name: string, { today, advices }: AdviceReport): void {
  const { troubles, wanted, snapshot } = today;
  const [scenario] = loadCases(`scenarios/${name}.yaml`);
  const hint = likelyCure(scenario!, { troubles, wanted, limits: snapshot.limits });
  if (hint !== undefined)
    hints.set(
      name,
      advices.found.some(({ cures }) => cures.includes(hint.cure)),
    );
}

describe('scenarios with a cure scenario', () => {
  it.each(PAIRS)(
    '$symptom: $name or cheaper',
    async ({ symptom, name, except, instead }) => {
      const report = await advised(symptom);
      const { found } = report.advices;
      noteHint(symptom, report);
      const cure = CURES.find((one) => one.name === (instead?.name ?? name))!;
      const depth = CURE_KINDS.indexOf(cure.kind);
      const isFound = found.some(
        ({ cures, isCured }) =>
          (isCured || except !== undefined) &&
          (instead === undefined || cures.every((one) => one.name === instead.name)) &&
          cures.every((one) => one === cure || CURE_KINDS.indexOf(one.kind) <= depth),
      );
      expect(isFound, JSON.stringify(found.map(({ cures }) => cures.map((one) => one.name)))).toBe(true);
      expect(found[0]?.isCured).toBe(except === undefined);
      expect(page).toContain(tableRow(symptom, report, except ?? '').replace(/ +/g, ' '));
    },
    MOST_MS,
  );

  it('are all that the library names', () => {
    const named = [...readme.matchAll(/\]\(([\w-]+)\.yaml\), cure \[/g)].map(([, name]) => name!);
    const pattern = readme.slice(readme.indexOf('| trouble '), readme.indexOf('## Real clients'));
    const troubles = [...pattern.matchAll(/^\| \[([\w-]+)\]/gm)].map(([, name]) => name!);
    const missing = [...named, ...troubles].filter(
      (name) =>
        !PAIRS.some(({ symptom }) => symptom === name) && !(name in UNSEEN) && !(name in NOT_IN_CATALOGUE),
    );
    expect(missing).toEqual([]);
  });
});

it.each(Object.entries(UNSEEN))('%s: %s', async (name) => {
  expect((await advised(name)).today.troubles).toEqual([]);
});

describe('field reports', () => {
  it.each(REPORTS)(
    '%s',
    async (name, why) => {
      const report = await advised(name);
      noteHint(name, report);
      expect(page).toContain(tableRow(name, report, why).replace(/ +/g, ' '));
    },
    MOST_MS,
  );
});

it('what a summary calls likely is mostly what is found', () => {
  const right = [...hints].filter(([, isFound]) => isFound).map(([name]) => name);
  expect(hints.size).toBeGreaterThanOrEqual(20);
  // A program that keeps its sockets, clients that open too many connections, and the like.
  expect(right.length / hints.size).toBeGreaterThanOrEqual(0.7);
});
