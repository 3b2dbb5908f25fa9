/**
 * What must hold for every scenario, with every client stack and on every device: no exception, time never runs
 * backwards, two runs are identical to the byte, a connection's events are in order and its bytes arrive as they were
 * sent, and after all clients are gone and all timers have run out every counter and the heap are back at their idle
 * values.
 *
 * Not covered by the last of these: runs that end in a panic, which the firmware has too, and runs in which the link loses a
 * client's RST: then the device can't know that the client is gone.
 */

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { REFERENCE_KINDS, serializeRecord } from '../../sim/kernel/trace.js';
import { loadScenario } from '../../sim/run/load.js';
import { Simulation } from '../../sim/run/simulation.js';
import { scenarioParts, scenarioText } from './random-scenario.js';
import { watchStreams, type WatchedStreams } from './watched-streams.js';

const RUNS = 60;

interface Outcome {
  readonly lines: readonly string[];
  readonly last: Readonly<Record<string, number>>;
  readonly panicked: boolean;
  /** The link has lost the RST of a client that left. */
  readonly lostReset: boolean;
  readonly simulation: Simulation;
}

function run(text: string): Outcome {
  const simulation = new Simulation(loadScenario({ text }), { heapRecords: true });
  const lines: string[] = [];
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
    }
  });
  const { end } = simulation.run();
  expect(end).not.toBe('livelock');
  return { lines, last, panicked, lostReset, simulation };
}

/** Of one connection: an open one may lack its end, and the device's own connections are accepted. */
const IN_ORDER = /^((connected|accepted) )?(data )*(eof )?((refused|timeout|reset|closed) )?$/;

let seen: WatchedStreams;
beforeEach(() => {
  seen = watchStreams();
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Events of every connection are in order, and of every stream the bytes delivered are a prefix of those accepted. */
function checkStreams(moved: Record<'toDevice' | 'toClient', number>): void {
  for (const events of seen.events.values()) {
    expect(events.map((event) => `${event} `).join('')).toMatch(IN_ORDER);
  }
  for (const way of ['toDevice', 'toClient'] as const) {
    for (const [name, { accepted, delivered }] of seen[way]) {
      const bytes = Buffer.concat(delivered).toString('latin1');
      const isPrefix = Buffer.concat(accepted).toString('latin1').startsWith(bytes);
      expect(isPrefix, `${way}, ${name}: what arrives is what was sent`).toBe(true);
      moved[way] += bytes.length;
    }
  }
}

describe('any scenario', () => {
  it('runs without an exception, the same twice, and leaves nothing behind', () => {
    const moved = { toDevice: 0, toClient: 0 };
    fc.assert(
      fc.property(scenarioParts, (parts) => {
        const text = scenarioText(parts);
        seen.clear();
        const first = run(text);
        checkStreams(moved);
        expect(run(text).lines).toEqual(first.lines);
        if (first.panicked || first.lostReset) return;
        const { last: idle } = run(scenarioText({ ...parts, clients: [] }));
        expect(first.last, 'counters and heap after everybody has gone').toEqual(idle);
        expect(first.simulation.hosts.get('c1')).toBeDefined();
        for (const same of first.simulation.resources.all()) {
          for (const resource of same)
            expect(resource.peak, resource.text).toBeLessThanOrEqual(resource.size);
        }
      }),
      { numRuns: RUNS },
    );
    expect(Math.min(moved.toDevice, moved.toClient), 'bytes that were moved').toBeGreaterThan(10_000);
  });
});
