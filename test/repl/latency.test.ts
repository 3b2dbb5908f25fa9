/**
 * Going back in a run of 100,000 steps feels instant: what is counted is the work that it takes, in steps of the kernel.
 */

import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Instance } from '../../sim/repl/engine/instance.js';
import { consoleOn, linesOf } from './harness.js';

const CLIENTS = 7;
const REQUESTS = 15_000;
const STEPS = 100_000;
/** Steps that a modest machine does in the time that people take for none at all: 100 ms. */
const INSTANT_STEPS = 4000;
/** Steps that it does between two keys of somebody in a hurry: 30 ms. */
const IDLE_STEPS = 1200;
/** A view of the whole device costs as much as so many steps (timeline.ts). */
const STEPS_PER_VIEW = 16;
/** Looks back, one step and one look at a time: past several windows of views. */
const LOOKS = 400;

const counted = vi.hoisted(() => ({ steps: 0, views: 0 }));

vi.mock('../../sim/inspect/inspect.js', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../sim/inspect/inspect.js')>();
  const inspectAll: typeof original.inspectAll = (run) => {
    counted.views++;
    return original.inspectAll(run);
  };
  return { ...original, inspectAll };
});

// eslint-disable-next-line @typescript-eslint/unbound-method -- it is called on the instance again
const { advance } = Instance.prototype;

beforeAll(() => {
  Instance.prototype.advance = function (this: Instance, ...limit) {
    counted.steps++;
    return advance.apply(this, limit);
  };
});

afterAll(() => {
  Instance.prototype.advance = advance;
});

function workDone(): number {
  return counted.steps + STEPS_PER_VIEW * counted.views;
}

test('back-steps with a look into the device', { timeout: 300_000 }, async () => {
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
  const workOf = async (line: string): Promise<number> => {
    const before = workDone();
    await linesOf(console, line);
    return workDone() - before;
  };
  const whole = await workOf('run');
  const { session } = console;
  expect(session.position).toBeGreaterThan(STEPS);
  // The counter sees what is done: every step, and the shadow's too.
  expect(whole).toBeGreaterThan(session.position);
  const atOnce = await workOf('rs; netstat');
  while (session.timeline.tend(session.position, () => false));
  const looks: number[] = [];
  for (let i = 0; i < LOOKS; i++) {
    looks.push(await workOf('rs; netstat; tasks'));
    // What the terminal does until the next key.
    const start = workDone();
    session.timeline.tend(session.position, () => workDone() - start > IDLE_STEPS);
  }
  const back = await workOf('rs 40000');
  const worst = Math.max(...looks);
  const average = looks.reduce((sum, look) => sum + look, 0) / LOOKS;
  if (process.env['REPL_WORK'] !== undefined)
    process.stdout.write(JSON.stringify({ whole, atOnce, back, worst, average }) + '\n');
  expect(average).toBeLessThan(INSTANT_STEPS / 10);
  // The first look behind everything that has been looked at: a window of views at once.
  expect(worst).toBeLessThan(5 * INSTANT_STEPS);
  expect(atOnce).toBeLessThan(INSTANT_STEPS);
  expect(back).toBeLessThan(INSTANT_STEPS);
});
