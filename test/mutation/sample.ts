/** A seeded sample, and what it says about the whole. */

import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** 97.5 % point of the normal distribution. */
const Z = 1.96;

/** So many of all, each as likely as any other; all if there are fewer. */
export function sampleOf<T>(all: readonly T[], size: number, seed: number): T[] {
  const random = xoroshiro128plus(seed);
  const left = [...all];
  const sample: T[] = [];
  while (sample.length < size && left.length > 0) {
    const index = uniformInt(random, 0, left.length - 1);
    sample.push(left[index]!);
    left[index] = left.at(-1)!;
    left.pop();
  }
  return sample;
}

/** Wilson's 95 % interval of a share, in percent. */
export function intervalPercent(hits: number, n: number): readonly [number, number] {
  const p = hits / n;
  const centre = (p + Z ** 2 / (2 * n)) / (1 + Z ** 2 / n);
  const half = (Z * Math.sqrt((p * (1 - p)) / n + Z ** 2 / (4 * n ** 2))) / (1 + Z ** 2 / n);
  return [100 * (centre - half), 100 * (centre + half)];
}
