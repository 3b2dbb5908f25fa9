import { describe, expect, it } from 'vitest';

import { ECHO, GroupRun, SECOND } from './run.js';

function behave(behaviour: string, more = '', head = ECHO): GroupRun {
  return new GroupRun(
    `${head}until: 60s\ngroups:\n  - { name: b, start: 1s${more}, behaviour: ${behaviour} }\n`,
  );
}

/** The most connections of a client that were established at once. */
function mostAtOnce(run: GroupRun, client: string): number {
  let open = 0;
  let most = 0;
  const seen = new Set<number | undefined>();
  for (const r of run.records) {
    if (r.k !== 'cli' || r.c !== client) continue;
    if (r.ev === 'connected') most = Math.max(most, ++open);
    else if (r.ev !== 'data' && !seen.has(r.port)) {
      seen.add(r.port);
      open--;
    }
  }
  return most;
}

const paths = (run: GroupRun): string[] => run.answers.map((a) => `${a.path} ${a.status ?? a.error ?? ''}`);

describe('browser', () => {
  it('loads the page, then what belongs to it over up to six connections, then the favicon', () => {
    const run = behave(
      '{ browser: { page: /hello, resources: [/hello?1, /hello?2, /hello?3, /hello?4, /hello?5, /hello?6, /hello?7, /hello?8], idle: 20s } }',
    );
    expect(paths(run)[0]).toBe('/hello 200');
    expect(paths(run).slice(1, -1).toSorted()).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `/hello?${n} 200`),
    );
    expect(paths(run).at(-1)).toBe('/favicon.ico 404');
    expect(mostAtOnce(run, 'b1')).toBe(6);
    // Kept connections are closed after the idle time; the one of the 404 was closed by the server.
    expect(run.clientsWith('closed')).toHaveLength(6);
    expect(run.records.findLast((r) => r.k === 'cli')?.t).toBeGreaterThan(20 * SECOND);
  });

  it('opens a second connection that stays idle', () => {
    const page = '{ browser: { page: /hello, favicon: false } }';
    expect(behave(page).syns('b1')).toEqual([1001, 1001]);
    expect(behave('{ browser: { page: /hello, favicon: false, preconnect: 0 } }').syns('b1')).toEqual([1001]);
  });

  it('tries again from another port when the first SYN is not answered within 250 ms', () => {
    const head = `${ECHO}link: { drop: { rx: [1] } }\n`;
    const page = (more: string): string =>
      `{ browser: { page: /hello, favicon: false, preconnect: 0${more} } }`;
    const run = behave(page(''), '', head);
    expect(run.syns('b1')).toEqual([1001, 1251, 2001]);
    expect(run.answers[0]?.t).toBeLessThan(1.3 * SECOND);
    expect(behave(page(', backup: false'), '', head).answers[0]?.t).toBeGreaterThan(2 * SECOND);
  });

  it('sends headers of hundreds of bytes: a cookie makes them too long for 512', () => {
    const status = (more: string): (number | undefined)[] =>
      behave(`{ browser: { page: /hello, favicon: false, ${more} } }`).answers.map((a) => a.status);
    expect(status('headers: short')).toEqual([200]);
    expect(status('headers: firefox')).toEqual([200]);
    expect(status('headers: firefox, cookie: 200')).toEqual([431]);
  });

  it('keeps an event stream and a websocket of its page, and leaves them on reload', () => {
    const head = 'device: { profile: esp32-idf-v5.3, apps: [ws-echo] }\n';
    const run = behave(
      '{ browser: { page: /x, ws: /ws, favicon: false, reload: { after: 5s, times: 2 } } }',
      '',
      head,
    );
    expect(paths(run).filter((p) => p === '/ws 101')).toHaveLength(3);
    expect(paths(run).filter((p) => p === '/x 404')).toHaveLength(3);
  });
});

describe('dashboard', () => {
  it('has a websocket with messages and polls beside it, each on one connection', () => {
    const run = behave(
      '{ dashboard: { messages: { text: hi, every: 10s }, poll: { path: /hello, every: 5s } } }',
    );
    expect(paths(run).filter((p) => p === '/hello 200')).toHaveLength(12);
    expect(run.logs('ws_echo_server').filter((m) => m.includes('Got packet with message: hi'))).toHaveLength(
      5,
    );
    expect(mostAtOnce(run, 'b1')).toBe(2);
  });

  it('opens its websocket again when it ends', () => {
    const run = new GroupRun(`${ECHO}until: 20s
groups: [{ name: d, behaviour: { dashboard: { page: /hello, reconnect: 3s } } }]
timeline:
  - { at: 5s, device: stop }
  - { at: 9s, device: start }
`);
    expect(paths(run)).toEqual(['/hello 200', '/ws 101', '/ws 101']);
    expect(run.clientsWith('refused')).not.toHaveLength(0);
  });
});

describe('poller', () => {
  const poll = (connections: string, more = ''): GroupRun =>
    behave(`{ poller: { path: /hello, every: 1s, times: 9, connections: ${connections}${more} } }`);

  it('keeps a connection, or takes a new one for each request', () => {
    expect(poll('keep').syns('b1')).toHaveLength(1);
    expect(poll('new').syns('b1')).toHaveLength(9);
    expect(poll('new').answers.map((a) => a.status)).toEqual(Array(9).fill(200));
  });

  it('that leaks its connections fills the server', () => {
    const run = poll('leak', ', patience: 2s');
    expect(run.answers.map((a) => a.status ?? a.error)).toEqual([
      ...(Array(7).fill(200) as number[]),
      'gave-up',
      'gave-up',
    ]);
  });

  it('posts bodies', () => {
    const run = behave('{ poller: { path: /echo, method: POST, body: { fill: x, length: 50 }, times: 2 } }');
    expect(run.answers.map((a) => [a.method, a.status, a.bytes])).toEqual([
      ['POST', 200, 50],
      ['POST', 200, 50],
    ]);
  });
});

describe('slow reader', () => {
  it('stops the server that sends to it', () => {
    const run = new GroupRun(`device: { profile: esp32-idf-v5.3, apps: [ws-echo] }
until: 60s
groups: [{ name: s, behaviour: { slow-reader: { after: 2s, every: 20s } } }]
timeline:
  - { at: 3s, device: broadcast, length: 60000 }
  - { at: 4s, device: broadcast, length: 60000 }
`);
    const windows = run.records.flatMap((r) => (r.k === 'seg' && r.dir === 'rx' ? [r.win] : []));
    expect(Math.min(...windows)).toBeLessThan(1000);
    const reads = run.records.flatMap((r) =>
      r.k === 'cli' && r.ev === 'data' ? [Math.round(r.t / SECOND)] : [],
    );
    expect(reads.slice(1)).toEqual([22, 42]);
  });
});

describe('slowloris', () => {
  it('holds the server with one byte every four seconds, and comes back', () => {
    const run = new GroupRun(`${ECHO}until: 100s
groups:
  - { name: l, start: 1s, behaviour: slowloris }
  - { name: v, start: 10s, steps: [{ do: http, path: /hello, expect: { within: 60s } }] }
`);
    const sent = run.records.filter((r) => r.k === 'seg' && r.c === 'l1' && r.len === 1);
    expect(sent.length).toBeGreaterThan(15);
    expect(run.failures.length + run.answers.filter((a) => a.c === 'v1').length).toBeGreaterThan(0);
  });

  it('can be slow in a body', () => {
    const run = behave('{ slowloris: { path: /echo, body: 10, every: 1s, reconnect: false } }');
    expect(run.syns('b1')).toHaveLength(1);
    const bytes = run.records.flatMap((r) => (r.k === 'seg' && r.dir === 'rx' && r.len === 1 ? [r.seq] : []));
    // The device acknowledges after 250 ms, the client sends again after 200.
    expect(new Set(bytes).size).toBe(10);
  });
});

describe('port scanner', () => {
  it('tries every port, and lets go of open ones', () => {
    const run = behave('{ port-scanner: { ports: { from: 78, to: 82 }, every: 100ms } }');
    expect(run.syns('b1')).toEqual([1001, 1101, 1201, 1301, 1401]);
    expect(run.clientsWith('refused')).toHaveLength(4);
    expect(run.clientsWith('closed')).toHaveLength(1);
  });
});

describe('reconnecting client', () => {
  it('waits longer each time, and starts anew after a success', () => {
    const run = new GroupRun(`${ECHO}until: 60s
groups: [{ name: r, start: 1s, behaviour: { reconnecting-client: { backoff: { first: 1s, factor: 2, max: 4s }, heartbeat: 1s } } }]
timeline:
  - { at: 500ms, device: stop }
  - { at: 18s, device: start }
  - { at: 30s, device: stop }
`);
    const seconds = run.syns('r1').map((ms) => Math.round(ms / 1000));
    expect(seconds.slice(0, 6)).toEqual([1, 2, 4, 8, 12, 16]);
    expect(paths(run)[0]).toBe('/ws 101');
    const after = seconds.filter((s) => s >= 30);
    expect(after.slice(0, 4).map((s) => s - 30)).toEqual([1, 3, 7, 11]);
  });

  it('leaves and comes back, and ends when it vanishes', () => {
    const run = new GroupRun(`${ECHO}until: 60s
groups: [{ name: r, start: 1s, behaviour: { reconnecting-client: { stay: 9s } } }]
timeline: [{ at: 25s, client: r1, do: vanish }]
`);
    expect(run.syns('r1').map((ms) => Math.floor(ms / 1000))).toEqual([1, 11, 21]);
    expect(run.records.filter((r) => r.k === 'seg' && r.dir === 'rx' && r.t > 26 * SECOND)).toEqual([]);
  });

  it('drops a device that does not answer its heartbeat', () => {
    const run = behave(
      '{ reconnecting-client: { heartbeat: 2s, patience: 3s } }',
      ', link: { outages: [{ at: 10s, for: 10s }] }',
    );
    expect(paths(run).filter((p) => p === '/ws 101').length).toBeGreaterThan(1);
  });
});

describe('other users of the sockets', () => {
  const HEAD = (users: string): string =>
    `device: { profile: esp32-idf-v5.3, apps: [simple], socket_users: [${users}] }\nuntil: 400s\n`;
  const sockets = (run: GroupRun): number[] =>
    run.records.flatMap((r) => (r.k === 'res' ? [Number(r['sockets'])] : []));

  it('mqtt keeps one connection, and comes back when its broker vanishes', () => {
    const run = new GroupRun(
      HEAD('{ mqtt: { keep_alive: 20s } }') + 'timeline: [{ at: 60s, client: mqtt-server1, do: vanish }]\n',
    );
    expect(run.logs('mqtt_client').slice(0, 2)).toEqual(['connected, fd = 54', 'connection lost: 11']);
    expect(sockets(run)[0]).toBe(4);
    const pings = run.records.filter(
      (r) => r.k === 'seg' && r.dir === 'tx' && r.len === 2 && r.t < 60 * SECOND,
    );
    expect(pings).toHaveLength(5);
  });

  it('an uploader takes what is left, for the time of a file', () => {
    const run = new GroupRun(HEAD('{ mdns: {} }, { uploader: { at: 5s, files: 2, connections: 9 } }'));
    expect(run.logs('uploader')).toEqual([
      ...(Array(3).fill('socket() failed: 23') as string[]),
      'file 1: 6 of 9 parts sent',
      ...(Array(3).fill('socket() failed: 23') as string[]),
      'file 2: 6 of 9 parts sent',
    ]);
    expect(Math.max(...sockets(run))).toBe(10);
    expect(sockets(run).at(-1)).toBe(4);
  });

  it('an update reads its image; sockets are held for a while', () => {
    const run = new GroupRun(
      HEAD('{ ota: { at: 1s, size: 50000 } }, { holder: { at: 10s, sockets: 3, type: tcp, for: 5s } }'),
    );
    expect(run.logs('esp_https_ota')).toEqual(['image of 50000 bytes read']);
    const later = run.records.flatMap((r) =>
      r.k === 'res' && r.t >= 10 * SECOND ? [[Math.round(r.t / SECOND), r['sockets']]] : [],
    );
    expect(later).toEqual([
      [10, 6],
      [15, 3],
      // TIME_WAIT ends.
      [121, 3],
    ]);
  });

  it('can be served by a group of the scenario', () => {
    const run = new GroupRun(
      HEAD('{ uploader: { to: cloud1, port: 8080, files: 1, connections: 2 } }') +
        'groups: [{ name: cloud, start: 0s, behaviour: { http-server: { port: 8080, body: ok } } }]\n',
    );
    expect(run.logs('uploader')).toEqual(['file 1: 2 of 2 parts sent']);
  });
});
