/** The past of a long session takes bounded memory, and is still there: what is not kept is computed again. */

import { describe, expect, test } from 'vitest';
import { serializeRecord } from '../../sim/kernel/trace.js';
import { Instance } from '../../sim/repl/engine/instance.js';
import { Timeline } from '../../sim/repl/engine/timeline.js';
import { loadScenario } from '../../sim/run/load.js';
import { consoleOn, freshRun, linesOf } from './harness.js';

const CLIENTS = 6;
const REQUESTS = 3000;
const MOST_KEPT = 20_000;
/** Steps of a chapter (history.ts). */
const CHAPTER_STEPS = 4096;

const scenario = loadScenario({
  text: JSON.stringify({
    device: { profile: 'esp32-idf-v5.3', apps: ['simple'] },
    until: '60s',
    timeline: [
      ...Array.from({ length: CLIENTS }, (_, i) => ({ at: `${10 + i}ms`, client: `c${i}`, do: 'connect' })),
      ...Array.from({ length: REQUESTS }, (_, i) => ({
        at: `${100 + 5 * i}ms`,
        client: `c${i % CLIENTS}`,
        do: 'http',
        path: '/hello',
      })),
    ],
  }),
  file: 'long.yaml',
});

describe('a long run', () => {
  const timeline = new Timeline(scenario, false, MOST_KEPT);
  while (timeline.advance(Number.POSITIVE_INFINITY));
  const { history } = timeline;
  const instance = new Instance(scenario);
  const whole = freshRun(scenario, Number.POSITIVE_INFINITY).trace;
  instance.advanceTo(Number.POSITIVE_INFINITY);

  /** The chapter under way and the one looked at are kept besides: two of the largest. */
  function bound(): number {
    let largest = 0;
    for (let from = 0; from < history.length; from += CHAPTER_STEPS) {
      const to = Math.min(from + CHAPTER_STEPS, history.length);
      largest = Math.max(largest, to - from + history.recordsBefore(to) - history.recordsBefore(from));
    }
    return MOST_KEPT + 2 * largest;
  }

  test('keeps a bounded number of steps and records', () => {
    expect(history.length).toBe(instance.position);
    expect(history.length + whole.length).toBeGreaterThan(4 * MOST_KEPT);
    expect(history.keptEntries).toBeLessThanOrEqual(bound());
  });

  test('has every record and every time, in any order', () => {
    const end = history.recordsBefore(history.length);
    expect(end).toBe(whole.length);
    expect([...history.records(0, end)].map(serializeRecord)).toEqual(whole);
    for (const position of [1, 17, 4095, 4096, 4097, 9000, history.length - 1, 3]) {
      const { timeUs, firstRecord } = history.step(position)!;
      expect(history.recordsBefore(position)).toBe(firstRecord);
      const at = history.positionAt(timeUs);
      expect(history.step(at - 1)!.timeUs).toBe(timeUs);
      expect(history.step(at)?.timeUs ?? Infinity).toBeGreaterThan(timeUs);
    }
    expect(history.keptEntries).toBeLessThanOrEqual(bound());
  });

  test('goes on from an earlier place as if nothing had been beyond', () => {
    const position = 6000;
    const before = freshRun(scenario, position).trace;
    history.truncate(position);
    expect(history.length).toBe(position);
    expect([...history.records(0, history.recordsBefore(position))].map(serializeRecord)).toEqual(before);
  });
});

test('`info session` tells of what is not kept only where it is so', async () => {
  const console = consoleOn(
    JSON.stringify({ device: { profile: 'esp32-idf-v5.3', apps: ['simple'] }, until: '1s' }),
  );
  await linesOf(console, 'run');
  expect(await linesOf(console, 'info session')).not.toContain('in memory');
});
