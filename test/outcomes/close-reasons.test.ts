/** What both firmwares end on their own has its reason, and the reason reaches the outcome. */

import { expect, test } from 'vitest';
import { causeText } from '../../sim/outcomes/cause-text.js';
import { watchOutcomes } from '../../sim/outcomes/watch-outcomes.js';
import { loadScenario } from '../../sim/run/load.js';
import { Simulation } from '../../sim/run/simulation.js';

/** `client: outcome, why`: the reason of its end, or of its outcome. */
function ends(device: string, steps: readonly string[]): string[] {
  const timeline = steps.map((step) => `  - { ${step} }\n`).join('');
  const text = `name: ends\ndevice: { ${device} }\nuntil: 30s\ntimeline:\n${timeline}`;
  const simulation = new Simulation(loadScenario({ text }));
  const outcomes = watchOutcomes(simulation);
  simulation.run();
  return outcomes().map(
    ({ label, outcome, ending, cause }) =>
      `${label}: ${outcome}, ${ending?.why ?? (cause === undefined ? '' : causeText(cause))}`,
  );
}

test('esp_http_server', () => {
  expect(
    ends(
      'profile: esp32-idf-v5.3, apps: [ws-echo, simple], httpd: { recv_wait_timeout: 2, keep_alive_enable: true }',
      [
        'at: 1s, client: lost, do: connect',
        'at: 1100ms, client: lost, do: http, path: /nothing',
        'at: 1200ms, client: old, do: connect',
        'at: 1300ms, client: old, do: send, text: "GET /ws HTTP/1.1\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Version: 8\\r\\n\\r\\n"',
        'at: 2s, client: bare, do: connect',
        'at: 2100ms, client: bare, do: ws_open, path: /ws',
        'at: 2500ms, client: bare, do: ws_frame, fin: true, opcode: 1, hex: "00", masked: false',
        'at: 3s, client: slow, do: connect',
        'at: 3100ms, client: slow, do: send, text: "GET /hel"',
        'at: 6s, client: odd, do: connect',
        'at: 6100ms, client: odd, do: send, text: "garbage\\r\\n\\r\\n"',
        'at: 7s, client: last, do: connect',
        'at: 7100ms, client: last, do: http, path: /hello',
        'at: 8s, device: stop',
      ],
    ),
  ).toEqual([
    'lost: served, the server closes after 404 Not Found',
    'old: closed, the websocket handshake failed: Sec-WebSocket-Version 8',
    'bare: cut-off, a websocket frame that is not masked',
    'slow: served, the server closes after 408 Request Timeout',
    'odd: served, the server closes after 400 Bad Request',
    'last: served, the server was stopped',
  ]);
});

test('libwebsockets', () => {
  expect(
    ends('profile: w800-sdk-2.4, apps: [lws-ws-server]', [
      'at: 1s, client: chat, do: connect',
      'at: 1100ms, client: chat, do: ws_open, path: /, subprotocol: chat',
      'at: 2s, client: odd, do: connect',
      'at: 2100ms, client: odd, do: ws_open, path: /',
      'at: 2500ms, client: odd, do: ws_frame, fin: true, opcode: 7, hex: "00"',
      'at: 3s, client: silent, do: connect',
      'at: 4s, client: twice, do: connect',
      'at: 4100ms, client: twice, do: http, path: /',
      'at: 4200ms, client: twice, do: http, path: /',
    ]),
  ).toEqual([
    'chat: closed, No supported protocol "chat"',
    'odd: closed, CLOSE 1002 "bad opc"',
    'silent: closed, its timeout ran out in state headers',
    'twice: closed, a request in state doing-transaction, which lws does not handle',
  ]);
});

const UPGRADE = 'GET / HTTP/1.1\\r\\nHost: x\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n';
const KEY = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\\r\\nSec-WebSocket-Version: 13\\r\\n';

test.each([
  [
    'its headers',
    `GET / HTTP/1.1\\r\\nCookie: ${'x'.repeat(5000)}\\r\\n\\r\\n`,
    'its headers were not taken: Ran out of header data space',
  ],
  [
    'no HTTP',
    'garbage\\r\\n\\r\\n',
    'its headers were not taken: no HTTP request, or a malformed escape (403)',
  ],
  ['another upgrade', 'GET / HTTP/1.1\\r\\nUpgrade: tls\\r\\n\\r\\n', 'an upgrade to "tls" (403)'],
  [
    'half an upgrade',
    'GET / HTTP/1.1\\r\\nHost: x\\r\\nUpgrade: websocket\\r\\n\\r\\n',
    'the websocket handshake failed: no Connection: Upgrade',
  ],
  ['no key', `${UPGRADE}\\r\\n`, 'the websocket handshake failed: no Host or no Sec-WebSocket-Key'],
  [
    'a long list',
    `${UPGRADE}${KEY}Sec-WebSocket-Protocol: ${'a,'.repeat(80)}\\r\\n\\r\\n`,
    'the websocket handshake failed: protocol list too long',
  ],
  [
    'a long name',
    `${UPGRADE}${KEY}Sec-WebSocket-Protocol: ${'a'.repeat(70)}\\r\\n\\r\\n`,
    'the websocket handshake failed: pcol name too long',
  ],
  [
    'a malformed list',
    `${UPGRADE}${KEY}Sec-WebSocket-Protocol: "a\\r\\n\\r\\n`.replace('"a', '\\"a'),
    'the websocket handshake failed: malformatted protocol list',
  ],
])('libwebsockets turns away %s', (_, request, why) => {
  const [end] = ends('profile: w800-sdk-2.4, apps: [lws-ws-server]', [
    'at: 1s, client: odd, do: connect',
    `at: 1100ms, client: odd, do: send, text: "${request}"`,
  ]);
  expect(end).toMatch(/^odd: /);
  expect(end).toContain(why);
});
