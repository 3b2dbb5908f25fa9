/**
 * What must hold for every scenario: no exception, time never runs backwards, two runs are identical to the byte, and
 * after all clients are gone and all timers have run out every counter and the heap are back at their idle values.
 *
 * Not covered by the last: runs that end in a panic, which the firmware has too, and runs in which the link loses a
 * client's RST: then the device can't know that the client is gone.
 */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REFERENCE_KINDS, serializeRecord } from '../../sim/kernel/trace.js';
import { loadScenario } from '../../sim/language/load.js';
import { Simulation } from '../../sim/run/simulation.js';
import { scenarioParts, scenarioText } from './random-scenario.js';

const RUNS = 60;

interface Outcome {
  readonly lines: readonly string[];
  readonly idle: Readonly<Record<string, number>>;
  readonly last: Readonly<Record<string, number>>;
  readonly panicked: boolean;
  /** The link has lost the RST of a client that left. */
  readonly lostReset: boolean;
  readonly simulation: Simulation;
}

function run(text: string): Outcome {
  const simulation = new Simulation(loadScenario({ text }), { heapRecords: true });
  const lines: string[] = [];
  let idle: Record<string, number> | undefined;
  let last: Record<string, number> = {};
  let panicked = false;
  let lostReset = false;
  let timeUs = 0;
  simulation.trace.subscribe(REFERENCE_KINDS, (record) => {
    expect(record.t, 'time runs backwards').toBeGreaterThanOrEqual(timeUs);
    timeUs = record.t;
    lines.push(serializeRecord(record));
    if (record.k === 'panic') panicked = true;
    if (record.k === 'seg' && record.lost && record.dir === 'rx' && record.fl.includes('R')) lostReset = true;
    if (record.k === 'res') {
      const counts = Object.entries(record).filter(([key]) => key !== 't' && key !== 'k');
      last = Object.fromEntries(counts) as Record<string, number>;
      idle ??= last;
    }
  });
  const { end } = simulation.run();
  expect(end).not.toBe('livelock');
  return { lines, idle: idle ?? {}, last, panicked, lostReset, simulation };
}

describe('any scenario', () => {
  it('runs without an exception, the same twice, and leaves nothing behind', () => {
    fc.assert(
      fc.property(scenarioParts, (parts) => {
        const text = scenarioText(parts);
        const first = run(text);
        expect(run(text).lines).toEqual(first.lines);
        if (first.panicked || first.lostReset) return;
        expect(first.last, 'counters and heap after everybody has gone').toEqual(first.idle);
        expect(first.simulation.hosts.get('c1')).toBeDefined();
        for (const same of first.simulation.resources.all()) {
          for (const resource of same)
            expect(resource.peak, resource.text).toBeLessThanOrEqual(resource.size);
        }
      }),
      { numRuns: RUNS },
    );
  });
});
