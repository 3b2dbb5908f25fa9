/** What is counted in a stream as it comes is what is in the whole, and costs what has come, not its square. */

import fc from 'fast-check';
import { expect, it } from 'vitest';

import { LinearPattern } from '../../sim/document/linear-pattern.js';
import { FoundInStream, type Pattern } from '../../sim/document/pattern.js';

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
  ...[regex('a.*b|a'), regex('(a|aab)b|a.?b|b'), regex('a*'), regex('a*?b?$')],
];

function countWhole(pattern: Pattern, text: string): number {
  return typeof pattern === 'string' ? text.split(pattern).length - 1 : pattern.count(text);
}

it('is the same however it comes, and at every moment', () => {
  const piece = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n'), maxLength: 12 });
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.constantFrom(...PATTERNS), (pieces, pattern) => {
      const stream = new FoundInStream(pattern);
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

it.each(['x.*y|x', 'x+y', 'x*?|x{3}$', '(x|xx)*y|x'])(
  '/%s/: looks at each byte a few times only',
  (source) => {
    const pattern = regex(source);
    let looked = 0;
    const { program } = pattern as unknown as { program: { fits?: (text: string, at: number) => boolean }[] };
    for (const one of program) {
      const { fits } = one;
      if (fits !== undefined) one.fits = (text, at) => (looked++, fits(text, at));
    }
    const stream = new FoundInStream(pattern);
    const pieces = 3000;
    for (let i = 0; i < pieces; i++) {
      stream.push('xxxx');
      expect(stream.count).toBeGreaterThanOrEqual(0);
    }
    expect(looked).toBeLessThanOrEqual(pieces * 4 * program.length);
  },
);
