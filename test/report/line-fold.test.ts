import { expect, test } from 'vitest';
import { LineFold } from '../../sim/report/console/line-fold.js';

/** What is printed of `lines` (microseconds, text), notes included. */
function printed(lines: readonly (readonly [number, string])[]): string[] {
  const fold = new LineFold();
  const shown: string[] = [];
  for (const [t, msg] of lines) {
    const { note, isShown } = fold.take({ t, k: 'log', lv: 'W', tag: 'httpd', msg });
    if (note !== undefined) shown.push(note);
    if (isShown) shown.push(msg);
  }
  const note = fold.end();
  return note === undefined ? shown : [...shown, note];
}

const times = (n: number, text: string, everyUs = 1): (readonly [number, string])[] =>
  Array.from({ length: n }, (_, i) => [i * everyUs, text] as const);

test('a line that comes again and again is printed a few times and counted', () => {
  expect(printed([...times(1207, 'spin'), [3_200_000, 'over']])).toEqual([
    ...Array.from({ length: 8 }, () => 'spin'),
    ...['… 1,199 times more until 0.001 s', 'over'],
  ]);
  expect(printed(times(9, 'spin')).at(-1)).toBe('… 1 time more until 0.000 s');
});

test('lines that take turns are counted together', () => {
  const turns = Array.from({ length: 10 }, (_, i): [number, string][] => [
    [i, 'select failed'],
    [i, 'closing -1'],
    [i, 'closing -1'],
  ]).flat();
  const shown = printed(turns);
  expect(shown.filter((line) => line === 'select failed')).toHaveLength(8);
  expect(shown.filter((line) => line === 'closing -1')).toHaveLength(8);
  expect(shown.at(-1)).toBe('… 14 more of these 2 lines until 0.000 s');
  expect(shown).toHaveLength(17);
});

test('a line that comes every second is news each time, and so is one of many', () => {
  expect(printed(times(20, 'heartbeat', 1_000_000))).toHaveLength(20);
  const many = Array.from({ length: 50 }, (_, i): [number, string] => [i, `line ${i % 5}`]);
  expect(printed(many)).toHaveLength(50);
});
