/** Header fields of requests: on the timeline as in groups, text or numbers. */

import { describe, expect, it } from 'vitest';

import { loadScenario } from '../../sim/run/load.js';
import { failureOf } from './failure.js';

const HEAD = 'device: { profile: esp32-idf-v5.3, apps: [simple] }\n';
const timeline = (headers: string): string =>
  `${HEAD}timeline:\n  - { at: 1s, client: c, do: connect }\n  - { at: 2s, client: c, do: http, path: /hello, headers: ${headers} }\n`;
const group = (headers: string): string =>
  `${HEAD}groups:\n  - { name: c, steps: [{ do: http, path: /hello, headers: ${headers} }] }\n`;
const refused = (text: string) => failureOf(() => loadScenario({ text }));

describe.each([
  ['the timeline', timeline],
  ['a group', group],
])('header fields of http on %s', (_, scenario) => {
  it('are text or numbers, in the order of the file', () => {
    const { steps, groups } = loadScenario({ text: scenario('{ X-A: yes it is, Age: 7, X-Z: "1.10" }') });
    const program = groups?.[0]?.program;
    const step = program?.kind === 'steps' ? program.steps[0] : steps[1];
    expect(step).toMatchObject({
      headers: [
        ['X-A', 'yes it is'],
        ['Age', '7'],
        ['X-Z', '1.10'],
      ],
    });
  });

  it.each(['1.10', '0x10', '1e3', '+5'])('a number that would not be sent as it is written: %s', (number) => {
    const error = refused(scenario(`{ X-A: ${number} }`));
    expect(error.code).toBe('wrong-type');
    expect(error.text).toBe(number);
    expect(error.hint).toBe(`write it in quotes: "${number}"`);
  });

  it('nothing else', () => {
    expect(refused(scenario('{ X-A: [1] }')).message).toContain('expected text (in quotes) or a number');
    expect(refused(scenario('{ X-A: "a\\r\\nb" }')).message).toContain('expected one line');
    expect(refused(scenario('{ "X A": b }')).message).toContain('name of a header field');
  });
});

it('a number from a parameter is taken', () => {
  const text = `parameters: { n: 7 }\n${timeline('{ Age: $(n) }')}`;
  expect(loadScenario({ text }).steps[1]).toMatchObject({ headers: [['Age', '7']] });
});
