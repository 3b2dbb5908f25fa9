/** Clients and handlers that do not do what one expects: is each word right, each cause, each time? */

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { withRealClients } from '../../sim/live/real-clients.js';
import { causeText } from '../../sim/outcomes/cause-text.js';
import { isOvertaken } from '../../sim/outcomes/overtaken.js';
import { waitsText } from '../../sim/outcomes/waits/waits-text.js';
import { runCase } from '../../sim/report/check/run-case.js';
import { SimulatedRun } from '../../sim/report/check/sim-run.js';
import { loadScenario } from '../../sim/run/load.js';
import { lineOf, told, type Told } from './telling.js';

const why = ({ connections }: Told): string[] =>
  connections.flatMap(({ label, cause }) => (cause === undefined ? [] : [`${label}: ${causeText(cause)}`]));

/** What a scenario without expectations is told by `check`. */
function judged(rest: string): string {
  const scenario = loadScenario({
    text: `name: x\ndevice: { profile: esp32-idf-v5.3, apps: [simple] }\n${rest}`,
  });
  const { status, failures } = runCase(scenario, 1);
  return [status, ...failures.map(({ expected, seen }) => `${expected}: ${seen}`)].join('\n');
}

describe('a handler that returns without an answer', () => {
  const silent = told(
    `handlers: [ { uri: /ok, do: [ { send: fine } ] }, { uri: /never, do: [ { delay: 200ms } ] },
      { uri: /long, do: [ { delay: 60s }, { send: late } ] } ]`,
    `until: 30s
groups:
  - { name: keep, start: 1s, steps: [ { do: http, path: /ok }, { do: http, path: /never, wait: false }, { do: hold } ] }
  - { name: long, start: 3s, steps: [ { do: http, path: /long } ] }
`,
  );

  test('is the cause, whoever keeps the server busy afterwards', () => {
    expect(why(silent)[0]).toBe(
      'keep1: device: the handler of GET /never returned at 1.200 s without an answer',
    );
  });

  test('is what was waited for from then on', () => {
    const never = silent.connections[0]!.exchanges.at(-1)!;
    expect(waitsText(never.waits)).toBe(
      '28.8 s nobody: its handler returned without an answer, 194 ms in 2 smaller parts',
    );
  });

  test('is not the cause where a message or another task answers later', () => {
    const run = told(
      'apps: [async]',
      'until: 20s\ngroups: [{ name: b, start: 1s, steps: [{ do: connect }, { do: http, path: /long }, { do: hold }] }]\n',
    );
    expect(why(run)).toEqual(['b1: device: another task has the request, and has not completed it']);
  });

  test('of a websocket is named by its path', () => {
    const run = told(
      'handlers: [ { uri: /ws, websocket: true, do: [ { ws_recv: true } ] } ]',
      'until: 9s\ngroups: [{ name: w, start: 1s, steps: [{ do: ws_open, path: /ws }, { do: ws_text, text: a, expects_answer: true }, { do: hold }] }]\n',
    );
    expect(why(run)).toEqual([
      'w1: device: the handler of websocket /ws returned at 1.005 s without an answer',
    ]);
  });
});

describe('what the end of the run overtakes', () => {
  const poller = (every: string): string =>
    `until: 20s\ngroups: [{ name: p, start: 1s, behaviour: { poller: { path: /hello, every: ${every}, connections: keep } } }]\n`;

  test('is not a request without an answer, for check', () => {
    const run = told('apps: [simple]', poller('1s'));
    expect(run.connections.map((one) => [one.outcome, isOvertaken(one)])).toEqual([['waiting', true]]);
    expect(why(run)).toEqual(['p1: link: on its way, asked 0 ms before the end of the run']);
    expect(judged(poller('1s'))).toBe('passed');
  });

  test('a new connection neither', () => {
    expect(judged(poller('1s').replace('keep', 'new'))).toBe('passed');
  });

  test('but what waits for a limit, or longer, is', () => {
    const full = `until: 10s
groups:
  - { name: idle, count: 7, start: { at: 1s, every: 10ms }, steps: [ { do: connect }, { do: hold } ] }
  - { name: late, start: 9900ms, steps: [ { do: http, path: /hello } ] }
`;
    const device = 'apps: [simple], httpd: { lru_purge_enable: false }';
    expect(told(device, full).connections.filter(isOvertaken)).toEqual([]);
    const lost = told('apps: [simple]', `link: { outages: [{ at: 1s, for: 20s }] }\n${poller('10s')}`);
    expect(lost.connections.map((one) => [one.outcome, isOvertaken(one)])).toEqual([['unanswered', false]]);
  });
});

describe('clients that leave', () => {
  const leaving = `until: 9s
groups:
  - { name: c, start: 1s, steps: [ { do: connect }, { do: close } ] }
  - { name: v, start: 2s, steps: [ { do: connect }, { do: vanish } ] }
  - { name: h, start: 3s, steps: [ { do: http, path: /hello, wait: false }, { do: vanish } ] }
`;

  test('without having asked for anything have nobody to blame', () => {
    expect(why(told('apps: [simple]', leaving))).toEqual([
      'c1: client: it left 0 ms after it was connected, and had asked for nothing',
      'v1: client: it vanished at 2.002 s',
      'h1: client: it vanished at 3.002 s',
    ]);
    expect(judged(leaving)).toBe('failed\nbuilt-in: all that h1 asked is answered: h1 gave-up');
  });

  test('share a line with the time of the first and of the last', () => {
    expect(lineOf(told('apps: [simple]', leaving), 'v1, h1')).toBe(
      'v1, h1  gave-up  client: it vanished at 2.002 s to 3.002 s',
    );
  });
});

test('an answer that waits for room waits for its client’s link', () => {
  const run = told(
    'handlers: [ { uri: /big, do: [ { send: { fill: x, length: 60000 } } ] } ]',
    'until: 5s\ngroups: [{ name: s, stack: linux, start: 1s, link: { bandwidth: 64kbit }, steps: [{ do: http, path: /big }] }]\n',
  );
  expect(why(run)).toEqual([
    's1: task httpd: busy since 1.031 s with its own GET /big, waits for room to send to this very client; behind it link: more of the answer is on its way',
  ]);
});

test('a device that hangs keeps the answers that other tasks were at', () => {
  const run = told(
    'apps: [async], httpd: { max_open_sockets: 2, lru_purge_enable: true }',
    `until: 80s
timeline:
  - { at: 100ms, client: c1, do: connect }
  - { at: 200ms, client: c1, do: http, path: /long }
  - { at: 300ms, client: c2, do: connect }
  - { at: 400ms, client: c2, do: http, path: /long }
  - { at: 2s, client: c3, do: connect }
`,
  );
  expect(why(run)[0]).toMatch(
    /^c1: device: hangs since 2\.003 s: task httpd loops for ever in httpd_server: /,
  );
});

test('a request that never takes time is named where the device hangs', () => {
  const run = told(
    'handlers: [ { uri: /x, do: [ { repeat: 1000000, do: [ { repeat: 10, do: [ { delay: 0ms } ] } ] } ] } ]',
    'until: 5s\ngroups: [{ name: a, start: 1s, steps: [{ do: http, path: /x }] }]\n',
  );
  expect(run.summary[0]).toContain(
    'in delay, for a1:49152: GET /x goes round without taking time since 1.003 s',
  );
});

test('many small waits for other requests are told together', () => {
  const run = told(
    'handlers: [ { uri: /s, do: [ { delay: 1s }, { send: x } ] } ]',
    'until: 30s\ngroups: [{ name: s, count: 7, start: { at: 1s, every: 10ms }, steps: [{ do: http, path: /s }] }]\n',
  );
  expect(waitsText(run.connections[6]!.exchanges[0]!.waits)).toMatch(/^4\.94 s task httpd: other requests, /);
});

describe('who is gone', () => {
  const gone = (httpd: string): string | undefined =>
    why(
      told(
        `apps: [ws-echo], httpd: { max_open_sockets: 1${httpd} }`,
        `until: 12s
groups:
  - { name: ghost, start: 1s, steps: [ { do: ws_open, path: /ws }, { do: vanish } ] }
  - { name: late, start: 9s, steps: [ { do: http, path: /ws, wait: false } ] }
`,
      ),
    ).at(-1);

  test('is known to the device after keep-alive’s time, or never', () => {
    expect(gone('')).toContain(
      '(ghost1 vanished at 1.004 s, and without keep-alive nothing tells the device)',
    );
    expect(gone(', keep_alive_enable: true, keep_alive_idle: 20')).toContain(
      '(ghost1 vanished at 1.004 s, which keep-alive finds out after 35 s of silence)',
    );
  });

  test('and what is sent to it tells the device, too', () => {
    const run = told(
      `handlers: [ { uri: /ws, websocket: true, do: [ { task: { do: [ { delay: 3s }, { ws_send: x } ] } } ] } ], httpd: { max_open_sockets: 1 }`,
      `until: 12s
groups:
  - { name: ghost, start: 1s, steps: [ { do: ws_open, path: /ws }, { do: ws_text, text: a }, { do: wait, for: 1s }, { do: vanish } ] }
  - { name: late, start: 9s, steps: [ { do: http, path: /ws, wait: false } ] }
`,
    );
    expect(why(run).at(-1)).toMatch(/held by ghost1 \(ghost1 vanished at 2\.\d+ s\): not accepted$/);
  });
});

test('a websocket that its client gives up, and opens again, is told with both times', () => {
  const run = told(
    'apps: [ws-echo]',
    `until: 2min
groups:
  - name: phone
    stack: linux
    link: { outages: [{ at: 20s, for: 30s }] }
    behaviour: { reconnecting-client: { websocket: true, path: /ws, heartbeat: 5s } }
`,
  );
  expect(run.summary.join('\n')).toMatch(/websocket given up at 30\.\d+ s, back at 5\d\.\d+ s/);
});

test('an acknowledgement for which there was no memory is not a slow reader, and not Nagle', () => {
  const run = told(
    `heap_limit: 40000,
  handlers: [ { uri: /, do: [ { alloc: 1024 }, { send: 100 } ] } ]`,
    'until: 60s\ngroups: [{ name: page, count: 40, start: { at: 100ms, every: 1s }, steps: [{ do: connect }, { do: http, path: / }, { do: close }] }]\n',
  );
  const incomplete = run.connections.find(({ outcome }) => outcome === 'incomplete');
  expect(incomplete?.cause?.resource).toBe('heap');
  expect(incomplete?.exchanges[0]?.waits[0]).toMatchObject({ kind: 'limit', on: 'heap' });
});

test('who gave up is told what it waited for then, not what came later', async () => {
  const file = join(import.meta.dirname, '../../scenarios/real-dashboards-return-after-outage.yaml');
  const run = new SimulatedRun(await withRealClients(loadScenario(file)));
  // The device answers it long after its client has left.
  expect(run.client('dash1').connections[5]!.cause?.resource).toBe('sessions :80');
});

describe('the device’s own connections', () => {
  test('to a host that has nothing to say are idle, and one of several is not named as another', () => {
    const run = told(
      'apps: [simple], sdkconfig: { CONFIG_LWIP_MAX_SOCKETS: 8 }, httpd: { max_open_sockets: 5 }, socket_users: [{ uploader: { at: 2s, files: 1, connections: 5, bytes: 2000 } }]',
      `until: 10s
link: { latency: 20ms }
groups:
  - { name: ui, start: 2300ms, steps: [ { do: http, path: /hello } ] }
`,
    );
    expect(new Set(run.connections.map(({ outcome }) => outcome))).toEqual(
      new Set(['served', 'idle', 'closed']),
    );
    expect(why(run).join()).toContain('uploader-server1 ×5');
  });
});

test('descriptors that a close_fn has not closed', () => {
  const run = told(
    'apps: [keepopen]',
    'until: 20s\ngroups: [{ name: c, count: 8, start: { at: 1s, every: 1s }, steps: [{ do: http, path: /hello }, { do: close }] }]\n',
  );
  expect(why(run).at(-1)).toContain('their descriptors never closed');
});

describe('what the firmware refuses for a reason of its own', () => {
  test('a websocket handler that fails is named with its error', () => {
    const run = told(
      'handlers: [ { uri: /ws, websocket: true, do: [ { ws_recv: true }, { fail: true } ] } ]',
      'until: 9s\ngroups: [{ name: w, start: 1s, steps: [{ do: ws_open, path: /ws }, { do: ws_text, text: a }, { do: hold }] }]\n',
    );
    expect(why(run)).toEqual(['w1: device: the handler of its websocket returned ESP_FAIL']);
  });
});

test('a task that one client holds up, and work that never ran, are told of the device itself', () => {
  const run = told(
    'apps: [broadcast], app_settings: { bcast_len: 1000, bcast_prio: 4 }',
    `until: 40s
timeline:
  - { at: 100ms, client: c1, do: connect }
  - { at: 200ms, client: c1, do: ws_open, path: /ws }
  - { at: 2s, client: c1, do: pause }
`,
  );
  expect(lineOf(run, 'its task httpd waits for room to send to c1')).toMatch(
    /^its task httpd waits for room to send to c1, and serves nobody meanwhile; \d+ times, \d+(\.\d)? s in all$/,
  );
  expect(run.summary.join('\n')).toMatch(/\d+ messages lost; recv mbox udp :32768 of 6/);
});

test('a connection that a task has given back waits for what wakes the server', () => {
  const run = told(
    'handlers: [ { uri: /a, do: [ { async: { do: [ { delay: 1s }, { send: x } ] } } ] }, { uri: /b, do: [ { send: y } ] } ]',
    `until: 20s
timeline:
  - { at: 1s, client: c, do: connect }
  - { at: 1100ms, client: c, do: http, path: /a }
  - { at: 5s, client: c, do: http, path: /b }
`,
  );
  expect(why(run)).toEqual([
    'c: device: another task has given its connection back, and that wakes nobody; the server comes back to it when something else wakes it',
  ]);
  expect(run.connections[0]!.exchanges[1]!.waits[0]!.on).toBe(
    'the server, which comes back to it when something else wakes it',
  );
});

test('who gives up between two pieces of an answer waited for whoever answers, not for Nagle', () => {
  const run = told(
    'apps: [async]',
    'until: 30s\ngroups: [{ name: a, start: 1s, steps: [{ do: http, path: /long, wait: false }, { do: wait, for: 5s }, { do: close }] }]\n',
  );
  expect(why(run)).toEqual(['a1: device: another task has the request, and has not completed it']);
});

test('parallel connections of one client are told apart in what was waited for', () => {
  const run = told(
    'handlers: [ { uri: /a, do: [ { delay: 2s }, { send: x } ] } ]',
    'until: 20s\ngroups: [{ name: b, start: 1s, stack: linux, behaviour: { browser: { page: /a, resources: [/a?1, /a?2] } } }]\n',
  );
  const waits = run.connections.flatMap(({ exchanges }) => exchanges.flatMap((one) => one.waits));
  expect(waits.filter(({ kind }) => kind === 'task').map(({ on }) => on)).toContainEqual(
    expect.stringMatching(/^httpd: GET \/a(\?\d)? of b1#\d$/),
  );
});
