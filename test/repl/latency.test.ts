/** Going back in a run of 100,000 steps feels instant. */

import { expect, test } from 'vitest';
import { consoleOn, linesOf } from './harness.js';

const CLIENTS = 7;
const REQUESTS = 15_000;
const STEPS = 100_000;
const INSTANT_MS = 100;
/** The run takes so long where nothing else is going on; a busy machine gets more time for everything. */
const USUAL_RUN_MS = 2500;
/** Between two keys of somebody in a hurry. */
const IDLE_MS = 30;
/** Looks back, one step and one look at a time: past several windows of views. */
const LOOKS = 400;

test('back-steps with a look into the device', { timeout: 120_000 }, async () => {
  const steps = [
    ...Array.from({ length: CLIENTS }, (_, i) => ({ at: `${10 + i}ms`, client: `c${i}`, do: 'connect' })),
    ...Array.from({ length: REQUESTS }, (_, i) => ({
      at: `${100 + 5 * i}ms`,
      client: `c${i % CLIENTS}`,
      do: 'http',
      path: '/hello',
    })),
  ];
  const device = { profile: 'esp32-idf-v5.3', apps: ['simple'] };
  const console = consoleOn(JSON.stringify({ device, until: '100s', timeline: steps }), new Map(), true);
  const timed = async (line: string): Promise<number> => {
    const start = performance.now();
    await linesOf(console, line);
    return performance.now() - start;
  };
  const budget = INSTANT_MS * Math.max(1, (await timed('run')) / USUAL_RUN_MS);
  const { session } = console;
  expect(session.position).toBeGreaterThan(STEPS);
  const atOnce = await timed('rs; netstat');
  while (session.timeline.tend(session.position, () => false));
  const looks: number[] = [];
  for (let i = 0; i < LOOKS; i++) {
    looks.push(await timed('rs; netstat; tasks'));
    // What the terminal does until the next key.
    const start = performance.now();
    session.timeline.tend(session.position, () => performance.now() - start > IDLE_MS);
  }
  const back = await timed('rs 40000');
  if (process.env['REPL_TIMES'] !== undefined)
    process.stdout.write(JSON.stringify({ budget, atOnce, back, worst: Math.max(...looks) }) + '\n');
  const median = looks.toSorted((a, b) => a - b)[LOOKS / 2]!;
  expect(median).toBeLessThan(budget / 10);
  expect(atOnce).toBeLessThan(budget);
  expect(back).toBeLessThan(budget);
});
