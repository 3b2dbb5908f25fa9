/** Small accidents with a text: characters lost, doubled or wrong, lines moved, values swapped, the end missing. */

import fc from 'fast-check';

/** Changes a text. */
export type Mutation = (text: string) => string;

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
  ': ',
  ' #',
  '\r\n',
  '\n\n  ',
  '"\\x41"',
  '<<: *a',
  ' |\n',
];
const lines = (text: string, change: (all: string[]) => void): string => {
  const all = text.split('\n');
  change(all);
  return all.join('\n');
};

/** Any one of them. */
export const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(place, fc.integer({ min: 1, max: 8 })).map(
    ([at, n]) =>
      (t: string) =>
        splice(t, at, n, ''),
  ),
  fc.tuple(place, fc.constantFrom(...SPECIAL), fc.integer({ min: 0, max: 1 })).map(
    ([at, s, n]) =>
      (t: string) =>
        splice(t, at, n, s),
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
  fc.tuple(place, fc.integer({ min: 1, max: 3 })).map(
    ([at, n]) =>
      (t: string) =>
        lines(t, (all) => {
          const index = Math.floor(at * all.length);
          all[index] = ' '.repeat(n) + (all[index] ?? '');
        }),
  ),
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
