import { expect, test } from 'vitest';
import { countText } from '../../sim/outcomes/amount-text.js';

test.each([0, 7, 999, 1000, 1204, 99_999, 123_456, 1_234_567, 1e9, -1, -999, -1000, -123_456])(
  'a count of %d has its digits in threes',
  (count) => expect(countText(count)).toBe(count.toLocaleString('en-US')),
);
