/** What is said of runs that people asked about, in the words that they read. */

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hangText } from '../../sim/outcomes/crash-text.js';
import { causeText } from '../../sim/outcomes/cause-text.js';
import { lineOf, told, type Told } from './telling.js';

describe('holders', () => {
  test('whose session is taken is not among those who hold the others', () => {
    const { connections } = told(
      'apps: [simple], httpd: { max_open_sockets: 3, lru_purge_enable: true }',
      `until: 5s
groups:
  - { name: old, count: 3, start: { at: 1s, every: 100ms }, steps: [ { do: http, path: /hello }, { do: hold } ] }
  - { name: new, start: 2s, steps: [ { do: http, path: /hello } ] }
`,
    );
    const purged = connections.filter(({ outcome }) => outcome === 'purged');
    expect(purged.map(({ label, cause }) => `${label}: ${causeText(cause!)}`)).toEqual([
      'old1: sessions :80 3/3 (max_open_sockets) held by old2, old3: closed to make room for new1',
    ]);
  });

  test('a task that waits for a host of its own keeps nobody from the server', () => {
    const run = told(
      'apps: [simple], socket_users: [{ mqtt: {} }]',
      `until: 5s
groups:
  - { name: tab, count: 8, start: 3s, stack: linux, steps: [ { do: http, path: /hello }, { do: close } ] }
`,
    );
    expect(run.summary.join('\n')).toMatch(/held by tab1\.\.tab5: SYN dropped$/m);
    expect(run.summary.join('\n')).not.toContain('task mqtt');
  });

  test('connections of one client are told apart among the holders', () => {
    const run = told(
      'apps: [simple], httpd: { max_open_sockets: 1, backlog_conn: 2, lru_purge_enable: false }',
      `until: 6s
groups:
  - { name: tab, start: 2s, behaviour: { browser: { page: /hello, resources: [/hello?1, /hello?2, /hello?3, /hello?4] } } }
  - { name: late, start: 4500ms, steps: [ { do: connect } ] }
`,
    );
    expect(run.summary.join('\n')).toMatch(
      /backlog :80 2\/2 \(backlog_conn\) held by tab1#\d, tab1#\d: SYN dropped/,
    );
  });
});

describe('who got it in the end, late', () => {
  test('the sessions that kept it out are named with their option and what they were worth', () => {
    const run = told(
      'apps: [simple], httpd: { max_open_sockets: 2, lru_purge_enable: false, keep_alive_enable: true }',
      `until: 60s
groups:
  - { name: ghost, count: 2, start: 1s, steps: [ { do: http, path: /hello }, { do: vanish } ] }
  - { name: late, start: 3s, steps: [ { do: http, path: /hello } ] }
`,
    );
    expect(lineOf(run, 'late1  GET')).toMatch(
      /sessions :80 \(max_open_sockets\) full, .*; sessions :80 2\/2 \(max_open_sockets\) since 1\.\d+ s held by ghost1, ghost2 \(all vanished at 1\.\d+ s, which keep-alive finds out after 20 s of silence\): not accepted$/,
    );
  });

  test('a client that asks late has not waited', () => {
    const run = told(
      'apps: [simple]',
      `until: 9s
groups:
  - { name: slow, start: 1s, steps: [ { do: connect }, { do: wait, for: 4s }, { do: http, path: /hello } ] }
`,
    );
    expect(lineOf(run, 'slow1  served')).toBe('slow1  served  request answered in 6 ms');
    expect(run.connections[0]?.exchanges[0]).toMatchObject({
      startUs: 5_000_000,
      askedUs: 5_002_000,
    });
  });
});

describe('given up', () => {
  test('before it was connected: the SYNs that the link has lost', () => {
    const { connections } = told(
      'apps: [simple]',
      `until: 20s
link: { outages: [ { at: 1s, for: 10s } ] }
timeline:
  - { at: 2s, client: phone, do: connect }
  - { at: 7s, client: phone, do: close }
`,
    );
    expect(connections.map(({ outcome, cause }) => `${outcome} ${cause ? causeText(cause) : ''}`)).toEqual([
      expect.stringMatching(/^gave-up link: outage 1\.000 s–11\.000 s, \d SYN lost$/),
    ]);
  });

  test('a websocket whose client vanished was not ended', () => {
    const run = told(
      'apps: [ws-echo]',
      `until: 9s
groups:
  - { name: tab, start: 1s, steps: [ { do: ws_open, path: /ws }, { do: vanish } ] }
`,
    );
    expect(lineOf(run, 'tab1  served')).toBe('tab1  served  websocket open until its client vanished');
  });
});

test('what is asked as the run ends is on its way, and the summary says how long', () => {
  const { connections } = told(
    'apps: [simple]',
    `until: 5s
link: { latency: 20ms }
timeline:
  - { at: 1s, client: phone, do: connect }
  - { at: 4990ms, client: phone, do: http, path: /hello }
`,
  );
  expect(causeText(connections[0]!.cause!)).toBe('link: on its way, asked 10 ms before the end of the run');
});

const APP_THAT_CLOSES = `export const app = (context, esp) => {
  function* other() { yield* esp.delayMs(2000); yield* context.sockets.close(54); }
  function* ws() { return esp.ESP_OK; }
  return { register(server) {
    esp.httpd_register_uri_handler(server, { uri: '/ws', method: esp.HTTP_GET, handler: ws, is_websocket: true });
    esp.createTask('other', 2048, 5, other());
  } };
};`;

describe('a device that hangs', () => {
  test('task, loop, socket and what made it start; who came too late never started', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'told-')), 'app.mjs');
    writeFileSync(file, APP_THAT_CLOSES);
    const run = told(
      `apps: [${file}]`,
      `until: 30s
groups:
  - { name: tab, start: 1s, steps: [ { do: ws_open, path: /ws }, { do: hold } ] }
  - { name: late, count: 3, start: { at: 9s, every: 1s }, steps: [ { do: ws_open, path: /ws } ] }
timeline:
  - { at: 8s, client: other, do: connect }
`,
    );
    expect(run.summary[0]).toContain(
      'the device hangs since 2.000 s: task httpd loops for ever in httpd_server, on socket 54: ' +
        'the listener was closed behind its back, select() fails with errno 9 since 2.000 s',
    );
    expect(run.summary.map((line) => line.trim())).toContain(
      'other, late1..late3, due from 8.000 s to 11.000 s',
    );
  });

  test('whose socket it is, and since when its error counts as success', () => {
    const hang = { task: 'httpd', loop: 'httpd_server', since: 11_000_000 };
    const on = { fd: 57, c: 'tab1', port: 49_152, why: 'recv error 104 taken for success', from: 10_950_000 };
    expect(hangText({ ...hang, ...on })).toBe(
      'hangs since 11.000 s: task httpd loops for ever in httpd_server, on socket 57 of tab1:49152: ' +
        'recv error 104 taken for success since 10.950 s',
    );
  });
});

describe('to the root', () => {
  const why = ({ connections }: Told): string[] =>
    connections.flatMap(({ label, cause }) => (cause === undefined ? [] : [`${label}: ${causeText(cause)}`]));

  test('requests that came together with the one before', () => {
    const run = told(
      'apps: [simple]',
      `until: 10s
timeline:
  - { at: 1s, client: a, do: connect }
  - { at: 1100ms, client: a, do: send, text: "GET /hello HTTP/1.1\\r\\n\\r\\nGET /nothing HTTP/1.1\\r\\n\\r\\n" }
`,
    );
    expect(why(run)).toEqual([
      'a: device: it was sent before the request before it was answered, and read together with that; the server comes back to it when something else wakes it',
    ]);
  });

  test('an answer that another task goes on with is not on its way', () => {
    const run = told(
      'apps: [async]',
      'until: 20s\ngroups: [{ name: b, start: 1s, steps: [{ do: connect }, { do: http, path: /long }, { do: hold }] }]\n',
    );
    expect(why(run)).toEqual(['b1: device: another task has the request, and has not completed it']);
    expect(lineOf(run, 'b1  GET /long')).toMatch(/ the task that answers it, /);
  });

  test('a task that answers is not the server that is busy for others', () => {
    const run = told(
      `handlers: [
  { uri: /hold, do: [{ async: { do: [{ lock: m }, { delay: 8s }, { unlock: m }, { send: done }] } }] },
  { uri: /want, do: [{ lock: m }, { unlock: m }, { send: ok }] } ]`,
      `until: 20s
timeline:
  - { at: 1s, client: a, do: connect }
  - { at: 1100ms, client: a, do: http, path: /hold }
  - { at: 2s, client: b, do: connect }
  - { at: 2100ms, client: b, do: http, path: /want }
`,
    );
    expect(lineOf(run, 'a  GET /hold')).toMatch(/8\.\d+ s +8 s the task that answers it, /);
    expect(lineOf(run, 'b  GET /want')).toMatch(/7 s +7 s its own handler: GET \/want, /);
  });

  test('a port that is taken again within TIME_WAIT', () => {
    const run = told(
      'apps: [simple]',
      `until: 30s
timeline:
  - { at: 1s, client: a, do: connect, from: 50000 }
  - { at: 1100ms, client: a, do: http, path: /nothing }
  - { at: 3s, client: a, do: connect, from: 50000 }
`,
    );
    expect(why(run).at(-1)).toBe(
      'a#2: device: an earlier connection from port 50000 is not over for it (TIME_WAIT, unless its client vanished): it answers the SYN with an ACK',
    );
  });

  test('a busy task with the own request, and a websocket that a stopped server ends', () => {
    const busy = told(
      'handlers: [{ uri: /slow, do: [{ delay: 9s }] }]',
      'until: 5s\ngroups: [{ name: g, steps: [{ do: http, path: /slow }] }]\n',
    );
    expect(why(busy)).toEqual(['g1: task httpd: busy since 0.103 s with its own GET /slow, in a delay']);
    const stopped = told(
      'apps: [ws-echo]',
      'until: 5s\ntimeline: [{ at: 3s, device: stop }]\ngroups: [{ name: g, steps: [{ do: ws_open, path: /ws }, { do: hold }] }]\n',
    );
    expect(lineOf(stopped, 'g1  cut-off  websocket /ws')).toBe(
      'g1  cut-off  websocket /ws: device: the server was stopped',
    );
  });

  test('many ends have the time of the first and of the last', () => {
    const run = told(
      'apps: [simple]',
      'until: 10s\ngroups: [{ name: g, count: 3, start: { at: 1s, every: 2s }, steps: [{ do: http, path: /nothing }, { do: hold }] }]\n',
    );
    expect(lineOf(run, 'g1..g3  closed')).toBe(
      'g1..g3  closed  the server closes after 404 Not Found at 1.004 s to 5.004 s',
    );
  });
});
