import { describe, expect, test } from 'vitest';
import { isWithin, parseAmount } from '../../sim/expect/amount.js';

describe('amounts', () => {
  test.each([
    [7, 7, 7, '7'],
    ['7', 7, 7, '7'],
    ['exactly 7', 7, 7, '7'],
    ['3..5', 3, 5, '3 to 5'],
    ['at least 3', 3, Infinity, 'at least 3'],
    ['>= 3', 3, Infinity, 'at least 3'],
    ['more than 3', 4, Infinity, 'more than 3'],
    ['at most 3', 0, 3, 'at most 3'],
    ['<3', 0, 2, 'less than 3'],
  ])('%s', (text, least, most, words) => {
    expect(parseAmount(text, 'number')).toEqual({ least, most, text: words });
  });

  test.each([
    ['at most 2s', 0, 2_000_000, 'at most 2s'],
    ['500ms..1.5s', 500_000, 1_500_000, '500ms to 1.5s'],
  ])('%s', (text, least, most, words) => {
    expect(parseAmount(text, 'time')).toEqual({ least, most, text: words });
  });

  test.each(['', 'many', '-1', '5..3', 'at least', 'at least 2s', '1.5', null, [7]])('not %j', (text) => {
    expect(parseAmount(text, 'number')).toBeUndefined();
  });

  test('never is later than any time, and at least any time', () => {
    expect(isWithin(parseAmount('at most 2s', 'time')!, Infinity)).toBe(false);
    expect(isWithin(parseAmount('at least 2s', 'time')!, Infinity)).toBe(true);
  });
});
