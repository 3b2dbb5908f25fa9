import fc from 'fast-check';
import { expect, it } from 'vitest';

import { largest } from '../../sim/limits/search.js';

it('finds every limit, asking for no number twice and for few', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(600), (max, limit) => {
      const asked: number[] = [];
      const found = largest(max, (n) => {
        asked.push(n);
        return n <= limit;
      });
      expect(found).toBe(Math.min(limit, max));
      expect(new Set(asked).size).toBe(asked.length);
      expect(asked.every((n) => n >= 1 && n <= max)).toBe(true);
      expect(asked.length).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(max + 1)) + 2);
    }),
  );
});
