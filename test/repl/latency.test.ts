/** Going back in a run of 100,000 steps feels instant. */

import { expect, test } from 'vitest';
import { consoleOn, linesOf } from './harness.js';

const CLIENTS = 7;
const REQUESTS = 15_000;
const STEPS = 100_000;
const INSTANT_MS = 100;
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
  await linesOf(console, 'run');
  const { session } = console;
  expect(session.position).toBeGreaterThan(STEPS);

  const timed = async (line: string): Promise<number> => {
    const start = performance.now();
    await linesOf(console, line);
    return performance.now() - start;
  };
  const atOnce = await timed('rs; netstat');
  while (session.timeline.tend(session.position, () => false));
  const looks: number[] = [];
  for (let i = 0; i < LOOKS; i++) looks.push(await timed('rs; netstat; tasks'));
  const back = await timed('rs 40000');
  const median = looks.toSorted((a, b) => a - b)[LOOKS / 2]!;
  expect(median).toBeLessThan(INSTANT_MS / 10);
  expect(atOnce).toBeLessThan(INSTANT_MS);
  expect(back).toBeLessThan(INSTANT_MS);
});
