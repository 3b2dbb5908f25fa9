/** What every scenario expects without saying so, and what a run warns of: nothing is green because nobody asked. */

import { describe, expect, test } from 'vitest';
import { loadScenario } from '../../../sim/run/load.js';
import type { CaseResult } from '../../../sim/report/check/case-result.js';
import { runCase } from '../../../sim/report/check/run-case.js';
import { FIRMWARE } from '../../../sim/run/firmware.js';

function verdict(text: string): CaseResult {
  const scenario = loadScenario({ text, file: 's.yaml' });
  return runCase(scenario, scenario.seed);
}

const device = (more: string): string => `device: { profile: esp32-idf-v5.3, ${more} }\nuntil: 30s\n`;
const TWO = 'apps: [two], app_settings: { server_port2: 80, ctrl_port2: 32769 }';
const ASKING = (path: string): string =>
  `groups:\n  - { name: phone, start: 1s, steps: [ { do: http, path: ${path} } ] }\n`;

describe('a server that does not start', () => {
  test.each([
    [
      'another task listens',
      device(TWO),
      /error in listen \(112\): task httpd listens on port 80 since 0\.000 s/,
    ],
    [
      'its control port is taken',
      device('apps: [two]'),
      /error in creating ctrl socket \(112\): task httpd has port 32768 since 0\.000 s/,
    ],
    [
      'a connection is in TIME_WAIT, and SO_REUSE is off',
      `${device('apps: [simple], sdkconfig: { CONFIG_LWIP_SO_REUSE: false }')}timeline:
  - { at: 5s, device: stop }
  - { at: 8s, device: start }
groups:
  - { name: before, stack: linux, start: 1s, steps: [ { do: http, path: /hello }, { do: hold } ] }
`,
      /error in bind \(112\): the connection of before1:49152 is in TIME_WAIT until 12\d\.\d{3} s and CONFIG_LWIP_SO_REUSE is off/,
    ],
    [
      'there is no socket left',
      device('apps: [simple], extra_sockets: 8'),
      /error in creating msg socket \(23\): sockets 10\/10 \(CONFIG_LWIP_MAX_SOCKETS\)/,
    ],
    [
      'more sessions than sockets',
      device('apps: [simple], httpd: { max_open_sockets: 500 }'),
      /max_open_sockets 500 \+ 3 > CONFIG_LWIP_MAX_SOCKETS 10/,
    ],
    [
      'libwebsockets finds no socket',
      'device: { profile: w800-sdk-2.4, apps: [lws-ws-server], extra_sockets: 6 }\nuntil: 5s\n',
      /error in socket \(23\): sockets 8\/8 \(MEMP_NUM_NETCONN\)/,
    ],
  ])('%s', (_, text, why) => {
    const result = verdict(text);
    expect(result).toMatchObject({ status: 'failed', builtIn: true });
    expect(result.failures).toMatchObject([{ seen: 'it did not start', why: [expect.stringMatching(why)] }]);
    // Expectations of something else do not make it all right; one that says so does.
    expect(verdict(`${text}expect: [{ panic: false }]`).status).toBe('failed');
    expect(verdict(`${text}expect: [{ server: failed }]`).status).toBe('passed');
    expect(verdict(`${text}expect: [{ server: failed, port: 8080 }]`).status).toBe('failed');
  });

  test('stands at the device', () => {
    expect(verdict(device(TWO)).failures).toMatchObject([{ file: 's.yaml', line: 1, column: 1 }]);
  });

  test('one that starts at the second try has started', () => {
    const text = `${device('apps: [simple], sdkconfig: { CONFIG_LWIP_SO_REUSE: false }')}timeline:
  - { at: 5s, device: stop }
  - { at: 8s, device: start }
  - { at: 140s, device: start }
groups:
  - { name: before, stack: linux, start: 1s, steps: [ { do: http, path: /hello }, { do: hold } ] }
`.replace('until: 30s', 'until: 150s');
    expect(verdict(text)).toMatchObject({ status: 'passed', failures: [] });
  });

  test('every profile starts its server with its own defaults', () => {
    for (const { name, family } of FIRMWARE.profiles) {
      const app = family === 'libwebsockets' ? 'lws-ws-server' : 'simple';
      const text = `device: { profile: ${name}, apps: [${app}] }\nuntil: 100ms\nexpect: [{ server: running }]\n`;
      expect([name, verdict(text).failures]).toEqual([name, []]);
    }
  });
});

describe('a scenario that expects nothing', () => {
  test('is judged by whether everything was answered', () => {
    expect(verdict(device('apps: [simple]') + ASKING('/hello'))).toMatchObject({
      status: 'passed',
      builtIn: true,
      expectations: 0,
    });
    const waiting = device('apps: [simple], httpd: { max_open_sockets: 1, lru_purge_enable: false }');
    const two = `${waiting}timeline:
  - { at: 1s, client: a, do: connect }
  - { at: 2s, client: b, do: connect }
  - { at: 3s, client: b, do: http, path: /hello }
`;
    expect(verdict(two)).toMatchObject({
      status: 'failed',
      failures: [
        {
          line: 5,
          expected: 'built-in: all that b asked is answered',
          seen: 'b waiting',
          why: [expect.stringMatching(/^b: sessions :80 1\/1 \(max_open_sockets\)/)],
        },
      ],
    });
    // Whoever expects something says what.
    expect(verdict(`${two}expect: [{ client: b, outcome: waiting }]`)).toMatchObject({ status: 'passed' });
  });

  test('a client that asks nothing and leaves has missed nothing', () => {
    const text = `${device('apps: [simple]')}timeline:
  - { at: 1s, client: a, do: connect }
  - { at: 2s, client: a, do: close }
`;
    expect(verdict(text)).toMatchObject({ status: 'passed', failures: [] });
    expect(verdict(text).warnings).toBeUndefined();
  });
});

describe('warnings', () => {
  const messages = (text: string): string[] => (verdict(text).warnings ?? []).map(({ message }) => message);

  test('all answers are the same error', () => {
    const text = device('apps: [simple]') + ASKING('/helo');
    expect(verdict(text)).toMatchObject({ status: 'passed', warnings: [{ line: 4 }] });
    expect(messages(text)).toEqual(['every answer to phone1 is 404 (1 of 1): is the path right?']);
    expect(messages(`${text}expect: [{ outcome: served }]`)).toHaveLength(1);
    expect(messages(`${text}expect: [{ client: phone1, status: 404 }]`)).toEqual([]);
    expect(messages(text.replace('/helo', '/helo, expect: { status: 404 }'))).toEqual([]);
    expect(messages(text.replace('} ] }', '}, { do: http, path: /hello } ] }'))).toEqual([]);
  });

  test('a group never got one answer, and no expectation speaks of it', () => {
    const text = `${device('apps: [simple], httpd: { max_open_sockets: 1, lru_purge_enable: false }')}timeline:
  - { at: 500ms, client: a, do: connect }
${ASKING('/hello')}`;
    expect(messages(`${text}expect: [{ client: a, outcome: idle }]`)).toEqual([
      'phone1 never got an answer, and nothing expects that',
    ]);
    expect(messages(`${text}expect: [{ client: phone*, outcome: waiting }]`)).toEqual([]);
    expect(messages(`${text}expect: [{ connections: { idle: 1, waiting: 1 } }]`)).toEqual([]);
  });

  test('an expectation whose clients never connected', () => {
    const text = `${device('apps: [simple]')}timeline:
  - { at: 1s, client: a, do: connect }
groups:
  - { name: late, steps: [ { do: wait, for: 60s }, { do: connect } ] }
`;
    const said = ['this expectation matched no client: late* has never connected'];
    expect(messages(`${text}expect: [{ never: { client: 'late*', outcome: purged } }]`)).toEqual(said);
    expect(messages(`${text}expect: [{ client: 'late*', connections: { purged: 0 } }]`)).toEqual(said);
    expect(messages(`${text}expect: [{ client: 'late*', connections: { total: 0 } }]`)).toEqual([]);
  });

  test('nobody connects, and nothing is expected', () => {
    expect(messages(device('apps: [simple]'))).toEqual(['nobody connects, and nothing is expected']);
  });
});

describe('steps of groups that expect something', () => {
  const FULL = `${device('apps: [ws-echo], httpd: { max_open_sockets: 1, lru_purge_enable: false }')}timeline:
  - { at: 500ms, client: a, do: connect }
`;

  test('unanswered to the end is a failure', () => {
    const text = `${FULL}groups:
  - { name: g, start: 1s, steps: [ { do: ws_open, path: /ws, expect: {} } ] }
`;
    expect(verdict(text)).toMatchObject({
      status: 'failed',
      expectations: 1,
      failures: [{ expected: 'g1, step 1 (ws_open): answered', seen: 'nothing by the end' }],
    });
  });

  test('behind a step that failed, too', () => {
    const text = `${device('apps: [simple]')}groups:
  - { name: g, start: 1s, steps: [ { do: connect, port: 81 }, { do: http, path: /hello, expect: {} } ] }
`;
    expect(verdict(text)).toMatchObject({
      status: 'failed',
      failures: [
        {
          expected: 'g1, step 2 (http): answered',
          seen: 'step 1 (connect) failed before it: refused, after 2ms',
        },
      ],
    });
  });

  test('for which the run was too short, are warned of', () => {
    const text = `${device('apps: [simple]')}groups:
  - { name: g, start: 1s, steps: [ { do: wait, for: 60s }, { do: http, path: /hello, expect: {} } ] }
`;
    expect(verdict(text)).toMatchObject({
      status: 'passed',
      warnings: [{ message: 'g1 never came to this step: what it expects was not judged' }],
    });
  });
});
