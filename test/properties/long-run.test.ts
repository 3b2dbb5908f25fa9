/** Finished connections are let go: what a long run still holds is counted after a collection of garbage, never timed. */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { ConnectionTable } from '../../sim/hosts/connection-table.js';
import { ExpectationWatch } from '../../sim/expect/watch.js';
import { loadScenario } from '../../sim/run/load.js';
import { ConnectionStory } from '../../sim/outcomes/connection-story.js';
import { Summary, SUMMARY_KINDS } from '../../sim/report/summary/summary.js';
import { Simulation } from '../../sim/run/simulation.js';
import { own } from './watched-streams.js';

const SECOND = 1_000_000;
const SHORT_S = 60;
const LONG_S = 360;
/** A finished connection is its numbers, for late segments, and a row in each collector of outcomes. */
const MOST_BYTES_EACH = 750;
/** Those that are open, and what a trace or a report still looks at. */
const MOST_ALIVE = 20;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes of heap in use, and how many of the objects are still there. */
function held(objects: readonly WeakRef<object>[]): { readonly bytes: number; readonly alive: number } {
  collectGarbage();
  const { heapUsed: bytes } = process.memoryUsage();
  return { bytes, alive: objects.filter((one) => one.deref() !== undefined).length };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe.each(['probe', 'linux'])('a long run with %s', (stack) => {
  it.each(['/hello', '/nothing'])('lets go of the connections that asked for %s', async (path) => {
    const connections: WeakRef<object>[] = [];
    const stories: WeakRef<object>[] = [];
    const add = own(ConnectionTable.prototype, 'add');
    vi.spyOn(ConnectionTable.prototype, 'add').mockImplementation(function (this: ConnectionTable, one) {
      connections.push(new WeakRef(one));
      add.call(this, one);
    });
    const noteSent = own(ConnectionStory.prototype, 'noteSent');
    vi.spyOn(ConnectionStory.prototype, 'noteSent').mockImplementation(function (
      this: ConnectionStory,
      sent,
    ) {
      stories.push(new WeakRef(this));
      noteSent.call(this, sent);
    });
    const simulation = new Simulation(
      loadScenario({
        text:
          'device: { profile: esp32-idf-v5.3, apps: [simple] }\nuntil: 10h\n' +
          `groups: [{ name: p, count: 2, stack: ${stack}, behaviour: ` +
          `{ poller: { path: ${path}, every: 150ms, connections: new } } }]\n` +
          'expect: [{ client: p*, outcome: served }]\n',
      }),
    );
    const summary = new Summary();
    simulation.trace.subscribe(SUMMARY_KINDS, (record) => {
      summary.accept(record);
    });
    const watch = new ExpectationWatch(simulation);
    const runTo = async (seconds: number): Promise<void> => {
      while (simulation.step(seconds * SECOND) !== 'idle');
      // Weak references hold until the present job is over; spies remember what they were called with.
      vi.clearAllMocks();
      await new Promise((resolve) => setImmediate(resolve));
    };
    await runTo(SHORT_S);
    const before = held(connections);
    await runTo(LONG_S);
    const after = held(connections);
    expect(connections.length).toBeGreaterThan(4000);
    expect(stories.length).toBeGreaterThan(4000);
    expect(after.alive, 'connections of clients').toBeLessThan(MOST_ALIVE);
    expect(held(stories).alive, 'stories of connections').toBeLessThan(MOST_ALIVE);
    const eachBytes = (after.bytes - before.bytes) / connections.length;
    expect(eachBytes, 'bytes of heap for each').toBeLessThan(MOST_BYTES_EACH);
    expect(summary.outcomes()).toHaveLength(connections.length);
    expect(watch.finish().failures).toEqual([]);
  });
});
