/**
 * Live instances parked along the way.
 *
 * A suspended generator can't be copied, so an instance can be used once for going forward from where it stands. To
 * look at an earlier position the nearest parked instance before it goes on to it. Instances stand at exponentially
 * growing distances behind the present position, so that near looks are nearly free and far ones cost a fraction of a
 * run from the start. Places are filled again in idle time ({@link Parking.tend}).
 */

import type { Step } from '../../language/scenario.js';
import type { Instance } from './instance.js';

/** Steps between the present position and the nearest place. */
const NEAREST_PLACE = 512;
/** Each further place is so many times as far away. */
const SPACING = 4;
/** Live instances kept at most, those in the making included. */
const MOST_INSTANCES = 10;
/** Steps done between two looks at the clock. */
const STEPS_PER_LOOK = 64;

export class Parking {
  /** By position, ascending. */
  private readonly lot: Instance[] = [];
  /** An instance on its way to a place. */
  private underway: { readonly instance: Instance; readonly target: number } | undefined;

  constructor(private readonly create: () => Instance) {}

  /** Positions of the parked instances. */
  get positions(): number[] {
    return this.lot.map((instance) => instance.position);
  }

  /** Takes the nearest instance at or before a position out of the lot; a new one if there is none. */
  take(position: number): Instance {
    this.parkUnderway();
    let best = -1;
    this.lot.forEach((instance, i) => {
      if (instance.position <= position) best = i;
    });
    return best < 0 ? this.create() : this.lot.splice(best, 1)[0]!;
  }

  /** Puts an instance in. When there are too many, the one nearest to its predecessor goes. */
  park(instance: Instance): void {
    const { lot } = this;
    const at = lot.findIndex((other) => other.position > instance.position);
    lot.splice(at < 0 ? lot.length : at, 0, instance);
    if (lot.length <= MOST_INSTANCES) return;
    let closest = 1;
    for (let i = 2; i < lot.length; i++) {
      if (gap(lot, i) < gap(lot, closest)) closest = i;
    }
    lot.splice(closest - 1, 1);
  }

  /** Brings the nearest instance before a position closer to it, by at most so many steps. */
  follow(position: number, most: number): void {
    this.parkUnderway();
    const instance = this.take(position);
    instance.advanceTo(Math.min(position, instance.position + most));
    this.park(instance);
  }

  /** Adds a step to the timeline of every instance up to `position`; those beyond are given up. */
  schedule(step: Step, position: number): void {
    this.parkUnderway();
    this.giveUpBeyond(position);
    for (const instance of this.lot) instance.schedule(step);
  }

  /** Gives up all instances. */
  clear(): void {
    this.underway = undefined;
    this.lot.length = 0;
  }

  /** Works on the places behind `position` for a while; false when all are filled. `deadline` says when to stop. */
  tend(position: number, isTimeUp: () => boolean): boolean {
    for (;;) {
      if (this.underway === undefined) {
        const target = this.nextPlace(position);
        if (target === undefined) return false;
        this.giveUpBeyond(position);
        this.underway = { instance: this.create(), target };
      }
      const { instance, target } = this.underway;
      while (instance.position < target && !instance.isOver) {
        instance.advanceTo(Math.min(target, instance.position + STEPS_PER_LOOK));
        if (isTimeUp()) return true;
      }
      this.parkUnderway();
    }
  }

  /** The nearest place without an instance: each place is a stretch, so that one standing close by will do. */
  private nextPlace(position: number): number | undefined {
    let end = position;
    for (let distance = NEAREST_PLACE; position - distance > 0; distance *= SPACING) {
      const start = position - distance;
      const low = Math.max(0, position - 2 * distance);
      if (
        !this.lot.some(
          (instance) =>
            instance.position >= low && instance.position <= Math.min(end, position - distance / 2),
        )
      ) {
        return start;
      }
      end = start;
    }
    return undefined;
  }

  private parkUnderway(): void {
    if (this.underway === undefined) return;
    const { instance } = this.underway;
    this.underway = undefined;
    this.park(instance);
  }

  private giveUpBeyond(position: number): void {
    while (this.lot.length > 0 && this.lot.at(-1)!.position > position) this.lot.pop();
  }
}

function gap(lot: readonly Instance[], i: number): number {
  return lot[i]!.position - lot[i - 1]!.position;
}
