/** Who holds the heap: whatever is queued for a connection is its own, and what is left is the system's, always the same. */

import { expect, test } from 'vitest';
import { loadScenario } from '../../sim/run/load.js';
import { Simulation } from '../../sim/run/simulation.js';

const LIBRARY = 'scenarios';
/** A task's semaphore, and what select() of ESP-IDF holds while it waits: the only bytes that nobody is charged with. */
const TASK_AND_SELECT_BYTES = 88 + 80;

test.each([
  // Answers that wait for acknowledgement, and work that waits in the control socket's mailbox.
  ['broadcast-slow-reader', 4528],
  // Uploads in pieces, a W800.
  ['w800-message-in-chunks', 636],
  // A connection in TIME_WAIT, and a server that has stopped.
  ['restart-within-time-wait-no-reuse', 4392],
])('%s', (name, systemBytes) => {
  const simulation = new Simulation(loadScenario(`${LIBRARY}/${name}.yaml`));
  const { memory } = simulation.device.stack;
  let [least, most] = [Infinity, 0];
  simulation.onSettled(() => {
    const holders = memory.heap.heldBy();
    const { units = 0 } = holders.find((one) => one.kind === 'part' && one.name === 'system') ?? {};
    [least, most] = [Math.min(least, units), Math.max(most, units)];
    expect(holders.reduce((sum, one) => sum + (one.units ?? 0), 0)).toBe(memory.heap.used);
  });
  simulation.run();
  expect(least).toBe(systemBytes);
  expect(most - least).toBeLessThanOrEqual(TASK_AND_SELECT_BYTES);
});
