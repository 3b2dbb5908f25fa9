import { describe, expect, it } from 'vitest';

import { ECHO, GroupRun, SECOND } from './run.js';

/** A group of one client `c1` with these steps. */
function steps(lines: readonly string[], more = '', head = ECHO): GroupRun {
  const list = lines.map((line) => `      - { ${line} }\n`).join('');
  return new GroupRun(`${head}until: 30s\ngroups:\n  - name: c\n${more}    steps:\n${list}`);
}

describe('steps', () => {
  it('go on one after the other, with their times', () => {
    const run = steps([
      'do: connect, expect: { within: 1s }',
      'do: http, path: /hello, expect: { status: 200, text: Hello, within: 1s, first_byte: 3ms }',
      'do: http, path: /echo, method: POST, body: "abc", expect: { text: /^ab.$/, status: [200, 201] }',
      'do: wait, for: 2s',
      'do: ws_open, path: /ws, expect: { status: 101 }',
      'do: ws_text, text: hi, expect: { text: hi, type: text, within: 1s }',
      'do: ws_ping, text: p, expect: { type: pong, text: p }',
      'do: ws_close, code: 1000, expect: { type: close, within: 1s }',
      'do: hold, expect: { outcome: closed, within: 1s }',
    ]);
    expect(run.failures).toEqual([]);
    expect(run.ends).toHaveLength(9);
    expect(run.steps.find((s) => s.do === 'wait' && s.ev === 'done')?.us).toBe(2 * SECOND);
    expect(
      run.answers.map(({ status, connectUs, ttfbUs, totalUs }) => [status, connectUs, ttfbUs, totalUs]),
    ).toEqual([
      [200, 2000, 2000, 4000],
      [200, undefined, 2000, 4000],
      [101, undefined, 2000, 2000],
    ]);
    expect(run.simulation.hosts.get('c1').name).toBe('c1');
  });

  it.each([
    [
      'do: http, path: /hello, expect: { status: 404 }',
      'answered, status 404 | answered, status 200, "Hello World!"',
    ],
    [
      'do: http, path: /hello, expect: { within: 1ms }',
      'answered, within 1ms | unanswered, no SYN-ACK, after 1ms',
    ],
    ['do: http, path: /hello, expect: { text: Bye }', 'answered, with "Bye" | answered, status 200'],
    ['do: http, path: /hello, expect: { first_byte: 1ms }', 'first byte within 1ms | answered, status 200'],
    ['do: connect, port: 81, expect: { within: 1s }', 'connected, within 1000ms | refused, after 2ms'],
    ['do: connect, port: 81', '- | refused, after 2ms'],
    ['do: connect, expect: { outcome: refused }', 'refused | connected'],
  ])('%s fails', (step, seen) => {
    const run = steps([step, 'do: wait, for: 1s']);
    expect(run.failures).toHaveLength(1);
    expect(run.failures[0]).toContain(seen.split(' | ')[0]);
    expect(run.failures[0]).toContain(seen.split(' | ')[1]);
    expect(run.ends).toHaveLength(1);
  });

  it('connect comes from the port that is given, also while the device keeps it in TIME_WAIT', () => {
    const run = steps(
      [
        'do: connect, from: 50000',
        'do: connect, from: 50000',
        'do: ws_open, path: /ws',
        'do: ws_close',
        'do: hold, expect: { outcome: closed, within: 1s }',
        'do: close',
        'do: wait, for: 1s',
        'do: connect, from: 50000, expect: { outcome: unanswered, within: 2s }',
        'do: connect',
      ],
      '    on_failure: continue\n',
    );
    expect(run.failures).toEqual([
      '- | silent, port 50000 is in use by another connection of this client, after 0ms',
    ]);
    const counts = run.records.findLast((r) => r.k === 'res');
    expect(counts).toMatchObject({ tcp_tw: 1, tcp_active: 1 });
    const ports = run.records.flatMap((r) => (r.k === 'seg' && r.fl === 'S' ? [r.port] : []));
    expect([...new Set(ports)]).toEqual([50_000, 49_152]);
    expect(ports.indexOf(49_152)).toBeGreaterThan(1);
  });

  it('a failure may be what is expected', () => {
    const run = steps([
      'do: connect, port: 81, expect: { outcome: refused }',
      'do: connect',
      'do: send, text: "GET / HTTP/1.1", expect: { outcome: silent, within: 2s }',
      'do: hold, for: 1s',
    ]);
    expect(run.failures).toEqual([]);
  });

  it('a message that came before the question is not its answer', () => {
    const run = steps([
      'do: ws_open, path: /ws',
      'do: ws_text, text: a',
      'do: ws_text, text: b',
      'do: wait, for: 1s',
      'do: ws_text, text: c, expect: { text: "/a|b/", within: 1s }',
    ]);
    expect(run.failures).toEqual([
      'received, with /a|b/, within 1000ms | silent, 1 others, the last "c", after 1000ms',
    ]);
  });

  it('a message that came before the CLOSE is not its answer', () => {
    const run = steps([
      'do: ws_open, path: /ws',
      'do: ws_text, text: a',
      'do: wait, for: 1s',
      'do: ws_close, expect: { type: text, text: a, within: 1s }',
    ]);
    expect(run.failures).toHaveLength(1);
  });

  it('go on after a failure if the group says so', () => {
    const lines = ['do: connect, port: 81', 'do: http, path: /hello'];
    expect(steps(lines).ends).toEqual(['1 connect failed']);
    expect(steps(lines, '    on_failure: continue\n').ends).toEqual(['1 connect failed', '2 http done']);
  });

  it('repeat, at a pace, numbered where they stand', () => {
    const run = new GroupRun(`${ECHO}until: 30s
groups:
  - name: c
    start: 0s
    steps:
      - do: repeat
        times: 3
        every: 5s
        steps:
          - { do: http, path: /hello }
          - { do: wait, for: 1s }
      - { do: close, expect: { outcome: closed, within: 2s } }
`);
    expect(run.failures).toEqual([]);
    const http = run.steps.filter((s) => s.do === 'http' && s.ev === 'start');
    expect(http.map(({ t, i, round, line }) => [t / SECOND, i, round, line])).toEqual([
      [0, 2, 1, 11],
      [5, 2, 2, 11],
      [10, 2, 3, 11],
    ]);
    expect(run.ends.at(-1)).toBe('4 close done');
    expect(run.syns('c1')).toHaveLength(1);
  });

  it('an endless repeat without time in it ends', () => {
    const run = new GroupRun(
      `${ECHO}until: 3s\ngroups: [{ name: c, on_failure: continue, steps: [{ do: connect, port: 81 }, ` +
        `{ do: repeat, steps: [{ do: close }] }, { do: wait, for: 1s }] }]\n`,
    );
    expect(run.ends.at(-1)).toBe('4 wait done');
  });

  it('hold connections by name, several at once', () => {
    const run = steps([
      'do: connect, as: a',
      'do: connect, as: b',
      'do: http, on: a, path: /hello',
      'do: ws_open, on: b, path: /ws',
      'do: ws_text, on: b, text: hi, expect: { text: hi }',
      'do: abort, on: a',
      'do: hold, on: b, for: 1s',
      'do: hold, on: a, for: 1s',
    ]);
    expect(run.ends.at(-1)).toBe('8 hold failed');
    expect(run.ends).toHaveLength(8);
    const ports = run.records.flatMap((r) => (r.k === 'cli' && r.ev === 'connected' ? [r.port] : []));
    expect(ports).toEqual([49_152, 49_153]);
  });

  it('replace a kept connection that turns out to be dead', () => {
    const run = steps([
      'do: http, path: /none',
      'do: wait, for: 1s',
      'do: http, path: /hello, expect: { status: 200 }',
    ]);
    expect(run.failures).toEqual([]);
    expect(run.syns('c1')).toHaveLength(2);
  });

  it('send slowly, stop reading, vanish', () => {
    const run = steps([
      'do: connect',
      'do: send, text: "GET /hello HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n", piece: 10, every: 500ms, expect: { status: 200 }',
      'do: ws_open, path: /ws',
      'do: pause',
      'do: ws_text, text: hi, expect: { outcome: silent, within: 2s }',
      'do: resume',
      'do: ws_text, text: ho, expect: { text: ho, within: 1s }',
      'do: vanish',
      'do: wait, for: 1s',
    ]);
    expect(run.failures).toEqual([]);
    const sent = run.steps.find((s) => s.do === 'send' && s.ev === 'done');
    expect(sent?.us).toBeGreaterThan(1_400_000);
  });

  it('requests can overlap on one connection', () => {
    const run = steps([
      'do: http, path: /hello, wait: false',
      'do: http, path: /hello, expect: { status: 200 }',
    ]);
    expect(run.answers.map((a) => a.status)).toEqual([200, 200]);
  });

  it('header fields are sent, and make a request too long', () => {
    const header = (bytes: number): string => `headers: { X-Long: ${'x'.repeat(bytes)} }`;
    const run = steps([
      `do: http, path: /hello, ${header(300)}, expect: { status: 200 }`,
      `do: http, path: /hello, ${header(700)}, expect: { status: 431 }`,
    ]);
    expect(run.failures).toEqual([]);
  });
});

describe('groups', () => {
  it('start at once, at intervals, or at random from a seed', () => {
    const at = (start: string, more = ''): number[] => {
      const text = `${ECHO}until: 20s\n${more}groups: [{ name: t, count: 3, start: ${start}, steps: [{ do: connect }] }]\n`;
      return new GroupRun(text).steps.filter((s) => s.ev === 'start').map((s) => s.t / SECOND);
    };
    expect(at('2s')).toEqual([2, 2, 2]);
    expect(at('{ at: 1s, every: 500ms }')).toEqual([1, 1.5, 2]);
    const random = at('{ random: { from: 1s, to: 9s } }');
    expect(at('{ random: { from: 1s, to: 9s } }')).toEqual(random);
    expect(at('{ random: { from: 1s, to: 9s } }', 'seed: 2\n')).not.toEqual(random);
    expect(Math.min(...random)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...random)).toBeLessThanOrEqual(9);
  });

  it('stand beside a timeline, which may act on their clients', () => {
    const run = new GroupRun(`${ECHO}until: 10s
groups: [{ name: tab, count: 2, steps: [{ do: ws_open, path: /ws }, { do: hold, expect: { outcome: held, within: 5s } }] }]
timeline:
  - { at: 50ms, client: first, do: connect }
  - { at: 1s, client: tab1, do: ws_text, text: from the timeline }
  - { at: 2s, client: tab2, do: abort }
`);
    expect(run.clientsWith('connected')).toEqual(['first', 'tab1', 'tab2']);
    expect(run.failures).toEqual(['held, within 5000ms | closed, after 1896ms']);
    expect([...run.simulation.hosts].map((host) => host.name)).toEqual(['first', 'tab1', 'tab2']);
  });

  it('have links of their own, and share the impaired one of all', () => {
    const run = new GroupRun(`${ECHO}until: 20s
link: { latency: 1ms, outages: [{ at: 5s, for: 1s }], clients: { near1: { latency: 2ms } } }
groups:
  - { name: far, link: { latency: 100ms }, steps: [{ do: connect }] }
  - { name: near, steps: [{ do: connect }] }
  - { name: late, start: 5500ms, steps: [{ do: connect }] }
`);
    const us = run.steps.filter((s) => s.ev === 'done').map((s) => [s.c, s.us]);
    expect(us).toEqual([
      ['near1', 4000],
      ['far1', 200_000],
      ['late1', 1_002_000],
    ]);
  });

  it('the same seed gives the same trace, byte for byte', () => {
    const text = `${ECHO}until: 20s
link: { jitter: 3ms, loss: 3%, bandwidth: 2Mbit }
groups:
  - { name: t, count: 4, stack: linux, start: { random: { from: 0s, to: 1s } }, behaviour: { browser: { page: /hello, resources: [/a, /b] } } }
  - { name: w, count: 2, behaviour: { reconnecting-client: { backoff: { jitter: 50% }, heartbeat: 1s } } }
`;
    const trace = (more: string): string => JSON.stringify(new GroupRun(more + text).records);
    expect(trace('')).toBe(trace(''));
    expect(trace('seed: 5\n')).not.toBe(trace(''));
  });
});
