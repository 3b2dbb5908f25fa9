/** The search itself, with a judge that is a formula. */

import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { search, type Judge, type Point, type SearchOptions } from '../../sim/explore/search.js';
import type { Sample } from '../../sim/explore/sample.js';

const options = (more: Partial<SearchOptions>): SearchOptions => ({
  ...{ sizes: [10, 10, 10], seed: 1, runs: 1000, isOver: () => false, tell: () => undefined },
  ...more,
});

/** Trouble where `isBad`; nearer the larger the sum. */
function judge(isBad: (point: Point) => boolean, asked: Point[] = []): Judge {
  return (points) => {
    asked.push(...points);
    return Promise.resolve(
      points.map((point): Sample => {
        const nearness = point.reduce((sum, one) => sum + one, 0) / 100;
        return isBad(point) ? { kind: 'waitUs', trouble: 'late', nearness: 1 } : { nearness };
      }),
    );
  };
}

it('what is found is as small as the trouble allows', async () => {
  const result = await search(
    judge(([a = 0, , c = 0]) => a >= 7 && c >= 3),
    options({}),
  );
  expect(result).toMatchObject({ point: [7, 0, 3] });
});

it('any threshold is found exactly', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 }), async (x, y) => {
      const result = await search(
        judge(([a = 0, b = 0]) => a >= x && b >= y),
        options({ sizes: [10, 10] }),
      );
      expect(result).toMatchObject({ point: [x, y] });
    }),
    { numRuns: 50 },
  );
});

it('another kind of trouble does not count as the same, made small', async () => {
  const result = await search(
    (points) =>
      Promise.resolve(
        points.map(([a = 0]): Sample =>
          a >= 5
            ? { kind: 'waitUs', trouble: 'late', nearness: 1 }
            : { kind: 'crash', trouble: 'dead', nearness: Infinity },
        ),
      ),
    options({ sizes: [1, 2], runs: 2 }),
  );
  // The plainest point is trouble already.
  expect(result).toMatchObject({ point: [0, 0], sample: { kind: 'crash' } });
});

it('the same seed asks the same, another one does not; no point is asked twice', async () => {
  const askedBy = async (seed: number): Promise<string[]> => {
    const asked: Point[] = [];
    await search(
      judge(() => false, asked),
      options({ seed, runs: 200 }),
    );
    return asked.map((point) => point.join(','));
  };
  const first = await askedBy(1);
  expect(await askedBy(1)).toEqual(first);
  expect(await askedBy(2)).not.toEqual(first);
  expect(new Set(first).size).toBe(first.length);
  expect(first.length).toBe(200);
});

it('a small space is looked through whole, and then it ends', async () => {
  const asked: Point[] = [];
  const result = await search(
    judge(() => false, asked),
    options({ sizes: [3, 2], runs: 1000 }),
  );
  expect(new Set(asked.map((point) => point.join(','))).size).toBe(6);
  expect(result).toMatchObject({ runs: 6, nearest: { point: [2, 1] } });
});

it('the guided half finds what chance alone would hardly find', async () => {
  const result = await search(
    judge((point) => point.every((one) => one >= 27)),
    options({ sizes: [30, 30, 30, 30], runs: 1000 }),
  );
  expect('point' in result).toBe(true);
});
