/** A distribution says of its samples what a sorted list of them says. */

import fc from 'fast-check';
import { expect, it } from 'vitest';

import { Distribution } from '../../sim/outcomes/tally/distribution.js';

function distributionOf(samples: readonly number[]): Distribution {
  const all = new Distribution();
  for (const sample of samples) all.add(sample);
  return all;
}

function nearestRank(samples: readonly number[], percent: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil((percent / 100) * sorted.length)) - 1] ?? 0;
}

const times = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 20 });

it('has the percentiles of its samples, one value or many, added singly or together', () => {
  fc.assert(
    fc.property(times, times, fc.constantFrom(0, 1, 50, 95, 100), (some, more, percent) => {
      const all = distributionOf(some);
      all.addAll(distributionOf(more));
      const samples = [...some, ...more];
      expect(all.count).toBe(samples.length);
      expect(all.max).toBe(Math.max(0, ...samples));
      expect(all.percentile(percent)).toBe(nearestRank(samples, percent));
    }),
    { seed: 1 },
  );
});

it('keeps three digits of very many different values', () => {
  const samples = Array.from({ length: 10_000 }, (_, i) => i);
  expect(distributionOf(samples).percentile(50)).toBeCloseTo(5000, -2);
  expect(distributionOf(samples).max).toBe(9999);
});
