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

describe('frames that are sent before the handshake is answered', () => {
  const BUSY = `name: early
device: { profile: esp32-idf-v5.3, apps: [simple, ws-echo] }
until: 8s
timeline:
  - { at: 1s, client: busy, do: connect }
  - { at: 1100ms, client: busy, do: send, text: "POST /echo HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 1000\\r\\n\\r\\nhalf" }
  - { at: 2s, client: c, do: connect }
  - { at: 5s, client: busy, do: abort }
  # The server read the frames together with the handshake: something has to wake it.
  - { at: 6s, client: other, do: connect }
`;

  test('are messages once it is', () => {
    const run = simulate(`${BUSY}  - { at: 2100ms, client: c, do: ws_open, path: /ws }
  - { at: 2200ms, client: c, do: ws_text, text: hi, expects_answer: true }
  - { at: 2300ms, client: c, do: ws_ping }
  - { at: 7s, client: other, do: http, path: /hello }
`);
    const [connection] = run.client('c').connections;
    expect(connection!.exchanges.map(({ kind, path, outcome }) => `${kind} ${path} ${outcome}`)).toEqual([
      'websocket /ws open',
      'message /ws answered',
      'message /ws answered',
    ]);
    expect(connection!.outcome).toBe('served');
  });

  test('are answered as what they are where there is none', () => {
    const run = simulate(`${BUSY}  - { at: 2100ms, client: c, do: ws_open, path: /hello }
  - { at: 2200ms, client: c, do: ws_text, text: hi }
`);
    const [connection] = run.client('c').connections;
    expect(connection!.exchanges.map(({ kind, status }) => `${kind} ${status}`)).toEqual([
      'websocket 200',
      'message 400',
    ]);
  });
});

test('an expected echo that has not come has its reason, though nobody is known to wait for it', () => {
  const run = simulate(`name: unheard
device: { profile: esp32-idf-v5.3, apps: [simple, ws-echo] }
until: 3s
timeline:
  - { at: 1s, client: c, do: connect }
  - { at: 1100ms, client: c, do: ws_open, path: /ws }
  - { at: 1200ms, client: busy, do: connect }
  - { at: 1300ms, client: busy, do: send, text: "POST /echo HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 9\\r\\n\\r\\n" }
  - { at: 1400ms, client: c, do: ws_text, text: hello }
expect:
  - { client: c, received: hello }
`);
  const [connection] = run.client('c').connections;
  expect(connection).toMatchObject({
    outcome: 'served',
    unheard: { resource: 'task httpd', holders: ['busy'] },
  });
  expect(run.verdict.failures[0]?.why.join()).toMatch(/^c: task httpd held by busy: busy since 1.301 s/);
});
