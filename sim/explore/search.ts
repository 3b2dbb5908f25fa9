/**
 * The search: random points of the space, and neighbours of the ones that came nearest to trouble; then the smallest point
 * that still shows it. What comes next depends on the seed and on results alone, not on how many samples run at a time.
 */

import { Random } from '../kernel/random.js';
import type { Sample } from './sample.js';

/** A choice of one value for each freedom, by its index; the plainest is 0. */
export type Point = readonly number[];

/** Judges points, several at a time where that is possible; results in the order of the points. */
export type Judge = (points: readonly Point[]) => Promise<readonly Sample[]>;

/** Choices of a search. */
export interface SearchOptions {
  /** How many values each freedom has. */
  readonly sizes: readonly number[];
  readonly seed: number;
  /** Samples before it gives up. */
  readonly runs: number;
  /** True: no time is left. */
  readonly isOver: () => boolean;
  /** Told after each round: samples so far, and how near it has come. */
  readonly tell: (runs: number, nearness: number) => void;
}

/** What a search found. */
export interface Found {
  readonly point: Point;
  readonly sample: Sample;
  /** Samples up to it, and those that made it smaller. */
  readonly runs: number;
  readonly shrinkRuns: number;
}

/** What a search came to without trouble. */
export interface NotFound {
  readonly runs: number;
  /** Of them, combinations that could not be run. */
  readonly impossible: number;
  readonly nearest: { readonly point: Point; readonly sample: Sample } | undefined;
}

/** Points of one round. */
const ROUND = 16;
/** Of a round, those that are near the best so far. */
const GUIDED = 10;
/** Of the best, how many are kept. */
const KEPT = 8;

/** Looks for trouble. */
export async function search(judge: Judge, options: SearchOptions): Promise<Found | NotFound> {
  const { sizes, seed, runs, isOver, tell } = options;
  const random = new Random(seed).fork('explore');
  const seen = new Set<string>();
  let best: { readonly point: Point; readonly sample: Sample }[] = [];
  let done = 0;
  let impossible = 0;
  const space = sizes.reduce((product, size) => product * size, 1);
  while (done < runs && done < space && !isOver()) {
    const points = nextPoints(Math.min(ROUND, runs - done), sizes, best, random, seen);
    if (points.length === 0) break;
    const samples = await judge(points);
    const found = samples.findIndex(({ trouble }) => trouble !== undefined);
    if (found >= 0) {
      done += found + 1;
      return shrink(judge, points[found]!, samples[found]!, done);
    }
    done += points.length;
    impossible += samples.filter((one) => one.impossible !== undefined).length;
    best = [...best, ...points.map((point, i) => ({ point, sample: samples[i]! }))]
      .sort((a, b) => b.sample.nearness - a.sample.nearness)
      .slice(0, KEPT);
    tell(done, best[0]?.sample.nearness ?? 0);
  }
  return { runs: done, impossible, nearest: best[0] };
}

function nextPoints(
  count: number,
  sizes: readonly number[],
  best: readonly { readonly point: Point }[],
  random: Random,
  seen: Set<string>,
): Point[] {
  const points: Point[] = [];
  const take = (point: Point): void => {
    const key = point.join(',');
    if (seen.has(key)) return;
    seen.add(key);
    points.push(point);
  };
  // The plainest and the wildest are looked at first.
  if (seen.size === 0) {
    take(sizes.map(() => 0));
    take(sizes.map((size) => size - 1));
  }
  for (let tries = 0; points.length < count && tries < count * ROUND; tries++) {
    const parent =
      points.length < GUIDED && best.length > 0 ? best[random.int(0, best.length - 1)] : undefined;
    take(
      parent === undefined
        ? sizes.map((size) => random.int(0, size - 1))
        : neighbour(parent.point, sizes, random),
    );
  }
  return points;
}

/** Another value for one or two of its choices. */
function neighbour(point: Point, sizes: readonly number[], random: Random): Point {
  const next = [...point];
  for (let changes = random.int(1, 2); changes > 0; changes--) {
    const at = random.int(0, sizes.length - 1);
    next[at] = random.int(0, sizes[at]! - 1);
  }
  return next;
}

/** Towards the plainest value of each freedom, as long as the same kind of trouble shows. */
async function shrink(judge: Judge, start: Point, first: Sample, runs: number): Promise<Found> {
  let [point, sample] = [start, first];
  let shrinkRuns = 0;
  for (let hasShrunk = true; hasShrunk;) {
    hasShrunk = false;
    for (let at = 0; at < point.length; at++) {
      const candidates = smaller(point[at]!).map((value) => point.map((old, i) => (i === at ? value : old)));
      if (candidates.length === 0) continue;
      const samples = await judge(candidates);
      shrinkRuns += candidates.length;
      const better = samples.findIndex(({ kind }) => kind === first.kind);
      if (better < 0) continue;
      [point, sample] = [candidates[better]!, samples[better]!];
      hasShrunk = true;
    }
  }
  return { point, sample, runs, shrinkRuns };
}

/** Indices below one, the smallest first: 0, a half, three quarters …, one less. */
function smaller(index: number): number[] {
  const found = new Set<number>();
  for (let below = index; below > 0; below = Math.floor(below / 2)) found.add(index - below);
  return [...found].sort((a, b) => a - b);
}
