/** Steps are checked quickly or by zod, and it is the same: what is accepted, and what becomes of it. */

import { readFileSync } from 'node:fs';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readFast } from '../../sim/document/yaml/fast-reader.js';
import { stepSchema } from '../../sim/language/schema.js';
import { clientSteps } from '../../sim/language/steps/schema-client-steps.js';
import { deviceSteps } from '../../sim/language/steps/schema-device-steps.js';
import { checkSteps } from '../../sim/language/steps/check-steps.js';
import { referenceFiles } from './reference-files.js';

/** Compares the two on one step; whether it was accepted. */
function agrees(step: unknown): boolean {
  const quick = checkSteps([step]);
  const careful = stepSchema.safeParse(step);
  if (quick === undefined) {
    if (careful.success) throw new Error(`refused, and right: ${JSON.stringify(step)}`);
    return false;
  }
  if (!careful.success) throw new Error(`accepted, and wrong: ${JSON.stringify(step)}`);
  expect(quick).toStrictEqual([careful.data]);
  return true;
}

const words = [
  ...Object.entries(clientSteps).map(([word, { shape }]) => ({
    word: { do: word },
    keys: Object.keys(shape),
  })),
  ...Object.entries(deviceSteps).map(([word, { shape }]) => ({
    word: { device: word },
    keys: Object.keys(shape),
  })),
];
const scalars: fc.Arbitrary<unknown> = fc.constantFrom<unknown>(
  ...[
    '100ms',
    '1.5s',
    '0us',
    '-1ms',
    '5',
    'x'.repeat(40),
    'c1',
    'a b',
    '',
    '00ff',
    'GET',
    '/ws',
    'main',
    'worker',
  ],
  ...['server', 'tls1.2', 'S', 'SA', 'never', 'text', 'é', 'silent'],
  ...[0, 1, 2, 3, -1, 1.5, 80, 65_535, 65_536, 2_147_483_648, Number.NaN, 1e300],
  ...[true, false, null, [], [1], {}, { fill: 'x', length: 3 }, { fill: 1 }, [[1, 2]]],
);
const step = fc.constantFrom(...words).chain(({ word, keys }) =>
  fc
    .tuple(
      fc.dictionary(fc.constantFrom(...keys), scalars, { maxKeys: keys.length }),
      fc.boolean(),
      fc.constantFrom<object>({}, {}, {}, { wrong: 1 }, { at: '1ms', client: 'c' }),
    )
    .map(([own, hasUsual, more]) => ({
      ...own,
      ...word,
      ...(hasUsual ? { at: '5ms', ...('do' in word ? { client: 'c1' } : {}) } : {}),
      ...more,
    })),
);

describe('steps checked without zod', () => {
  it('are what zod makes of them, in every file that comes with the project', () => {
    let accepted = 0;
    for (const file of referenceFiles()) {
      const timeline = (readFast(readFileSync(file, 'utf8'))?.value as { timeline?: unknown } | undefined)
        ?.timeline;
      if (!Array.isArray(timeline)) continue;
      for (const one of timeline) if (agrees(one)) accepted++;
    }
    expect(accepted).toBeGreaterThan(1000);
  });

  it('are refused where zod refuses them, whatever their keys hold', () => {
    let accepted = 0;
    fc.assert(
      fc.property(step, (one) => {
        if (agrees(one)) accepted++;
      }),
      { numRuns: 5000, seed: 1 },
    );
    expect(accepted).toBeGreaterThan(200);
  });

  it.each([
    null,
    1,
    'x',
    [],
    {},
    { do: 1 },
    { do: 'toString' },
    { device: 'settime' },
    { at: '1ms', do: 'no' },
  ])('are no steps: %j', (one) => {
    expect(agrees(one)).toBe(false);
  });

  it('are left alone where there is no list of them', () => {
    expect(checkSteps(undefined)).toBeUndefined();
    expect(checkSteps({})).toBeUndefined();
    expect(checkSteps([])).toStrictEqual([]);
  });
});
