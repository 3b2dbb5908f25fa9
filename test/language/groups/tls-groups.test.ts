/** Groups over TLS: what their clients get, what the report says of it, and what can't be. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { ScenarioError } from '../../../sim/document/diagnostic.js';
import { loadScenario } from '../../../sim/run/load.js';
import { simulate } from '../../../sim/index.js';
import { Simulation } from '../../../sim/run/simulation.js';

const ESP32 = 'device: { profile: esp32-idf-v5.3, apps: [https-simple], tls: {} }';
const W800 = 'device: { profile: w800-sdk-2.4, apps: [lws-ws-server], tls: {} }';
const scenario = (device: string, ...groups: readonly string[]): string =>
  [device, 'until: 20s', 'groups:', ...groups.map((group) => `  - { ${group} }`)].join('\n');
const run = (device: string, ...groups: readonly string[]) => simulate({ text: scenario(device, ...groups) });
const events = (result: ReturnType<typeof run>, client: string): string[] =>
  result.records.flatMap((one) => (one.k === 'cli' && one.c === client && one.ev !== 'data' ? [one.ev] : []));

const GET = '{ do: http, method: GET, path: / }';

describe('steps over TLS', () => {
  it('wait for the handshake, and the wait is told as one', () => {
    const result = run(ESP32, `name: c, stack: linux, tls: {}, steps: [${GET}, { do: close }]`);
    expect(events(result, 'c1').slice(0, 2)).toEqual(['connected', 'tls_established']);
    expect(result.verdict.status).toBe('passed');
    const [exchange] = result.client('c1').connections[0]!.exchanges;
    const kinds = new Map(exchange!.waits.map(({ kind, on, us }) => [`${kind} ${on}`, us]));
    expect(kinds.get('tls round trips')).toBe(6000);
  });

  it('a websocket goes through it, on both devices', () => {
    const open = (path: string, more = ''): string =>
      `name: c, stack: linux, tls: {}, steps: [{ do: ws_open, path: ${path}${more} }, { do: ws_text, text: hi, expect: { text: hi } }]`;
    expect(run(ESP32, open('/ws')).verdict.status).toBe('passed');
    expect(run(W800, open('/', ', subprotocol: echo-protocol')).verdict.status).toBe('passed');
  });

  it.each([ESP32, W800])('a refused handshake has its alert as the cause (%s)', (device) => {
    const result = run(
      device,
      `name: c, stack: linux, tls: { version: '1.1' }, steps: [{ do: connect, expect: { outcome: tls-failed } }]`,
    );
    expect(result.verdict.status).toBe('passed');
    const { outcome, cause } = result.client('c1').connections[0]!;
    expect(outcome).toBe('closed');
    expect(cause?.effect).toContain('TLS failed: tlsv1 alert protocol version');
  });

  it('who waits while the task is in the handshake of a silent client, waits for that', () => {
    const result = run(
      ESP32,
      'name: silent, stack: linux, start: 1s, steps: [{ do: connect, port: 443 }, { do: hold, for: 10s }]',
      `name: c, stack: linux, tls: {}, start: 2s, steps: [{ do: http, method: GET, path: /, expect: { outcome: silent, within: 15s } }]`,
    );
    const { cause } = result.client('c1').connections[0]!;
    expect(cause).toMatchObject({ resource: 'task httpd', holders: ['silent1'] });
    expect(cause?.effect).toContain('the TLS handshake of silent1');
  });
});

describe('behaviours over TLS', () => {
  const page = 'behaviour: { browser: { resources: [/a, /b, /c], headers: HEADERS } }';
  const TICKETS =
    'device: { profile: esp32-idf-v5.3, apps: [https-simple], tls: { session_tickets: true }, sdkconfig: { CONFIG_ESP_TLS_SERVER_SESSION_TICKETS: true } }';

  it('a browser of Firefox sends before the end of the handshake, Chrome without ALPN does not', () => {
    const seen = (headers: string): boolean =>
      events(
        run(ESP32, `name: b, stack: linux, tls: {}, ${page.replace('HEADERS', headers)}`),
        'b1',
      ).includes('tls_false_start');
    expect([seen('firefox'), seen('chrome')]).toEqual([true, false]);
  });

  it('a browser resumes its session where the device gives out tickets', () => {
    const result = run(TICKETS, `name: b, stack: linux, tls: {}, ${page.replace('HEADERS', 'chrome')}`);
    const resumed = result.records.flatMap((one) =>
      one.k === 'cli' && one.ev === 'tls_established' ? [(one as { resumed?: number }).resumed] : [],
    );
    expect(resumed[0]).toBe(0);
    expect(resumed.at(-1)).toBe(1);
  });

  it.each([
    ['poller', '{ poller: { path: /, every: 2s } }'],
    ['dashboard', '{ dashboard: { page: /, ws: /ws } }'],
    ['reconnecting-client', '{ reconnecting-client: { path: /ws } }'],
  ])('%s gets what it asks for', (_, behaviour) => {
    const result = run(ESP32, `name: c, stack: linux, tls: {}, behaviour: ${behaviour}`);
    expect(result.client('c1').outcome).toBe('served');
    expect(events(result, 'c1')).toContain('tls_established');
  });
});

describe('what can not be', () => {
  it.each([
    [
      'device: { profile: esp32-idf-v5.3, apps: [simple] }',
      `tls: {}, steps: [${GET}]`,
      'conflict',
      'the device speaks no TLS',
    ],
    [ESP32, `tls: { version: '1.4' }, steps: [${GET}]`, 'unknown-value', 'unknown value "1.4"'],
    [
      ESP32,
      `tls: { version: '1.3', ciphers: AES128-SHA }, steps: [${GET}]`,
      'conflict',
      'nothing to TLS 1.3',
    ],
    [ESP32, `tls: { version: '1.3', resume: true }, steps: [${GET}]`, 'conflict', 'no resumption'],
    [ESP32, `tls: { cut: 3 }, steps: [${GET}]`, 'unknown-key', 'cut'],
    [ESP32, `tls: { false_start: yes }, steps: [${GET}]`, 'unknown-value', 'with-alpn'],
    [ESP32, 'tls: {}, behaviour: { port-scanner: { ports: [443] } }', 'conflict', 'it only connects'],
    [ESP32, 'tls: {}, behaviour: http-server', 'conflict', 'it serves the device'],
  ])('%s, %s', (device, group, code, words) => {
    const load = (): unknown => loadScenario({ text: scenario(device, `name: c, ${group}`) });
    expect(load).toThrow(ScenarioError);
    try {
      load();
    } catch (error) {
      const [first] = (error as ScenarioError).diagnostics;
      expect(first).toMatchObject({ code });
      expect(`${first.message} ${first.hint ?? ''}`).toContain(words);
      expect((error as ScenarioError).message).toMatch(/:4:\d+/);
    }
  });
});

describe.each([ESP32, W800])('whatever clients offer, and whatever comes beside them (%s)', (device) => {
  const tls = fc.record(
    {
      version: fc.constantFrom("'1.0'", "'1.1'", "'1.2'", "'1.3'"),
      groups: fc.constantFrom('X25519', 'P-256', 'P-384'),
      mfl: fc.constantFrom('512', '4096'),
      alpn: fc.constantFrom('h2', 'http/1.1', '"h2,http/1.1"'),
      resume: fc.constant('true'),
      noticket: fc.boolean().map(String),
      verify: fc.boolean().map(String),
    },
    { requiredKeys: [] },
  );
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 });

  it('the run comes to its end', () => {
    fc.assert(
      fc.property(fc.array(tls, { minLength: 1, maxLength: 3 }), bytes, (all, junk) => {
        const groups = all.map((one, i) => {
          const { resume, ...rest } = one;
          const keys = { ...rest, ...(one.version === "'1.3'" ? {} : resume && { resume }) };
          const text = Object.entries(keys).map(([key, value]) => `${key}: ${value}`);
          return `name: g${i}x, count: 2, stack: linux, tls: { ${text.join(', ')} }, behaviour: { reconnecting-client: { path: /ws } }`;
        });
        const hex = Buffer.from(junk).toString('hex');
        const hostile = `name: h, stack: linux, steps: [{ do: connect, port: 443 }, { do: send, hex: "${hex}" }, { do: hold, for: 2s }, { do: abort }]`;
        const text = scenario(device, hostile, ...groups);
        expect(['until', 'idle']).toContain(new Simulation(loadScenario({ text })).run().end);
      }),
      { numRuns: 15 },
    );
  });
});
