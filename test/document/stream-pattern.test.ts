/** What is counted in a stream as it comes is what is in the whole, and costs what has come, not its square. */

import fc from 'fast-check';
import { expect, it } from 'vitest';

import { LinearPattern } from '../../sim/document/linear-pattern.js';
import { FoundInStream, type Pattern } from '../../sim/document/pattern.js';

const MOST_MATCH = 6;
const regex = (source: string, flags = ''): LinearPattern => new LinearPattern(source, flags);
const PATTERNS: readonly Pattern[] = [
  ...['ab', 'aa', 'abab', 'a'],
  ...[
    regex('ab'),
    regex('^a'),
    regex('b$'),
    regex('\\bab\\b'),
    regex('a.b'),
    regex('^b', 'm'),
    regex('(?:ab){1,3}'),
  ],
  ...[regex('a?b'), regex('aab|aa'), regex('\\B'), regex('b{0,3}')],
];

function countWhole(pattern: Pattern, text: string): number {
  return typeof pattern === 'string' ? text.split(pattern).length - 1 : pattern.count(text);
}

it('is the same however it comes, and at every moment', () => {
  const piece = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n'), maxLength: 12 });
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.constantFrom(...PATTERNS), (pieces, pattern) => {
      const stream = new FoundInStream(pattern, MOST_MATCH);
      let whole = '';
      for (const one of pieces) {
        stream.push(one);
        whole += one;
        if (whole !== '') expect(stream.count).toBe(countWhole(pattern, whole));
      }
    }),
    { numRuns: 2000 },
  );
});

it.each([
  ['text', 'xy'],
  ['pattern', regex('x+y')],
] as const)('%s: looks at each byte a few times only', (_, pattern) => {
  let looked = 0;
  const counted =
    typeof pattern === 'string'
      ? pattern
      : Object.assign(regex(pattern.source), {
          next: (text: string, from: number) => {
            looked += text.length - from;
            return LinearPattern.prototype.next.call(pattern, text, from);
          },
        });
  const stream = new FoundInStream(counted, MOST_MATCH);
  const pieces = 3000;
  for (let i = 0; i < pieces; i++) {
    stream.push('aaaa');
    expect(stream.count).toBe(0);
  }
  expect(looked).toBeLessThan(pieces * (4 + MOST_MATCH + 1) + 100);
});
