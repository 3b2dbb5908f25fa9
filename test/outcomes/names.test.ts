import { describe, expect, test } from 'vitest';
import { fewNamesText, namesText } from '../../sim/outcomes/names.js';
import { tableLines } from '../../sim/report/summary/table.js';
import { secondsText, spanText } from '../../sim/outcomes/time-text.js';

describe('lists of names', () => {
  test.each([
    [['c1', 'c2', 'c3'], 'c1..c3'],
    [['c1', 'c2'], 'c1, c2'],
    [['c9', 'c10', 'c8'], 'c8..c10'],
    [['c1', 'listener :80', 'c3', 'c2'], 'c1..c3, listener :80'],
    [['c1', 'c1', 'c2', 'c3', 'c4'], 'c1 ×2, c2..c4'],
    [
      ['c1 (established)', 'c2 (established)', 'c3 (established)', 'c4 (fin-wait-2)'],
      'c1..c3 (established), c4 (fin-wait-2)',
    ],
    [['browser', 'c01', 'c02', 'c03'], 'browser, c01..c03'],
    [['a.1', 'a.2', 'a.3', 'b.1'], 'a.1..a.3, b.1'],
    [[], ''],
  ])('%j', (names, text) => {
    expect(namesText(names)).toBe(text);
  });
});

test('tables are padded by characters and end without blanks', () => {
  expect(tableLines([['ü', '1', ''], ['abc', '22', 'x'], ['d']], ['left', 'right'])).toEqual([
    'ü     1',
    'abc  22  x',
    'd',
  ]);
});

test('moments are told to the millisecond, spans in the units of a person', () => {
  expect([0, 102_000, 1_500_250].map(secondsText)).toEqual(['0.000 s', '0.102 s', '1.500 s']);
  const spans = [0, 90, 4200, 12_000, 312_400, 1_250_000, 15_004_000].map(spanText);
  expect(spans).toEqual(['0 ms', '90 µs', '4.2 ms', '12 ms', '312 ms', '1.25 s', '15 s']);
});

test('as many as a line has room for', () => {
  const names = Array.from({ length: 30 }, (_, group) =>
    Array.from({ length: 4 }, (__, i) => `hall${group}-${i + 1}`),
  ).flat();
  const text = fewNamesText(names);
  expect(text).toMatch(/^hall0-1\.\.hall0-4, .* … \(120 in all\)$/);
  expect(text.length).toBeLessThan(120);
  expect(fewNamesText(['a1', 'a2', 'a3'])).toBe('a1..a3');
});
