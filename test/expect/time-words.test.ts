import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDuration } from '../../sim/document/duration.js';
import { durationText, seenTimeText } from '../../sim/expect/time-words.js';

test.each([
  [0, '0s', '0s'],
  [250, '250us', '250us'],
  [2500, '2.5ms', '2.5ms'],
  [1_290_866, '1.290866s', '1.291s'],
  [3_156_945, '3.156945s', '3.157s'],
  [5_000_000, '5s', '5s'],
  [Infinity, 'never', 'never'],
])('%d µs', (us, exact, seen) => {
  expect([durationText(us), seenTimeText(us)]).toEqual([exact, seen]);
});

test('what is exact can be copied back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3_600_000_000 }), (us) => {
      expect(parseDuration(durationText(us))).toBe(us);
    }),
  );
});
