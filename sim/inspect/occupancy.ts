/**
 * How much of each limit is in use, as steps over time.
 *
 * Only what the device or a port has: what every connection has for itself (its mailbox, its send buffer) would be as many
 * lines as there are connections.
 */

import { figuresOf, type LimitedResource } from '../resources/resource.js';
import type { Simulation } from '../run/simulation.js';

/** One limit. */
export interface Occupancy {
  /** `sessions :80`. */
  readonly name: string;
  /** What it is, in a sentence. */
  readonly about: string;
  /** Absent where nothing but the heap limits it. */
  readonly size: number | undefined;
  /** The option that sets the size. */
  readonly option: string | undefined;
  /** Bytes instead of things. */
  readonly inBytes: boolean;
  /** When it changed, virtual microseconds; `used[i]` from `times[i]` on. */
  readonly times: readonly number[];
  readonly used: readonly number[];
}

interface Watched {
  readonly same: readonly LimitedResource[];
  readonly times: number[];
  readonly used: number[];
}

/** Watches from now on; the returned function tells of every limit that has been used so far. */
export function watchOccupancy(simulation: Simulation): () => readonly Occupancy[] {
  const { kernel, resources } = simulation;
  const watched: Watched[] = [];
  let seen = 0;
  const look = (): void => {
    if (resources.names !== seen) {
      let i = 0;
      for (const same of resources.all()) {
        if (i++ < seen || !isShown(same[0]!)) continue;
        watched.push({ same, times: [], used: [] });
      }
      seen = resources.names;
    }
    for (const { same, times, used } of watched) {
      let now = 0;
      for (const one of same) now += one.used;
      if (now === (used.at(-1) ?? 0)) continue;
      times.push(kernel.nowUs);
      used.push(now);
    }
  };
  simulation.onSettled(look);
  return () => {
    look();
    return watched.filter(({ same, times }) => times.length > 0 || figuresOf(same).refusals > 0).map(told);
  };
}

/** Not what a single connection has, and not what is only counted. */
function isShown({ limit: { per, sizedBy } }: LimitedResource): boolean {
  return per !== 'connection' && sizedBy !== undefined;
}

function told({ same, times, used }: Watched): Occupancy {
  const { text: name, limit, size, option } = same[0]!;
  return {
    name,
    about: limit.about,
    option,
    inBytes: limit.unit === 'bytes',
    times,
    used,
    size: Number.isFinite(size) ? size : undefined,
  };
}
