/** Judging changes nothing. */

import { expect, test } from 'vitest';
import { REFERENCE_KINDS, serializeRecord } from '../../sim/kernel/trace.js';
import { ExpectationWatch } from '../../sim/expect/watch.js';
import { loadScenario } from '../../sim/run/load.js';
import { Simulation } from '../../sim/run/simulation.js';
import { THREE_TABS } from './judged.js';

const EXPECT = `expect:
  - { at: 123456us, client: tab1, outcome: served }
  - { at: 1ms, connections: { total: 0 } }
  - { always: { resource: tcp_active, used: at most 3 }, from: 333333us, to: 4s }
  - { eventually: { log: never said }, from: 777777us, within: 1s }
  - { first_byte: { max: at most 1s } }
`;

function traceOf(text: string, isJudged: boolean): string[] {
  const simulation = new Simulation(loadScenario({ text, file: 's.yaml' }));
  const lines: string[] = [];
  simulation.trace.subscribe([...REFERENCE_KINDS, 'usage', 'refuse', 'session'], (record) =>
    lines.push(serializeRecord(record)),
  );
  if (isJudged) new ExpectationWatch(simulation);
  simulation.run();
  return lines;
}

test('the trace of a run is the same, byte for byte, with expectations and without', () => {
  const plain = traceOf(THREE_TABS, false);
  expect(plain.length).toBeGreaterThan(50);
  expect(traceOf(THREE_TABS + EXPECT, true)).toEqual(plain);
});
