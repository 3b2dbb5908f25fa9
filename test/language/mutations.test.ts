import { readFileSync } from 'node:fs';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { ScenarioError } from '../../sim/document/diagnostic.js';
import { loadScenario } from '../../sim/run/load.js';
import { referenceFiles } from './reference-files.js';

/** Files short enough that a mutation hits something. */
const LONGEST = 6000;
const RUNS = 2000;
const texts = referenceFiles()
  .map((path) => readFileSync(path, 'utf8'))
  .filter((text) => text.length < LONGEST);

type Mutation = (text: string) => string;

const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const splice = (text: string, at: number, remove: number, insert: string): string => {
  const index = Math.floor(at * text.length);
  return text.slice(0, index) + insert + text.slice(index + remove);
};
const SPECIAL = [
  ...Array.from('{}[]:,-#&*!|>\'"%@`?\t\n \\0€\u0000\u001b'),
  '<<',
  '---',
  '1e400',
  '.nan',
  'null',
  '~',
  '&a',
  '*a',
  '-1',
];
const lines = (text: string, change: (all: string[]) => void): string => {
  const all = text.split('\n');
  change(all);
  return all.join('\n');
};

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(place, fc.integer({ min: 1, max: 8 })).map(
    ([at, n]) =>
      (t: string) =>
        splice(t, at, n, ''),
  ),
  fc.tuple(place, fc.constantFrom(...SPECIAL)).map(
    ([at, s]) =>
      (t: string) =>
        splice(t, at, 0, s),
  ),
  fc.tuple(place, fc.constantFrom(...SPECIAL)).map(
    ([at, s]) =>
      (t: string) =>
        splice(t, at, 1, s),
  ),
  fc.tuple(place, fc.string({ unit: 'binary', maxLength: 4 })).map(
    ([at, s]) =>
      (t: string) =>
        splice(t, at, 2, s),
  ),
  fc.tuple(place, place).map(
    ([from, to]) =>
      (t: string) =>
        lines(t, (all) =>
          all.splice(Math.floor(to * all.length), 0, all[Math.floor(from * all.length)] ?? ''),
        ),
  ),
  place.map((at) => (t: string) => lines(t, (all) => all.splice(Math.floor(at * all.length), 1))),
  fc.tuple(place, place).map(([one, other]) => (t: string) => {
    const values = [...t.matchAll(/: ([^,{}\n]+)/g)];
    const [a, b] = [
      values[Math.floor(one * values.length)]?.[1],
      values[Math.floor(other * values.length)]?.[1],
    ];
    return a === undefined || b === undefined ? t : t.replace(`: ${a}`, `: ${b}`);
  }),
  place.map((at) => (t: string) => t.slice(0, Math.floor(at * t.length))),
);

describe('mutated scenarios', () => {
  it('either load or end in a positioned error', () => {
    let loaded = 0;
    let refused = 0;
    const mutated = fc.tuple(fc.nat(texts.length - 1), fc.array(mutation, { minLength: 1, maxLength: 3 }));
    fc.assert(
      fc.property(mutated, ([index, mutations]) => {
        const text = mutations.reduce((t, mutate) => mutate(t), texts[index] ?? '');
        try {
          loadScenario({ text });
          loaded += 1;
        } catch (error) {
          if (!(error instanceof ScenarioError)) throw error;
          refused += 1;
          for (const { position } of error.diagnostics) {
            expect(position?.line).toBeGreaterThanOrEqual(1);
            expect(position?.line).toBeLessThanOrEqual(text.split('\n').length);
            expect(position?.column).toBeGreaterThanOrEqual(1);
          }
          expect(error.format()).toContain('<scenario>:');
        }
      }),
      { numRuns: RUNS, seed: 20250101 },
    );
    expect(loaded).toBeGreaterThan(0);
    expect(refused).toBeGreaterThan(RUNS / 4);
  });
});
