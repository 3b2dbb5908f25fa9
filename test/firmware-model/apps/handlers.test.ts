/** Handlers that a scenario writes itself: each deed is the call that a C handler would make. */

import { describe, expect, it } from 'vitest';

import { loadScenario } from '../../../sim/run/load.js';
import { SimulatedRun } from '../../../sim/report/check/sim-run.js';
import { complaintOf } from '../../language/failure.js';

type Deeds = readonly unknown[];

interface Setup {
  readonly handler?: object;
  readonly device?: object;
  readonly groups?: readonly object[];
  readonly until?: string;
}

function scenario(
  deeds: Deeds,
  { handler = {}, device = {}, groups = [], until = '20s' }: Setup = {},
): string {
  return JSON.stringify({
    device: { profile: 'esp32-idf-v5.3', handlers: [{ uri: '/x', do: deeds, ...handler }], ...device },
    until,
    groups,
  });
}

function run(deeds: Deeds, setup: Setup = {}): SimulatedRun {
  return new SimulatedRun(loadScenario({ text: scenario(deeds, setup) }));
}

const connect = { do: 'connect' };
const get = (name = 'c', more: object = {}): object => ({
  ...{ name, start: '100ms', steps: [connect, { do: 'http', path: '/x', ...more }] },
});
const ws = (name: string, start = '100ms'): object => ({
  ...{ name, start },
  steps: [
    connect,
    { do: 'ws_open', path: '/x' },
    { do: 'wait', for: '1s' },
    { do: 'ws_text', text: `I am ${name}` },
  ],
});

const bodyOf = (one: SimulatedRun, client = 'c1'): string =>
  one.client(client).received.split('\r\n\r\n').slice(1).join('\r\n\r\n');

describe('answers', () => {
  it('status, type, header, send', () => {
    const one = run(
      [{ status: '201 Made' }, { type: 'text/plain' }, { header: { 'X-N': 7 } }, { send: 'héllo' }],
      {
        groups: [get()],
      },
    );
    const { received } = one.client('c1');
    expect(received).toContain(
      'HTTP/1.1 201 Made\r\nContent-Type: text/plain\r\nContent-Length: 6\r\nX-N: 7\r\n',
    );
    expect(Buffer.from(bodyOf(one), 'latin1').toString()).toBe('héllo');
  });

  it('chunks and their end', () => {
    const one = run([{ repeat: 2, do: [{ chunk: 3 }, { delay: '1s' }] }, { chunk: 'end' }], {
      groups: [get()],
    });
    expect(bodyOf(one)).toBe('3\r\nxxx\r\n3\r\nxxx\r\n0\r\n\r\n');
  });

  it('an error, and a handler that fails: the session ends', () => {
    const one = run([{ error: 404 }], { groups: [get()] });
    expect(one.client('c1').received).toContain('404 Not Found');
    const failed = run([{ fail: true }, { send: 1 }], { groups: [get()] });
    expect(failed.client('c1').received).toBe('');
    expect(failed.logged('uri handler execution failed')).toHaveLength(1);
  });

  it('return ends it well', () => {
    expect(bodyOf(run([{ send: 'a' }, { return: true }, { fail: true }], { groups: [get()] }))).toBe('a');
  });
});

describe('time', () => {
  it.each(['delay', 'compute'])('%s holds the server task: the second client waits', (word) => {
    const one = run([{ [word]: '2s' }, { send: 1 }], { groups: [get('a'), get('b')] });
    const [a, b] = ['a1', 'b1'].map((name) => one.client(name).connections[0]!.exchanges[0]!);
    expect(a!.endedUs! - a!.startUs).toBeGreaterThan(1_990_000);
    expect(b!.endedUs! - b!.startUs).toBeGreaterThan(3_990_000);
    expect(one.client('b1').connections[0]!.exchanges[0]!.waits.some(({ us }) => us > 1_900_000)).toBe(true);
  });

  it('async answers from a task: the second client does not wait', () => {
    const deeds = [{ async: { do: [{ delay: '2s' }, { send: 1 }] } }];
    const one = run(deeds, { groups: [get('a'), get('b')] });
    for (const name of ['a1', 'b1']) {
      const [exchange] = one.client(name).connections[0]!.exchanges;
      expect(exchange!.endedUs! - exchange!.startUs).toBeLessThan(2_100_000);
    }
  });

  it('async without memory for its task is logged and fails', () => {
    const deeds = [{ async: { do: [{ send: 1 }], stack: 1_000_000 } }];
    const one = run(deeds, { groups: [get()], device: { heap_limit: 100_000 } });
    expect(one.logged('no memory for the task async')).toHaveLength(1);
  });
});

describe('until-failure', () => {
  it('ends when the client has left', () => {
    const leave = [
      connect,
      { do: 'http', path: '/x', expect: { within: '2s', outcome: 'silent' } },
      { do: 'abort' },
    ];
    const deeds = [{ repeat: 'until-failure', do: [{ chunk: 100 }, { delay: '500ms' }] }];
    const one = run(deeds, {
      groups: [{ name: 'a', start: '100ms', steps: leave, on_failure: 'continue' }, get('b')],
    });
    expect(one.logged('error in send').length).toBeGreaterThan(0);
    expect(one.client('b1').received).toContain('200 OK');
  });

  it('a loop of no time spins: the device hangs', () => {
    const one = run([{ repeat: 'until-failure', do: [{ delay: '0s' }] }], { groups: [get()] });
    expect(one.end).toBe('livelock');
  });
});

describe('websockets', () => {
  it('echo to one, and to all', () => {
    const alone = run([{ ws_recv: true }, { ws_send: 'echo' }], {
      handler: { websocket: true },
      groups: [ws('a'), ws('b', '5s')],
    });
    expect(alone.client('a1').received).toContain('I am a');
    expect(alone.client('a1').received).not.toContain('I am b');
    const all = run([{ ws_recv: true }, { ws_send: 'echo', to: 'all' }], {
      handler: { websocket: true },
      groups: [ws('a'), ws('b', '5s')],
    });
    expect(all.client('a1').received).toContain('I am b');
  });

  it('queued work comes after the handler, and lost work is an error unless ignored', () => {
    const one = run(
      [{ ws_recv: true }, { queue_work: [{ log: 'work' }, { ws_send: 'late' }] }, { log: 'handler' }],
      {
        handler: { websocket: true },
        groups: [ws('a')],
      },
    );
    expect(one.logged(/handlers: (work|handler)$/).map(({ msg }) => msg)).toEqual(['handler', 'work']);
    expect(one.client('a1').received).toContain('late');
  });

  it('a frame that there is no memory for', () => {
    const one = run([{ ws_recv: true }, { ws_send: 'echo' }], {
      handler: { websocket: true },
      groups: [
        {
          ...ws('a'),
          steps: [connect, { do: 'ws_open', path: '/x' }, { do: 'ws_text', fill: 'x', length: 30_000 }],
        },
      ],
      device: { heap_limit: 40_000 },
    });
    expect(one.logged('no memory for the frame')).toHaveLength(1);
  });
});

describe('memory, locks, other hosts', () => {
  it('alloc keeps its bytes, free gives them back', () => {
    const kept = run([{ alloc: 5000 }, { send: 1 }], { groups: [get('a'), get('b')] });
    const freed = run([{ alloc: 5000 }, { free: 5000 }, { send: 1 }], { groups: [get('a'), get('b')] });
    expect(kept.peak('heap') - freed.peak('heap')).toBeGreaterThanOrEqual(5000);
  });

  it('a lock that is held makes the next request wait, up to its timeout', () => {
    const deeds = [
      {
        async: {
          do: [{ lock: { name: 'm', timeout: '1s' }, on_error: 'ignore' }, { delay: '3s' }, { send: 1 }],
        },
      },
    ];
    const one = run(deeds, { groups: [get('a'), get('b')] });
    const took = (name: string): number => {
      const [exchange] = one.client(name).connections[0]!.exchanges;
      return exchange!.endedUs! - exchange!.startUs;
    };
    expect(took('b1') - took('a1')).toBeGreaterThan(900_000);
    expect(took('b1') - took('a1')).toBeLessThan(1_100_000);
  });

  it('a lock that the task has itself is waited for in vain', () => {
    const one = run([{ lock: 'm' }, { lock: { name: 'm', timeout: '1s' } }, { send: 1 }], {
      groups: [get()],
    });
    expect(one.logged('uri handler execution failed').map(({ t }) => Math.round(t / 100_000))).toEqual([11]);
  });

  it('a call to another host holds the server until it answers', () => {
    const cloud = { name: 'cloud', start: '0s', behaviour: { 'http-server': {} } };
    const call = { to: 'cloud1', send: 'GET / HTTP/1.1\r\nHost: cloud\r\n\r\n', receive: 10, timeout: '2s' };
    expect(bodyOf(run([{ call }, { send: 'asked' }], { groups: [cloud, get()] }))).toBe('asked');
    const nobody = run([{ call: { ...call, to: 'd1' } }, { send: 'asked' }], { groups: [get(), get('d')] });
    expect(nobody.logged('connect() to d1 failed').length).toBeGreaterThan(0);
  });
});

describe('tasks', () => {
  it('beside the server: to every websocket, and flags for handlers', () => {
    const one = run([{ when: 'measured', do: [{ ws_send: 'yes' }] }], {
      handler: { websocket: true },
      device: {
        tasks: [
          { name: 'sensor', do: [{ delay: '2s' }, { set: 'measured' }, { ws_send: 'tick', to: 'all' }] },
        ],
      },
      groups: [
        ws('p'),
        {
          ...ws('q'),
          steps: [
            ...(ws('q') as { steps: object[] }).steps,
            { do: 'wait', for: '3s' },
            { do: 'ws_text', text: 'more' },
          ],
        },
      ],
    });
    expect(one.client('p1').received).toMatch(/tick$/);
    expect(one.client('q1').received).toMatch(/tick\x81\x03yes$/);
  });

  it('of a connection, when its handler has returned', () => {
    const one = run([{ ws_recv: true }, { task: { do: [{ delay: '1s' }, { ws_send: 'echo' }] } }], {
      handler: { websocket: true },
      groups: [ws('p')],
    });
    expect(one.client('p1').received).toMatch(/I am p$/);
  });

  it('bytes as they are, and a descriptor closed behind the server’s back', () => {
    const raw = run([{ queue_work: [{ socket_send: 'raw' }] }], { groups: [get()] });
    expect(raw.client('c1').received).toBe('raw');
    const closed = run([{ send: 1 }], {
      device: { tasks: [{ name: 'uart', do: [{ delay: '1s' }, { close_fd: 54 }] }] },
      groups: [],
    });
    expect(closed.logged('error in select (9)').length).toBeGreaterThan(0);
  });

  it('have neither request nor connection', () => {
    const complaint = (deed: object): string =>
      complaintOf(() =>
        loadScenario({ text: scenario([{ send: 1 }], { device: { tasks: [{ name: 't', do: [deed] }] } }) }),
      );
    expect(complaint({ send: 1 })).toContain('send in a task of its own, which has no connection');
    expect(complaint({ ws_send: 'x' })).toContain('ws_send in a task of its own');
  });
});

describe('complaints', () => {
  it.each([
    [[{ send: 1, delay: '1s' }], /send and delay in one deed/],
    [[{ on_error: 'ignore' }], /a deed without a word/],
    [[{ queue_work: [{ send: 1 }] }], /send in queued work or a task, which have no request/],
    [[{ ws_recv: true }], /ws_recv goes with websocket: true/],
    [[{ repeat: 3 }], /repeat without do/],
    [[{ repeat: 'until-failure', do: [{ log: 'x' }] }], /this loop never ends/],
    [[{ async: { do: [{ async: { do: [{ send: 1 }] } }] } }], /async in a task that answers/],
    [[{ call: { to: 'nobody' } }], /there is no client nobody/],
    [[{ error: 418 }], /expected one of 400/],
    [[{ dealy: '1s' }], /dealy/],
  ])('%j', (deeds, message) => {
    expect(() => loadScenario({ text: scenario(deeds) })).toThrow(message);
  });

  it('a websocket handler does not answer a request', () => {
    expect(() => loadScenario({ text: scenario([{ send: 1 }], { handler: { websocket: true } }) })).toThrow(
      /send answers a request, and this is a websocket/,
    );
  });

  it('no application at all', () => {
    const text = JSON.stringify({ device: { profile: 'esp32-idf-v5.3' }, until: '1s' });
    expect(() => loadScenario({ text })).toThrow(/the device has no application/);
  });

  it('a release that has no async requests', () => {
    const device = { profile: 'esp32-idf-v5.0.7' };
    const text = scenario([{ async: { do: [{ send: 1 }] } }], { device });
    expect(() => loadScenario({ text })).toThrow(/esp32-idf-v5.0.7 has no async/);
  });

  it('what is libwebsockets’s', () => {
    const complaint = (deed: object, handler: object = {}): string =>
      complaintOf(() => loadScenario({ text: scenario([deed], { handler }) }));
    expect(complaint({ again: 3 })).toContain(
      'esp32-idf-v5.3 has no again: a handler may wait there: repeat',
    );
    expect(complaint({ send: 1 }, { on: { writeable: [{ send: 1 }] } })).toContain(
      'has no on: esp_http_server has one handler',
    );
  });
});
