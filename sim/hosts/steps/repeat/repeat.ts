/** `repeat`: steps again and again. It holds steps, and so is read and run by what reads and runs lists of them. */

import * as z from 'zod';

import { duration } from '../../../document/duration.js';
import { int } from '../../../document/fields.js';
import type { Client } from '../../client/client.js';
import type { Script } from '../../client/fiber.js';

const MOST_ROUNDS = 1_000_000;

export const REPEAT_ABOUT = 'Does steps again.';

/** Its keys besides `do`; `list` is the schema of a list of steps. */
export const repeatKeys = <L extends z.ZodType>(list: L) => ({
  times: int(1, MOST_ROUNDS, 'How often. Default: until the end of the run').optional(),
  every: duration('From the start of a round to the start of the next. Default: at once').optional(),
  steps: list,
});

/** Steps that are done again. */
export interface Repeat<S> {
  readonly do: 'repeat';
  /** `Infinity`: until the run ends. */
  readonly times: number;
  /** Start of a round after the start of the one before; a longer round is followed at once. */
  readonly everyUs?: number;
  readonly steps: readonly S[];
}

/** Runs the rounds by `list`, which does the steps of one and is false when a failure ends them all. */
export function* performRepeat<S>(
  { fibers, kernel }: Client,
  { times, everyUs = 0, steps }: Repeat<S>,
  list: (steps: readonly S[], round: number) => Script<boolean>,
): Script<boolean> {
  for (let round = 1; round <= times; round++) {
    const begunUs = kernel.nowUs;
    if (!(yield* list(steps, round))) return false;
    if (round < times) yield* fibers.wait(undefined, begunUs + everyUs);
    // Rounds that take no time would never let time move on.
    if (kernel.nowUs === begunUs && times === Infinity) return true;
  }
  return true;
}
