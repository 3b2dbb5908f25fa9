/** Seeded random numbers. Every draw of the simulator comes from here, so a seed fixes the whole run. */

import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/** A stream of random numbers; independent streams come from {@link fork}. */
export class Random {
  private readonly generator: RandomGenerator;

  constructor(private readonly seed: number) {
    this.generator = xoroshiro128plus(seed);
  }

  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number {
    return uniformInt(this.generator, min, max);
  }

  /** A number in [0, 1) with 32 bits of resolution. */
  fraction(): number {
    return this.int(0, 0xffff_ffff) / 0x1_0000_0000;
  }

  /** A stream of its own for `name`, so that adding a consumer does not shift the draws of the others. */
  fork(name: string): Random {
    let hash = 0x811c_9dc5 ^ this.seed;
    for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x0100_0193);
    return new Random(hash | 0);
  }
}
