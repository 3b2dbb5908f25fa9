import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { MAX_DURATION_US, MICROSECONDS, parseDuration } from '../../sim/document/duration.js';

const UNIT = fc.constantFrom(...MICROSECONDS);

describe('times', () => {
  it('are the same however their number is written', () => {
    fc.assert(
      fc.property(fc.nat(99_999_999), fc.nat(3), UNIT, (count, zeros, [unit, factor]) => {
        const wanted = count * factor;
        for (const text of [`${count}`, `${'0'.repeat(zeros)}${count}`, `+${count}`, `${count}.0`]) {
          const read = parseDuration(text + unit);
          if (wanted <= MAX_DURATION_US) expect(read).toBe(wanted);
          else expect(read).toMatchObject({ code: 'out-of-range' });
        }
      }),
    );
  });

  it.each([
    ['12', 'missing-unit'],
    ['ms', 'wrong-type'],
    ['', 'wrong-type'],
    ['12 ms', 'wrong-unit'],
    ['12sec', 'wrong-unit'],
    ['1234567sec', 'wrong-unit'],
    ['-3s', 'out-of-range'],
    ['87601h', 'out-of-range'],
    ['0.5us', 'out-of-range'],
  ])('say what is wrong with %j', (text, code) => {
    expect(parseDuration(text)).toMatchObject({ code });
  });
});
