/** Judges how much of a resource is used: a limited resource of the device, or a count of its `res` records. */

import { namesText } from '../../outcomes/names.js';
import type { LimitedResource } from '../../resources/resource.js';
import type { ObservedRun } from '../observed-run.js';
import { suggestion } from '../../document/suggest.js';
import { isWithin } from '../amount.js';
import type { Judge, JudgeContext, Reading } from '../judge.js';
import { isResourceNamed } from '../resource-names.js';
import type { ResourceCondition, ResourceFigure } from '../types.js';

type Figures = Readonly<Record<ResourceFigure, number>>;

const NONE: Figures = { used: 0, peak: 0, refused: 0 };

/** Reads figures of the resource with a name, or with the only name that begins so. */
export function judgeResource({ resource: name, figures }: ResourceCondition, context: JudgeContext): Judge {
  const { simulation } = context;
  const count = new CountReader(simulation, name);
  let tooMuchUs: number | undefined;
  simulation.onSettled(() => {
    if (tooMuchUs !== undefined) return;
    const now = figuresNow();
    if (figures.some(([figure, { most }]) => figure !== 'used' && now[figure] > most))
      tooMuchUs = simulation.kernel.nowUs;
  });
  const figuresNow = (): Figures => {
    const found = findResource(simulation, name);
    return found === undefined ? count.read() : figuresOf(simulation, found);
  };
  return {
    read: (): Reading => {
      const found = findResource(simulation, name);
      const now = figuresNow();
      const size = found?.[0]?.size ?? Infinity;
      const values = figures.map(([figure]) => `${figure} ${now[figure]}`).join(', ');
      const holders = found?.flatMap((one) => one.heldBy()) ?? [];
      const full = found?.[0]?.name ?? name;
      return {
        holds: figures.every(([figure, amount]) => isWithin(amount, now[figure])),
        sinceUs: tooMuchUs,
        seen: values + (Number.isFinite(size) ? ` of ${size}` : ''),
        notes: holders.length === 0 ? [] : [`${full} held by ${namesText(holders)}`],
      };
    },
    unjudgeable: () => {
      if (findResource(simulation, name) !== undefined || count.isKnown) return undefined;
      const names = [
        ...Array.from(simulation.resources.all(), (same) => same[0]!.name),
        ...simulation.device.countNames,
      ];
      const like = names.filter((one) => isResourceNamed(one, name));
      const hint = like.length > 1 ? `which one: ${like.join(', ')}?` : suggestion(name, [...new Set(names)]);
      return { message: `the device has no resource "${name}"`, hint };
    },
  };
}

function findResource({ resources }: ObservedRun, name: string): readonly LimitedResource[] | undefined {
  let like: readonly LimitedResource[] | undefined;
  let isOnly = true;
  for (const same of resources.all()) {
    const full = same[0]!.name;
    if (full === name) return same;
    if (!isResourceNamed(full, name)) continue;
    isOnly = like === undefined;
    like = same;
  }
  return isOnly ? like : undefined;
}

/** Resources of one name are one; the heap's bytes are counted elsewhere. */
function figuresOf({ device }: ObservedRun, same: readonly LimitedResource[]): Figures {
  const { memory } = device.stack;
  const isHeap = same[0] === memory.heap;
  const figures = {
    used: isHeap ? memory.heapBytes : 0,
    peak: isHeap ? memory.heapPeakBytes : 0,
    refused: 0,
  };
  for (const { used, peak, refusals } of same) {
    figures.used += used;
    figures.peak = Math.max(figures.peak, peak);
    figures.refused += refusals;
  }
  return figures;
}

/** A count has a peak only as far as it is looked at: once time moves on. */
class CountReader {
  private readonly index: number;
  private readonly values: number[] = [];
  private peak = 0;

  constructor(
    private readonly simulation: ObservedRun,
    name: string,
  ) {
    this.index = simulation.device.countNames.indexOf(name);
    if (this.isKnown) simulation.onSettled(() => void this.read());
  }

  get isKnown(): boolean {
    return this.index >= 0;
  }

  read(): Figures {
    if (!this.isKnown) return NONE;
    this.simulation.device.readCounts(this.values);
    const used = this.values[this.index] ?? 0;
    this.peak = Math.max(this.peak, used);
    return { used, peak: this.peak, refused: 0 };
  }
}
