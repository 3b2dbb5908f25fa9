/** What is told of TLS that does not come about: on one side only, gates, clients that are gone in the middle. */

import { expect, it } from 'vitest';
import { simulate, type ScenarioSource } from '../../sim/index.js';

/** The lines "not served, and why" and "slow, and why". */
function told(scenario: ScenarioSource): string[] {
  const lines = simulate(scenario).summaryText().split('\n');
  const from = (title: string): string[] => {
    const at = lines.findIndex((line) => line.startsWith(title));
    if (at < 0) return [];
    const rest = lines.slice(at + 1);
    return rest.slice(
      0,
      rest.findIndex((line) => !line.startsWith(' ')),
    );
  };
  return [...from('Not served'), ...from('Slow')].map((line) => line.trim().replaceAll(/ {2,}/g, ' | '));
}

const ESP32 = { profile: 'esp32-idf-v5.3', apps: ['https-simple'], tls: {} };
const W800 = { profile: 'w800-sdk-2.4', apps: ['lws-ws-server'], tls: {} };
const HTTP = { do: 'http', path: '/' };
const OPEN = { do: 'ws_open', path: '/', subprotocol: 'echo-protocol' };
const group = (name: string, more: object): object => ({ name, stack: 'linux', ...more });

it.each([
  [
    'esp32',
    ESP32,
    'device: the TLS handshake failed with -0x7700: port 443 speaks TLS (https, wss), and what came was none',
  ],
  ['w800', W800, 'device: port 443 speaks TLS (https, wss), and what came was none'],
])('%s: plain clients of a device with TLS are told where it is', (_, device, why) => {
  const groups = [
    group('at80', { steps: [HTTP] }),
    group('at443', { start: '5s', steps: [{ do: 'connect', port: 443 }, HTTP] }),
  ];
  expect(told({ device, until: '20s', groups })).toEqual([
    'at801 | refused | listener :80: nothing listens on port 80; the device speaks TLS (https, wss) on port 443',
    `at4431 | reset | ${why}`,
  ]);
});

it('clients with TLS of a plain device are told that there is none', () => {
  const device = { profile: 'esp32-idf-v5.3', apps: ['simple'] };
  const timeline = [
    { at: '1s', client: 'a', do: 'tls_connect', port: 443 },
    { at: '2s', client: 'b', do: 'tls_connect', port: 80 },
  ];
  const [a, b] = told({ device, until: '20s', timeline });
  expect(a).toBe('a | refused | listener :443: nothing listens on port 443; the device speaks no TLS');
  expect(b).toMatch(/^b \| reset \| device: TLS failed: .*; the device speaks no TLS$/);
});

it('a plain client of a plain device is told nothing of TLS', () => {
  const device = { profile: 'esp32-idf-v5.3', apps: ['simple'] };
  const groups = [group('at81', { steps: [{ do: 'connect', port: 81 }] })];
  expect(told({ device, until: '20s', groups })).toEqual([
    'at811 | refused | listener :81: nothing listens on port 81',
  ]);
});

it('as many TLS sessions as there may be: who has them, and the wait by its name', () => {
  const device = { ...W800, tls: { simultaneous_ssl_restriction: 2 } };
  const groups = (forMs: number): object[] => [
    group('tab', {
      count: 2,
      tls: {},
      start: { at: '1s', every: '500ms' },
      steps: [OPEN, { do: 'hold', for: `${forMs}ms` }, { do: 'close' }],
    }),
    group('late', { tls: {}, start: '3s', steps: [OPEN] }),
  ];
  expect(told({ device, until: '10s', groups: groups(60_000) })).toEqual([
    'late1 | waiting | tls sessions (simultaneous_ssl_restriction) since 1.503 s held by tab1, tab2: the listener is not looked at: connected, and not accepted',
  ]);
  expect(told({ device, until: '20s', groups: groups(8000) })).toEqual([
    expect.stringMatching(
      /^late1 \| websocket \/ \| \S+ s \| \S+ s tls sessions \(simultaneous_ssl_restriction\) full/,
    ),
  ]);
});

it('one handshake at a time: the others wait for a silent one', () => {
  const device = { ...W800, tls: { simultaneous_ssl_handshake_restriction: 1 } };
  const groups = [
    group('silent', {
      start: '1s',
      steps: [
        { do: 'connect', port: 443 },
        { do: 'hold', for: '60s' },
      ],
    }),
    group('late', { tls: {}, start: '3s', steps: [OPEN] }),
  ];
  expect(told({ device, until: '8s', groups })[0]).toBe(
    'late1 | waiting | tls handshakes (simultaneous_ssl_handshake_restriction) since 1.003 s held by silent1: the listener is not looked at: connected, and not accepted',
  );
});

it.each([
  ['before it has said anything', {}, [{ do: 'connect', port: 443 }, { do: 'vanish' }], [], '1.002 s'],
  [
    'after its ClientHello',
    { tls: {} },
    [HTTP],
    [{ at: '1004ms', client: 'gone1', do: 'vanish' }],
    '1.004 s',
  ],
])('gone %s: in the middle of its TLS handshake', (_, more, steps, timeline, goneAt) => {
  const groups = [
    group('gone', { start: '1s', steps, ...more }),
    group('tab', { start: '2s', tls: {}, steps: [HTTP] }),
  ];
  const lines = told({ device: ESP32, until: '60s', groups, timeline });
  const [gone, tab] = ['gone', 'tab'].map((name) => lines.find((line) => line.startsWith(name)));
  expect(gone).toBe(`gone1 | gave-up | client: it vanished at ${goneAt}, in the middle of its TLS handshake`);
  expect(tab).toMatch(
    /^tab1 \| waiting \| task httpd held by gone1: busy since 1\.003 s with the TLS handshake of gone1, waits for data of gone1/,
  );
});
