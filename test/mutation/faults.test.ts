import { transformSync } from 'esbuild';
import { describe, expect, it } from 'vitest';

import { faultsOf, withFaults, type Fault } from './faults.js';
import { joined, takeReached } from './made.js';
import { intervalPercent, sampleOf } from './sample.js';

/** What the functions `f` of a text return: the one as it is, then with each of its faults. */
function results(text: string, ...args: unknown[]): { fault: string; returns: unknown }[] {
  const faults = faultsOf('a.ts', text);
  const numbered = new Map(faults.map((fault, number): [number, Fault] => [number, fault]));
  const { code } = transformSync(withFaults('a.ts', text, numbered, 'isMade', 'joined'), { loader: 'ts' });
  const run = (made: number): unknown => {
    const isMade = (fault: number): boolean => fault === made;
    const join = (
      fault: number,
      ...[a, b, meant, mistaken]: [unknown, unknown, (a: unknown, b: unknown) => unknown, () => unknown]
    ): unknown => (isMade(fault) ? (mistaken as typeof meant)(a, b) : meant(a, b));
    // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call
    const f = new Function('isMade', 'joined', `${code}; return f;`)(isMade, join) as (
      ...all: unknown[]
    ) => unknown;
    return f(...args);
  };
  return [
    { fault: 'none', returns: run(-1) },
    ...faults.map(({ original, replacement }, number) => {
      return { fault: `${original} -> ${replacement}`, returns: run(number) };
    }),
  ];
}

describe('faults', () => {
  it('of operators, one in the other', () => {
    expect(results('function f(a: number, b: number) { return a * 3 - b; }', 5, 4)).toEqual([
      { fault: 'none', returns: 11 },
      { fault: '- -> +', returns: 19 },
      { fault: '* -> +', returns: 4 },
      { fault: '3 -> 4', returns: 16 },
    ]);
  });

  it('of conditions, truth and calls left out', () => {
    const text =
      'function f(list: number[]) { if (list.length > 1) list.push(7); else list.shift(); return { list, ok: true }; }';
    expect(results(text, []).map(({ fault }) => fault)).toEqual([
      'none',
      'list.length > 1 -> !(list.length > 1)',
      '> -> >=',
      '1 -> 2',
      'list.push(7); -> ;',
      '7 -> 8',
      'list.shift(); -> ;',
      'true -> false',
    ]);
    const without = results(text.replaceAll('list: number[]', '').replace('{', '{ const list = [1, 2];'));
    expect(without.find(({ fault }) => fault === 'list.push(7); -> ;')!.returns).toEqual({
      list: [1, 2],
      ok: true,
    });
    expect(without.find(({ fault }) => fault.startsWith('list.length'))!.returns).toEqual({
      list: [2],
      ok: true,
    });
  });

  it('that do not look at the right side', () => {
    const text =
      'function f(a: boolean) { let n = 0; const g = () => ++n > 0; const r = a && g(); return [r, n]; }';
    const fault = results(text, false).find(({ fault }) => fault === '&& -> ||');
    expect(results(text, false)[0]!.returns).toEqual([false, 0]);
    expect(fault!.returns).toEqual([true, 1]);
  });

  it('of names that are numbers, of the left side of an assignment, and of a generator', () => {
    expect(results('function f() { return { 404: 1 }; }')).toEqual([
      { fault: 'none', returns: { 404: 1 } },
      { fault: '404 -> 405', returns: { 405: 1 } },
      { fault: '1 -> 2', returns: { 404: 2 } },
    ]);
    const text =
      'function f(a: number) { a += 2; function* g() { yield* h(); return a; } function* h() { a++; } return g().next().value; }';
    expect(results(text, 3).map(({ fault, returns }) => [fault, returns])).toEqual([
      ['none', 6],
      ['+= -> -=', 2],
      ['2 -> 3', 7],
      ['yield* h(); -> ;', 5],
    ]);
  });

  it('leave types, imports, joined texts and broken invariants alone', () => {
    const text = `
      import { a } from './a.js';
      type T = 1 | true;
      interface I { readonly x: 2 }
      const s = 'a' + 'b';
      throw new ModelError('never ' + (1 > 2));
    `;
    expect(faultsOf('a.ts', text)).toEqual([]);
    expect(withFaults('a.ts', text, new Map(), 'isMade', 'joined')).toBe(text);
  });
});

it('two values that come to the same either way are not reached', () => {
  const less = (a: number, b: number): boolean => a < b;
  const notMore = (a: number, b: number): boolean => a <= b;
  takeReached();
  expect(joined(0, 1, 2, less, notMore)).toBe(true);
  expect(takeReached()).toEqual([]);
  expect(joined(0, 2, 2, less, notMore)).toBe(false);
  expect(takeReached()).toEqual([0]);
});

it('a sample is seeded, and takes nothing twice', () => {
  const all = Array.from({ length: 50 }, (_, i) => i);
  expect(sampleOf(all, 10, 1)).toEqual(sampleOf(all, 10, 1));
  expect(sampleOf(all, 10, 1)).not.toEqual(sampleOf(all, 10, 2));
  expect(sampleOf(all, 80, 1).sort((a, b) => a - b)).toEqual(all);
});

it("Wilson's interval", () => {
  const [low, high] = intervalPercent(90, 100);
  expect([low.toFixed(1), high.toFixed(1)]).toEqual(['82.6', '94.5']);
  expect(intervalPercent(0, 20)[0]).toBeCloseTo(0, 9);
});
