/** What the service loop does where the reference traces cannot follow. */

import { describe, expect, it } from 'vitest';
import type { TraceRecord } from '../../../sim/kernel/trace.js';
import { loadScenario } from '../../../sim/run/load.js';
import { runW800 } from './run-w800.js';

function run(timeline: readonly string[], until = '4s', app = 'lws-ws-server'): TraceRecord[] {
  const text = [
    'name: inline',
    `device: { profile: w800-sdk-2.4, apps: [${app}] }`,
    `until: ${until}`,
    'timeline:',
    ...timeline.map((step) => `  - { ${step} }`),
  ].join('\n');
  return runW800(loadScenario({ text }));
}

const reasons = (records: readonly TraceRecord[]): string[] =>
  records.flatMap((record) => (record.k === 'cb' ? [record.reason] : []));

/** A message frame of the client, many times in one segment. */
const MANY_FRAMES = (length: number, count: number): string[] =>
  Array.from({ length: count }, () => `at: 1200ms, client: A, do: ws_text, fill: q, length: ${length}`);

const OPEN = [
  'at: 1s, client: A, do: connect',
  'at: 1050ms, client: A, do: ws_open, path: /, subprotocol: echo-protocol',
  'at: 1100ms, client: A, do: pause',
];

describe('output that is stuck', () => {
  it('crashes on an empty message behind it (assert in lws_buflist_append_segment)', () => {
    const records = run([
      ...OPEN,
      ...MANY_FRAMES(1000, 90),
      'at: 1300ms, client: A, do: ws_frame, fin: true, opcode: 1, hex: ""',
    ]);
    expect(records.slice(-2)).toMatchObject([
      { k: 'log', lv: 'E', tag: 'assert', msg: 'len' },
      { k: 'panic' },
    ]);
  });

  it('makes the loop spin after the client closes: the run ends as a livelock', () => {
    const records = run([...OPEN, ...MANY_FRAMES(1000, 90), 'at: 1300ms, client: A, do: close']);
    // no `end`: virtual time stands still from here on
    expect(records.at(-1)).toMatchObject({ t: 1_301_000, k: 'seg' });
  });
});

it('CONNECT makes a raw socket of the connection', () => {
  const records = run([
    'at: 1s, client: A, do: connect',
    'at: 1100ms, client: A, do: send, text: "CONNECT /a HTTP/1.1\\r\\n\\r\\n"',
    'at: 1200ms, client: A, do: send, text: "more"',
    'at: 1300ms, client: A, do: close',
  ]);
  const ours = reasons(records).filter((reason) => reason.startsWith('LWS_CALLBACK_RAW_'));
  expect(ours).toEqual([
    'LWS_CALLBACK_RAW_ADOPT',
    'LWS_CALLBACK_RAW_RX',
    'LWS_CALLBACK_RAW_RX',
    'LWS_CALLBACK_RAW_CLOSE',
  ]);
});

it('message bytes behind an upgrade request are overwritten by the answer to it', () => {
  const request =
    'GET / HTTP/1.1\\r\\nHost: h\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n' +
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\\r\\nSec-WebSocket-Version: 13\\r\\n' +
    'Sec-WebSocket-Protocol: echo-protocol\\r\\n\\r\\n';
  const records = run([
    'at: 1s, client: A, do: connect',
    `at: 1100ms, client: A, do: send, text: "${request}"`,
    'at: 1100ms, client: A, do: ws_text, fill: q, length: 600',
    'at: 1200ms, client: A, do: ws_text, fill: r, length: 3',
  ]);
  const message = records.find(
    (record) => record.k === 'log' && record.msg.startsWith('Received msg from client: \nqqq'),
  );
  expect(message).toMatchObject({
    msg: expect.stringMatching(/^Received msg from client: \nq+[^q]/) as string,
  });
});
