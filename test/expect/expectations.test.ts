import { describe, expect, test } from 'vitest';
import { CRASHING, judged, THREE_TABS, verdictOf } from './judged.js';

const FULL =
  'sessions :80 2/2 (max_open_sockets) since 0.203 s held by tab1, tab2 (all idle since 0.121 s to 0.221 s): not accepted';

describe('what holds', () => {
  test.each([
    '{ client: tab1, outcome: served }',
    '{ client: tab3, outcome: waiting, because: sessions :80 }',
    '{ client: tab3, outcome: [waiting, closed], because: sessions }',
    '{ client: [tab1, tab2], status: 101 }',
    '{ client: tab#1, outcome: served }'.replace('tab#', 'tab1#'),
    '{ at: 310ms, client: tab3, outcome: waiting }',
    '{ at: 210ms, connections: { total: 2 } }',
    '{ connections: { served: 2, waiting: at most 1, reset: 0, total: 3 } }',
    '{ client: tab*, connections: { served: 2..3 } }',
    '{ resource: sessions, used: 2, peak: 2 }',
    '{ resource: sockets, peak: less than 10, refused: 0 }',
    '{ resource: tcp_active, peak: 3 }',
    '{ resource: heap, used: more than 0 }',
    '{ log: "fd = 57", count: at least 1 }',
    '{ log: /handshake/i }',
    '{ log: error, level: E, count: 0 }',
    '{ log: httpd, from: 300ms, count: 0 }',
    '{ client: tab1, received: 101 Switching, count: 1 }',
    '{ client: tab3, received: HTTP, count: 0 }',
    '{ client: tab1, first_byte: { max: at most 10ms } }',
    '{ connect_time: { max: 2ms, p50: 1ms..3ms } }',
    '{ server: running, port: 80 }',
    '{ panic: false, livelock: false }',
    'never: { client: tab3, outcome: served }',
    'never: { log: accept (23) }',
    '{ always: { resource: sessions, used: at most 2 } }',
    '{ always: { client: tab3, outcome: waiting }, from: 400ms, to: 4s }',
    '{ eventually: { client: tab2, outcome: served }, within: 300ms }',
    '{ eventually: { resource: sessions, used: 2 }, from: 200ms, within: 100ms }',
  ])('%s', (entry) => {
    expect(verdictOf(entry)).toBe('ok');
  });
});

describe('what fails says what was expected, what was seen, when and why', () => {
  test.each([
    [
      '{ client: tab3, outcome: served }',
      `tab3 is served at the end | waiting | 5000000, since 300000 | tab3: ${FULL}`,
    ],
    [
      '{ client: tab*, outcome: served }',
      `tab* are served at the end | tab1, tab2 served, tab3 waiting | 5000000, since 300000 | tab3: ${FULL}`,
    ],
    [
      '{ outcome: served, at: 210ms }',
      'every client is served at 210ms | tab1 served, tab2 idle, tab3 not connected yet | 210000, since 200000',
    ],
    [
      '{ client: tab3, outcome: waiting, because: sockets }',
      `tab3 is waiting, stopped by sockets at the end | waiting, stopped by sessions :80 | 5000000, since 300000 | tab3: ${FULL}`,
    ],
    [
      '{ client: tab1, status: 200 }',
      'tab1 is answered with 200 at the end | served, answered with 101 | 5000000, since 100000',
    ],
    ['{ client: tab1#2, outcome: served }', 'tab1#2 is served at the end | not connected yet | 5000000'],
    [
      '{ connections: { served: at least 3 } }',
      `connections: at least 3 served at the end | 2 served, 1 waiting | 5000000, since 300000 | tab3: ${FULL}`,
    ],
    [
      '{ resource: sessions :80, peak: 1 }',
      'sessions :80: peak 1 at the end | peak 2 of 2 | 5000000, since 203000 | sessions :80 held by tab1, tab2',
    ],
    ['{ log: never said }', 'log "never said" at least once by the end | never | 5000000'],
    [
      '{ first_byte: { max: at most 1s } }',
      'first byte: max at most 1s by the end | max never (of 3, 1 without an answer) | 5000000',
    ],
    [
      '{ client: tab3, received: HTTP }',
      `tab3 received "HTTP" at least once by the end | never | 5000000 | tab3: ${FULL}`,
    ],
    ['{ server: stopped }', 'the server is stopped at the end | :80 running | 5000000'],
    ['{ panic: true }', 'the device crashes by the end | the device runs | 5000000'],
    [
      'never: { client: tab3, outcome: waiting }',
      `never: tab3 is waiting | waiting | 302000, since 300000 | tab3: ${FULL.replace(/ \(all idle.*?\)/, '')}`,
    ],
    [
      '{ always: { resource: sessions, used: less than 2 } }',
      'always: sessions: used less than 2 | used 2 of 2 | 203000 | sessions :80 held by tab1, tab2',
    ],
    [
      '{ eventually: { client: tab3, outcome: served }, from: 1s, within: 2s }',
      `eventually from 1s until 3s: tab3 is served | waiting | 3000000, since 300000 | tab3: ${FULL}`,
    ],
  ])('%s', (entry, verdict) => {
    expect(verdictOf(entry)).toBe(verdict);
  });

  test('a missing line comes with what the log says instead', () => {
    const text = THREE_TABS.replace('ws_open, path: /ws', 'ws_open, path: /nowhere');
    expect(verdictOf('{ log: wonderful }', text)).toMatch(/ \| the log says: 12\dms W httpd_uri: /);
  });

  test('several conditions hold together; the failing ones are told', () => {
    expect(verdictOf('{ client: tab1, outcome: served, resource: sockets, used: 3 }')).toMatch(
      /^tab1 is served, sockets: used 3 at the end \| used 5 of 10 \| /,
    );
  });
});

describe('the end of the device', () => {
  const CRASH_TEXT = 'the device crashed in httpd: memory access fault';

  test('unexpected', () => {
    const { status, crash, failures } = judged(['{ client: tab1, outcome: served }'], CRASHING);
    expect({ status, why: crash?.why, failures }).toEqual({
      status: 'crashed',
      why: CRASH_TEXT,
      failures: [],
    });
  });

  test.each([
    '{ panic: true }',
    '{ panic: memory access }',
    '{ eventually: { panic: /fault$/ }, within: 1s }',
  ])('expected: %s', (entry) => {
    expect(judged([entry], CRASHING)).toMatchObject({ status: 'passed' });
  });

  test('expected, but not like this', () => {
    expect(judged(['{ panic: stack overflow }'], CRASHING)).toMatchObject({ status: 'failed' });
  });

  test('what should hold later fails, and says so', () => {
    expect(verdictOf('{ at: 2s, client: tab1, outcome: served }', CRASHING)).toContain(
      `tab1 is served at 2s | the run was over by then: ${CRASH_TEXT}`,
    );
  });
});

describe('steps of groups', () => {
  const GROUP = `
name: group
device: { profile: esp32-idf-v5.3, apps: [ws-echo], httpd: { max_open_sockets: 2 } }
until: 5s
groups:
  - name: tab
    count: 3
    start: { every: 100ms }
    steps:
      - { do: ws_open, path: /ws, expect: { status: 101, within: 1s } }
      - { do: hold }
`;

  test('a failing one is a failed expectation, with its limit', () => {
    const result = judged(['{ client: tab*, connections: { served: 2 } }'], GROUP);
    expect(result).toMatchObject({ status: 'failed', expectations: 4 });
    expect(result.failures).toMatchObject([
      {
        line: 10,
        expected: 'tab3, step 1 (ws_open): answered, status 101, within 1000ms',
        seen: 'silent, no byte of an answer, after 1000ms',
        timeUs: 1_300_000,
        why: [
          expect.stringMatching(
            /^tab3: sessions :80 2\/2 \(max_open_sockets\) since .* held by tab1, tab2.*: not accepted$/,
          ),
        ],
      },
    ]);
  });

  test('a step that fails again and again is told a few times', () => {
    const text = GROUP.replace('count: 3', 'count: 9');
    const { failures } = judged(['{ panic: false }'], text);
    expect(failures.map(({ expected }) => expected.split(',')[0])).toEqual(['tab3', 'tab4', 'tab5']);
    expect(failures.at(-1)?.why.at(-1)).toBe('… and 4 more times for this step');
  });

  test('first bytes of groups are those of their requests', () => {
    expect(
      verdictOf(
        '{ client: tab1, first_byte: { max: at most 10ms } }',
        GROUP.replace(', expect: { status: 101, within: 1s }', ''),
      ),
    ).toBe('ok');
  });
});

test('callbacks of libwebsockets, with or without their prefix', () => {
  const text = `
device: { profile: w800-sdk-2.4, apps: [lws-ws-server] }
until: 5s
timeline:
  - { at: 1s, client: c1, do: connect }
  - { at: 1100ms, client: c1, do: ws_open, path: / }
  - { at: 2s, client: c1, do: ws_text, fill: x, length: 5000 }
`;
  expect(verdictOf('{ cb: RECEIVE, count: 3 }', text)).toBe('ok');
  expect(verdictOf('{ cb: LWS_CALLBACK_RECEIVE, count: at least 5 }', text)).toBe(
    'callback LWS_CALLBACK_RECEIVE at least 5 times by the end | 3 times | 5000000',
  );
});

test('a livelock: unexpected, and expected', () => {
  const plain = `
device:
  profile: esp32-idf-v5.3
  apps: [async]
  httpd: { max_open_sockets: 2, lru_purge_enable: true }
until: 80s
timeline:
  - { at: 100ms, client: c1, do: connect }
  - { at: 200ms, client: c1, do: http, path: /long }
  - { at: 300ms, client: c2, do: connect }
  - { at: 400ms, client: c2, do: http, path: /long }
  # The third client.
  - { at: 2s, client: c3, do: connect }
`;
  const { status, crash } = judged(['{ panic: false }'], plain);
  expect({ status, why: crash?.why }).toEqual({
    status: 'hangs',
    why: expect.stringMatching(/^the device hangs since .*: task httpd/) as unknown,
  });
  expect(verdictOf('{ livelock: true }', plain)).toBe('ok');
});
