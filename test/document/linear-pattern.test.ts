/** Patterns find what JavaScript's regular expressions find, and never take long. */

import fc from 'fast-check';
import { expect, it } from 'vitest';

import { LinearPattern } from '../../sim/document/linear-pattern.js';

const atom = fc.constantFrom(
  'a',
  'b',
  '.',
  '[ab]',
  '[^a\\]]',
  '\\d',
  '\\w',
  '\\x41',
  '\\.',
  '^',
  '$',
  '\\b',
  '\\B',
  '\\n',
  '}',
);
const quantifier = fc.constantFrom(
  '',
  '',
  '',
  '*',
  '+',
  '?',
  '{2}',
  '{1,2}',
  '{1,}',
  '*?',
  '+?',
  '??',
  '{0,2}?',
);
const { pattern } = fc.letrec<{ pattern: string; sequence: string; piece: string }>((tie) => ({
  pattern: fc.oneof(
    { weight: 3, arbitrary: tie('sequence') },
    fc.tuple(tie('sequence'), tie('sequence')).map(([a, b]) => `${a}|${b}`),
  ),
  sequence: fc.array(tie('piece'), { maxLength: 4 }).map((pieces) => pieces.join('')),
  piece: fc.oneof(
    { depthSize: 'small' },
    fc.tuple(atom, quantifier).map(([one, times]) => (/^(?:[$^]|\\[bB])$/.test(one) ? one : one + times)),
    fc
      .tuple(fc.constantFrom('(', '(?:', '(?<n>'), tie('pattern'), quantifier)
      .map(([open, inner, times]) => `${open}${inner})${times}`),
  ),
}));
const text = fc.string({
  unit: fc.constantFrom('a', 'b', 'c', 'A', '1', ' ', '\n', '.', ']', '}', 'é', '€'),
  maxLength: 12,
});

it('finds and counts what RegExp does', () => {
  let tried = 0;
  fc.assert(
    fc.property(pattern, fc.constantFrom('', 'i', 'm', 's', 'ims'), text, (source, flags, within) => {
      let wanted: RegExp;
      try {
        wanted = new RegExp(source, `${flags}g`);
      } catch {
        return;
      }
      tried++;
      const linear = new LinearPattern(source, flags);
      expect(linear.test(within)).toBe(new RegExp(source, flags).test(within));
      // How long a match is whose rounds may be empty is JavaScript's own rule; that there is one is not.
      if (/[*+?}]\?/.test(source) || wanted.test('')) return;
      wanted.lastIndex = 0;
      expect(linear.count(within)).toBe([...within.matchAll(wanted)].length);
    }),
    { numRuns: 3000, seed: 7 },
  );
  expect(tried).toBeGreaterThan(1500);
});

it.each(['(a+)+$b', '(a|a)*$b', '(a*)*b', 'a*a*a*a*a*a*b', '(.*a){20}c', '(\\w+\\s?)*!'])(
  '/%s/ ends soon',
  (source) => {
    const steps = new LinearPattern(source, '');
    expect(steps.test('a'.repeat(3000))).toBe(false);
  },
);

it.each([
  ['(a)\\1', 'the pattern has \\1: patterns here run in linear time'],
  ['(?=a)', 'the pattern looks ahead or behind'],
  ['(?<!a)b', 'the pattern looks ahead or behind'],
  ['(a{1000}){1000}', 'the pattern is too large'],
  ['(', 'Unterminated group'],
])('/%s/ is refused', (source, message) => {
  expect(() => new LinearPattern(source, '')).toThrow(message);
});
