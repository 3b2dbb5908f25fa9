import { expect, test } from 'vitest';
import { runPatiently } from '../../sim/cli/patient-run.js';
import type { RunResult, Simulation } from '../../sim/run/simulation.js';

/** A run of so many steps; `onSteps` is told how far it is. */
function runOf(total: number, onSteps: (done: number) => void = () => undefined): Simulation {
  const result: RunResult = { end: 'until', timeUs: 0 };
  let done = 0;
  const runFor = (steps: number): RunResult | undefined => {
    done = Math.min(total, done + steps);
    onSteps(done);
    return done === total ? result : undefined;
  };
  return { runFor, kernel: { nowUs: 0 } } as unknown as Simulation;
}

test('what a run prints first is shown when it has hardly begun', async () => {
  let done = 0;
  const shown: number[] = [];
  const simulation = runOf(100_000, (steps) => (done = steps));
  await runPatiently(simulation, { show: () => shown.push(done) });
  expect(shown[0]).toBeLessThan(100);
});

test('later it is shown from time to time, not at every look', async () => {
  let looks = 0;
  let shown = 0;
  const beganMs = performance.now();
  await runPatiently(
    runOf(10_000_000, () => looks++),
    { show: () => shown++ },
  );
  expect(looks).toBeGreaterThan(4000);
  expect(shown).toBeLessThanOrEqual(1 + (performance.now() - beganMs) / 20);
});
