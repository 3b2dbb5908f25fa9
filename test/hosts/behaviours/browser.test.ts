/** The browser's connections at the edges of its settings; what it does beside Chromium is test/live/browser's. */

import { expect, test } from 'vitest';
import type { SegRecord } from '../../../sim/kernel/trace.js';
import { loadScenario } from '../../../sim/run/load.js';
import { Simulation } from '../../../sim/run/simulation.js';

/** Segments of a browser with these settings. */
function segments(settings: string, more = ''): SegRecord[] {
  return told(settings, more).segments;
}

/** Segments of a browser with these settings, and what it asked for with the port. */
function told(settings: string, more = ''): { segments: SegRecord[]; asked: string[] } {
  const text = `name: browser
device:
  profile: esp32-idf-v5.3
  apps: [ws-echo]
  handlers:
    - { uri: /, do: [{ delay: 50ms }, { send: page }] }
    - { uri: /two, do: [{ send: two }] }
    - { uri: /bye, do: [{ send: bye }, { close: true }] }
    - { uri: /kept.png, do: [{ send: kept }] }
    - { uri: /new.png, do: [{ header: { Cache-Control: 'private, no-store' } }, { send: new }] }
    - { uri: /events, do: [{ type: text/event-stream }, { async: { do: [{ repeat: 40, do: [{ chunk: x }, { delay: 500ms }] }] } }] }
until: 10s
groups: [{ name: tab, stack: linux, start: 100ms, behaviour: { browser: { favicon: false, ${settings} } }${more} }]
`;
  const simulation = new Simulation(loadScenario({ text }));
  const segments: SegRecord[] = [];
  const asked: string[] = [];
  simulation.trace.subscribe(['seg', 'sent'], (record) => {
    if (record.k === 'seg') segments.push(record);
    const path = record.k === 'sent' ? /^GET (\S+)/.exec(record.text ?? '')?.[1] : undefined;
    if (path !== undefined && 'port' in record) asked.push(`${path} ${String(record.port)}`);
  });
  expect(simulation.run().end).toBe('until');
  return { segments, asked };
}

test('idle: 0s closes each connection when its answer is there, and does not spin while one is in use', () => {
  const seen = segments('page: /, idle: 0s, preconnect: 0');
  const flags = seen.map(({ dir, fl }) => `${dir} ${fl}`);
  expect(flags).toContain('rx FA');
  const [answered, closed] = ['tx PA', 'rx FA'].map((what) => seen[flags.lastIndexOf(what)]!.t);
  expect(closed! - answered!).toBeLessThan(10_000);
});

test('idle: 0s with connections ahead of need that do not come through', () => {
  expect(
    segments(
      'page: /, idle: 0s, preconnect: 5, connections: 1',
      ', link: { outages: [{ at: 90ms, for: 3s }] }',
    ).length,
  ).toBeGreaterThan(5);
});

test('a page that is left resets what its stream still sends', () => {
  const seen = segments('page: /, events: /events, preconnect: 0, reload: { after: 1200ms }');
  const fin = seen.findIndex(({ dir, fl }) => dir === 'rx' && fl.includes('F'));
  const { p: port } = seen[fin]! as { p?: number };
  const after = seen.slice(fin).filter((one) => (one as { p?: number }).p === port);
  expect(after.some(({ dir, fl }) => dir === 'rx' && fl.includes('R'))).toBe(true);
});

/** Ports of SYNs that reached the device. */
const syns = (seen: readonly SegRecord[]): number[] =>
  seen
    .filter(({ dir, fl }) => dir === 'rx' && fl === 'S')
    .map((one) => (one as { p?: number; port: number }).port);

test('each navigation sees to it that there is a second connection', () => {
  const { segments: seen, asked } = told('page: /bye, reload: { after: 1s, times: 2 }');
  expect(asked).toEqual(['/bye 49152', '/bye 49153', '/bye 49154']);
  expect(syns(seen)).toEqual([49152, 49153, 49154, 49155]);
});

test('of idle connections the one that was used last is used again, and one that never was the last', () => {
  expect(told('page: /, resources: [/kept.png], preconnect: 2').asked).toEqual([
    '/ 49152',
    '/kept.png 49152',
  ]);
});

const BACK = 'page: /, resources: [/kept.png, /new.png], events: /events, ws: /ws';

/** What is asked for from the other page on. */
function askedSince(said: string): string[] {
  const paths = told(`${BACK}, ${said}`).asked.map((one) => one.split(' ')[0]!);
  return paths.slice(paths.indexOf('/two')).sort();
}

test.each([
  'back: { page: /two, after: 1s, stay: 2s }',
  'headers: firefox, back: { page: /two, after: 1s, bfcache: true }',
])('a page in the bfcache: nothing is asked for again; %s', (said) => {
  expect(askedSince(said)).toEqual(['/two']);
});

test.each([
  'back: { page: /two, after: 1s, stay: 2s, bfcache: false }',
  'headers: firefox, back: { page: /two, after: 1s }',
])('without it stream and websocket are new, and what must not be stored; %s', (said) => {
  expect(askedSince(said)).toEqual(['/events', '/new.png', '/two', '/ws']);
});

test('a websocket of a page in the bfcache is closed when the page comes back', () => {
  const fins = (stay: string): number[] =>
    told(`page: /, ws: /ws, preconnect: 0, back: { page: /two, after: 1s, stay: ${stay} }`)
      .segments.filter(({ dir, fl }) => dir === 'rx' && fl.includes('F'))
      .map(({ t }) => t);
  const [early, late] = [fins('2s'), fins('4s')];
  expect(early).toHaveLength(1);
  expect(late[0]! - early[0]!).toBe(2_000_000);
});

test('going back several times leaves and returns each time', () => {
  const { asked } = told('page: /, preconnect: 0, back: { page: /two, after: 1s, stay: 1s, times: 3 }');
  expect(asked.map((one) => one.split(' ')[0])).toEqual(['/', '/two', '/two', '/two']);
});
