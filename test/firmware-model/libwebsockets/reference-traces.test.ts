/** The W800's reference cases, run on the device alone: every record, every field, every time. */

import { describe, expect, it } from 'vitest';
import { casesIn } from '../../conformance/case.js';
import { describeDifference } from '../../conformance/compare.js';
import { compareW800, CONFORMANCE } from './run-w800.js';

describe.each(['w800', 'w800-random'])('%s', (folder) => {
  const cases = casesIn(`${CONFORMANCE}/${folder}`);

  it('has its reference cases', () => expect(cases.length).toBeGreaterThan(0));

  it.each(cases.map((reference) => [reference.name, reference] as const))('%s', (_name, reference) => {
    const { difference } = compareW800(reference);
    if (difference !== undefined) expect.fail(describeDifference(difference));
  });
});
