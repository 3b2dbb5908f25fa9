/** Steps are added to a scenario's text; everything else stays on its line. */

import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { appendSteps } from '../../sim/repl/engine/append-steps.js';

const STEP = { at: '2s', client: 'me', do: 'ws_text', text: 'a: "b", [c] #d' };
const OLD = { at: '1s', client: 'me', do: 'connect' };
const item = '- { at: 1s, client: me, do: connect }';
const texts: Readonly<Record<string, string>> = {
  'at the end': `device: x # comment\ntimeline:\n  ${item} # one\nuntil: 5s\n`,
  'at the end of the file': `device: x\nuntil: 5s\ntimeline:\n${item}\n`,
  'without a last line break': `device: x\nuntil: 5s\ntimeline:\n    ${item}`,
  'in the middle, over several lines': `device: x\n\ntimeline:\n  - at: 1s\n    client: me\n    do: connect\n\n# about the end\nuntil: 5s\n`,
  'in one line': `device: x\ntimeline: [{ at: 1s, client: me, do: connect }]\nuntil: 5s\n`,
  'in brackets over lines': `device: x\ntimeline: [\n  { at: 1s, client: me, do: connect },\n]\nuntil: 5s\n`,
  'in JSON': JSON.stringify({ device: 'x', timeline: [OLD], until: '5s' }),
};

describe.each(Object.entries(texts))('a timeline %s', (_name, text) => {
  it('gets them at its end', () => {
    const result = appendSteps(text, [STEP, STEP]);
    expect(parse(result)).toEqual({ device: 'x', until: '5s', timeline: [OLD, STEP, STEP] });
    const lineOf = (where: string): number => where.split('\n').findIndex((line) => line.startsWith('until'));
    expect(lineOf(result)).toBe(lineOf(text));
  });
});

it.each([
  'device: x\nuntil: 5s',
  '{ device: x, until: 5s }',
  '{"device":"x","until":"5s"}\n',
  'device: x\nuntil: 5s\ntimeline: []\n',
])('a scenario without steps gets them: %j', (text) => {
  expect(parse(appendSteps(text, [STEP]))).toEqual({ device: 'x', until: '5s', timeline: [STEP] });
});

it('nothing typed, nothing changed', () => {
  expect(appendSteps('device: x', [])).toBe('device: x');
});
