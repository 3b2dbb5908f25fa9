/** Websocket messages that an answer is expected to: exchanges with an outcome, whoever sends them. */

import { describe, expect, test } from 'vitest';
import { simulate } from '../../sim/index.js';
import type { ConnectionOutcome } from '../../sim/outcomes/outcome-types.js';

const DEVICE = `
device: { profile: esp32-idf-v5.3, apps: [ws-echo] }
until: 5s
link: { outages: [{ at: 3s, for: 10s }] }
`;

function newest(text: string, client: string): ConnectionOutcome {
  return simulate(DEVICE + text)
    .client(client)
    .connections.at(-1)!;
}

const messages = ({ exchanges }: ConnectionOutcome): string[] =>
  exchanges.filter(({ kind }) => kind === 'message').map(({ method, outcome }) => `${method} ${outcome}`);

describe.each([
  [
    'timeline',
    (at: string, more: string) => `timeline:
  - { at: 1s, client: g1, do: connect }
  - { at: 1100ms, client: g1, do: ws_open, path: /ws }
  - { at: ${at}, client: g1, ${more} }
`,
  ],
  [
    'groups',
    (at: string, more: string) => `groups:
  - name: g
    start: 1s
    steps: [ { do: ws_open, path: /ws }, { do: wait, for: ${at === '4s' ? '3s' : '1s'} }, { ${more} } ]
`,
  ],
])('on the %s', (_, load) => {
  test.each([
    ['2s', 'do: ws_text, text: hi', [], 'served'],
    ['2s', 'do: ws_text, text: hi, expects_answer: true', ['message answered'], 'served'],
    ['2s', 'do: ws_frame, opcode: 1, text: hi, expects_answer: true', ['message answered'], 'served'],
    ['4s', 'do: ws_text, text: hi', [], 'served'],
    ['4s', 'do: ws_text, text: hi, expects_answer: true', ['message pending'], 'waiting'],
    ['4s', 'do: ws_bin, hex: "00", expects_answer: true', ['message pending'], 'waiting'],
    ['4s', 'do: ws_ping', ['PING pending'], 'waiting'],
  ] as const)('at %s: %s', (at, step, exchanges, outcome) => {
    const connection = newest(load(at, step), 'g1');
    expect(messages(connection)).toEqual(exchanges);
    expect(connection.outcome).toBe(outcome);
    if (outcome === 'waiting') expect(connection.cause).toMatchObject({ resource: 'link' });
  });
});

test('a step with expect is a question, unless it says that it is none', () => {
  const load = (more: string): string => `groups:
  - { name: g, start: 1s, steps: [ { do: ws_open, path: /ws }, { do: ws_text, text: hi, expect: {}${more} } ] }
`;
  expect(messages(newest(load(''), 'g1'))).toEqual(['message answered']);
  expect(messages(newest(load(', expects_answer: false'), 'g1'))).toEqual([]);
});

test('a dashboard whose messages are questions', () => {
  const load = (more: string): string => `groups:
  - { name: g, start: 1s, behaviour: { dashboard: { messages: { text: hi, every: 1500ms${more} } } } }
`;
  expect(messages(newest(load(''), 'g1'))).toEqual([]);
  expect(messages(newest(load(', expects_answer: true'), 'g1'))).toEqual([
    'message answered',
    'message pending',
  ]);
});
