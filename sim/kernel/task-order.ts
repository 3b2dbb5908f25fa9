/**
 * Other orders of tasks than the strict one.
 *
 * On two cores tasks run beside each other; the model runs one order of them, by priority. Where a task has called the
 * operating system, and where the next task is chosen, another ready task may go first: that is a switch. What a real
 * device can do besides (a switch between any two instructions) makes no difference that calls could tell.
 */

import type { Random } from './random.js';

/** Asked at every point where another task could run instead. */
export interface TaskOrder {
  /** Which of the `others` that are ready runs now, from 0, the highest first; undefined: the strict order goes on. */
  at(others: number): number | undefined;
}

/** A switch: at which point, counted from 0, to which of the others. */
export type ForcedSwitch = readonly [point: number, choice: number];

/** Points between two switches, on average: one of these, so that few and many switches are tried. */
const SPACINGS = [2, 5, 15, 50, 200] as const;

/** Switches at random points, and remembers them. */
export class SeededOrder implements TaskOrder {
  readonly taken: ForcedSwitch[] = [];
  /** Points that there were so far. */
  points = 0;
  private readonly spacing: number;

  constructor(private readonly random: Random) {
    this.spacing = SPACINGS[random.int(0, SPACINGS.length - 1)]!;
  }

  at(others: number): number | undefined {
    const point = this.points++;
    if (this.random.int(1, this.spacing) !== 1) return undefined;
    const choice = this.random.int(0, others - 1);
    this.taken.push([point, choice]);
    return choice;
  }
}

/** Switches where it is told, and nowhere else. */
export class ForcedOrder implements TaskOrder {
  private readonly choices: ReadonlyMap<number, number>;
  private point = 0;

  constructor(switches: readonly ForcedSwitch[]) {
    this.choices = new Map(switches);
  }

  at(others: number): number | undefined {
    const choice = this.choices.get(this.point++);
    return choice === undefined ? undefined : Math.min(choice, others - 1);
  }
}
