/** The browser's connections at the edges of its settings; what it does beside Chromium is test/live/browser's. */

import { expect, test } from 'vitest';
import type { SegRecord } from '../../../sim/kernel/trace.js';
import { loadScenario } from '../../../sim/run/load.js';
import { Simulation } from '../../../sim/run/simulation.js';

/** Segments of a browser with these settings. */
function segments(settings: string, more = ''): SegRecord[] {
  const text = `name: browser
device:
  profile: esp32-idf-v5.3
  handlers:
    - { uri: /, do: [{ delay: 50ms }, { send: page }] }
    - { uri: /events, do: [{ type: text/event-stream }, { async: { do: [{ repeat: 40, do: [{ chunk: x }, { delay: 500ms }] }] } }] }
until: 10s
groups: [{ name: tab, stack: linux, start: 100ms, behaviour: { browser: { favicon: false, ${settings} } }${more} }]
`;
  const simulation = new Simulation(loadScenario({ text }));
  const told: SegRecord[] = [];
  simulation.trace.subscribe(['seg'], (record) => {
    if (record.k === 'seg') told.push(record);
  });
  expect(simulation.run().end).toBe('until');
  return told;
}

test('idle: 0s closes each connection when its answer is there, and does not spin while one is in use', () => {
  const told = segments('page: /, idle: 0s, preconnect: 0');
  const flags = told.map(({ dir, fl }) => `${dir} ${fl}`);
  expect(flags).toContain('rx FA');
  const [answered, closed] = ['tx PA', 'rx FA'].map((what) => told[flags.lastIndexOf(what)]!.t);
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
  const told = segments('page: /, events: /events, preconnect: 0, reload: { after: 1200ms }');
  const fin = told.findIndex(({ dir, fl }) => dir === 'rx' && fl.includes('F'));
  const { p: port } = told[fin]! as { p?: number };
  const after = told.slice(fin).filter((one) => (one as { p?: number }).p === port);
  expect(after.some(({ dir, fl }) => dir === 'rx' && fl.includes('R'))).toBe(true);
});
