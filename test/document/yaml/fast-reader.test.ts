/**
 * The fast reader and the careful one say the same of everything that the fast one reads: values and all places.
 * LWIP_TWIN_MUTATIONS sets how many mutated files are tried.
 */

import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { keyOf } from '../../../sim/document/document.js';
import type { EntryPart, ValuePath } from '../../../sim/document/place.js';
import { CarefulRead, YamlError } from '../../../sim/document/yaml/careful-reader.js';
import { readFast } from '../../../sim/document/yaml/fast-reader.js';
import type { FoundStretch } from '../../../sim/document/yaml/offsets.js';
import { referenceFiles } from '../../language/reference-files.js';
import { mutation } from './mutations.js';

const MUTATIONS = Number(process.env['LWIP_TWIN_MUTATIONS'] ?? 500);
const LONGEST = 20_000;

/** Every path of a value, with the parts that can be asked for, and one step further. */
function* pathsOf(
  value: unknown,
  path: ValuePath = [],
): Generator<readonly [ValuePath, readonly EntryPart[]]> {
  yield [path, ['key', 'value']];
  yield [[...path, 'missing'], ['value']];
  yield [[...path, 999], ['value']];
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value))
    yield* pathsOf(child, [...path, Array.isArray(value) ? Number(key) : key]);
}

/** Where a stretch begins, and the text that a message shows of it. */
function shown(text: string, { start, end, isCollection }: FoundStretch): string {
  if (isCollection) return `${start} `;
  const line = text.slice(start, end).split(/[\r\n]/, 1)[0] ?? '';
  return `${start} ${line.trimEnd()}`;
}

/** What the careful reader says, or the problem that it has. */
function careful(text: string): CarefulRead | YamlError {
  try {
    return CarefulRead.read(text);
  } catch (error) {
    if (error instanceof YamlError) return error;
    throw error;
  }
}

/** Whether the fast reader has read it; fails where the two don't agree. */
function agrees(text: string): boolean {
  const fast = readFast(text);
  if (fast === undefined) return false;
  const slow = careful(text);
  if (slow instanceof YamlError) throw new Error(`the careful reader refuses it: ${slow.message}`);
  // vitest's own comparison takes ten times as long, and says more.
  if (!isDeepStrictEqual(fast.value, slow.value)) expect(fast.value).toStrictEqual(slow.value);
  const keyAt = (start: number, end: number): string => keyOf(text.slice(start, end));
  for (const [path, parts] of pathsOf(slow.value)) {
    for (const part of parts) {
      const one = fast.offsets.find(path, part, keyAt);
      const other = slow.find(path, part);
      if (one.start === other.start && one.end === other.end && one.isCollection === other.isCollection)
        continue;
      // Ends may differ behind what a message shows.
      const found = shown(text, one);
      const wanted = shown(text, other);
      if (found !== wanted)
        throw new Error(`${path.map(String).join('.')} (${part}): ${found}, not ${wanted}`);
    }
  }
  return true;
}

const FAST: readonly string[] = [
  'a: 1',
  '---\na: 1\n',
  '# c\n\na: 1 # d\n# e\nb:   2  \n',
  'a:\n  b:\n    c: [1, 2,\n        {d: e},\n      ]\n  f: x\ng: y',
  'a:\n- 1\n-   2\n- b: 3\n  c: 4\n-\n  d: 5\n-\n- - 6\n  - 7\nh: 8',
  'a:\n  - 1\n  - x: {a: 1, "b":2, \'c\': "d"}\n',
  'a: "x\\n\\x41\\u00e9\\U0001F600\\0\\e\\"\\\\"\nb: \'it\'\'s\'\n"c d": 3\n',
  'a: http://x:80/y#z, and more\nb: a-b? c:d\nc: -5\nd: -x\n',
  'a: [x y, -1, +2, 0x1F, 0o17, 1e3, .5, 5., ~, null, Null, true, FALSE, .inf, -.INF, .NaN, 1_0, 007]',
  'a: &x {b: 1}\nc: *x\nd: [*x, &y 2, *y]\ne:\n  &z\n  f: 1\ng: *z\nh: &w\n  - 1\ni: *w\n',
  'base: &b {x: 1, y: 2}\na: {<<: *b, y: 3}\nc:\n  <<: *b\n  z: 4\nd: {<<: [*b, {q: 1}]}\n"<<": 5\n',
  'a: |\n  x\n   y\n\n  z\n\nb: >-\n    folded\n    text\n\n    more\n# c\nc: |+\n  k\n\nd: 1\n',
  'a: one\n  two\n  three\nb:\n  four\n  five\nc:\n  - six\n    seven\n  - 8\n',
  'a:\r\n  b: c\r\n  d: [e,\r\n    f]\r\n',
  'a:\n\n\n  # x\n  b: c\n\nd: {\n  e: f, # g\n  # h\n  i: j\n  }\n',
  'a: {x: }\nb: [ ]\nc: { }\n'.replace('{x: }', '{x: ~}'),
  'é: ü\n日本: "語"\n',
  '- a\n- b: c\n  d: e\n',
];

/** Texts that it must leave alone. */
const LEFT: readonly string[] = [
  '',
  '# only a comment\n',
  'a: b: c',
  'a: 1\na: 2',
  'a: {b: 1, b: 2}',
  'a: *b',
  'a: &a [*a]',
  'a: [1, 2',
  'a: }',
  '\ta: 1',
  'a:\t1',
  'a: !!str 1',
  '%YAML 1.2\n---\na: 1',
  'a: 1\n---\nb: 2',
  'a: 1\n...\n',
  '? a\n: b',
  'a:\n  b: 1\n c: 2',
  'a: 1\n  b: 2',
  '- a\nb: c',
  'a: x\n- b',
  'a: {b}',
  'a: [b: c]',
  'a: "x',
  'a: "\\q"',
  'a: "x" y',
  'a: [1] 2',
  'a: {\nb: 1}',
  '__proto__: 1',
  'a: @b',
  'a: `b`',
  '{a: 1}: 2',
  'a: x #y\n  z',
  `${'k'.repeat(1100)}: 1`,
  'null: 1',
  '- '.repeat(70),
  '['.repeat(70),
  'a: {<<: 1}',
];

describe('the fast reader', () => {
  it.each(FAST)('reads %j as the careful one does', (text) => {
    expect(agrees(text)).toBe(true);
  });

  it.each(LEFT)('leaves %j to the careful one', (text) => {
    expect(readFast(text)).toBeUndefined();
  });

  it('reads every file of the library and every reference case as the careful one does', () => {
    const left = referenceFiles().filter((file) => !agrees(readFileSync(file, 'utf8')));
    expect(left).toEqual([]);
  });

  it(
    `agrees on ${MUTATIONS} mutated files`,
    () => {
      const texts = [
        ...FAST,
        ...referenceFiles()
          .map((file) => readFileSync(file, 'utf8'))
          .filter((text) => text.length < LONGEST),
      ];
      let read = 0;
      const mutated = fc.tuple(fc.nat(texts.length - 1), fc.array(mutation, { minLength: 1, maxLength: 3 }));
      fc.assert(
        fc.property(mutated, ([index, mutations]) => {
          if (agrees(mutations.reduce((text, mutate) => mutate(text), texts[index] ?? ''))) read++;
        }),
        { numRuns: MUTATIONS, seed: 20_260_101 },
      );
      expect(read).toBeGreaterThan(MUTATIONS / 5);
    },
    Math.max(60_000, MUTATIONS * 20),
  );
});
