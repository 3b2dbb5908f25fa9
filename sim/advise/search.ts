/**
 * The search for cures: every candidate is run, and what does not help is forgotten.
 *
 * A ladder's last rung tells whether it helps at all; then the lowest rung is looked for that helps as much, by halves:
 * that more of a thing helps no less is an assumption, so the rung below the one that is found has been run, and is worse.
 * When no single cure is enough, pairs are tried, then triples.
 */

import { changesBetween, type Change as Difference } from '../diff/compare.js';
import { curesAgainst } from './catalogue/catalogue.js';
import type { Change } from './change.js';
import { CURE_KINDS, type Cure, type Rung } from './cure.js';
import type { Situation } from './situation.js';
import type { Impossible, Trial } from './trial.js';

/** Runs the scenario with changes. */
export type Try = (changes: readonly Change[]) => Promise<Trial | Impossible>;

/** A cure with the rung of its ladder that was chosen. */
interface Step {
  readonly cure: Cure;
  readonly rungs: readonly Rung[];
  readonly at: number;
}

/** One answer: changes that were run, and what they do. */
export interface Advice {
  readonly cures: readonly Cure[];
  readonly changes: readonly Change[];
  /** Nothing is wrong any more. */
  readonly isCured: boolean;
  readonly trial: Trial;
  /** What is not the same as today; what got worse is marked. */
  readonly differences: readonly Difference[];
}

/** What was found. */
export interface Advices {
  /** Runs that were made, the first one included. */
  readonly tried: number;
  /** Names of the cures that were run. */
  readonly candidates: readonly string[];
  /** Cures of programs that were not run, because the program is the user's own. */
  readonly untried: readonly Cure[];
  /** Best first; those that cure, or, where none does, those that help. */
  readonly found: readonly Advice[];
}

/** Less of an improvement is none. */
const HELPS = 0.95;
/** Less heap is no reason to prefer one, bytes. */
const HEAP_STEP = 1024;
/** Combinations are made of so many candidates at most. */
const MOST_COMBINED = 10;
const MOST_TOGETHER = 3;
/** With so few candidates, those that do nothing alone are combined too. */
const FEW = 8;

/** Looks for cures. `most` limits the runs of combinations. */
export async function findAdvice(
  situation: Situation,
  today: Trial,
  run: Try,
  most: number,
): Promise<Advices> {
  const search = new Search(today, run, most);
  const symptoms = new Set(today.troubles.flatMap((one) => one.symptoms));
  const steps = curesAgainst(symptoms)
    .map((cure): Step => {
      const rungs = cure.rungs(situation);
      return { cure, rungs, at: rungs.length - 1 };
    })
    .filter(({ rungs }) => rungs.length > 0);
  const single = (await Promise.all(steps.map((step) => search.ladder([step])))).filter(isThere);
  let found = single;
  if (!single.some(({ isCured }) => isCured)) found = [...single, ...(await search.together(steps, single))];
  const cured = found.filter(({ isCured }) => isCured);
  const helpful = cured.length > 0 ? cured : found;
  const isOwn = situation.scenario.device.userApps !== undefined;
  return {
    untried: isOwn ? programsAgainst(symptoms) : [],
    tried: search.tried,
    candidates: steps.map(({ cure }) => cure.name),
    found: unique([...helpful].sort((a, b) => order(a, b, today))),
  };
}

/** What any bug can lead to says nothing about which program would be better. */
const VAGUE: readonly string[] = [
  'device',
  'crash',
  'livelock',
  'waiting',
  'closed',
  'reset',
  'cut-off',
  'slow',
];

function programsAgainst(symptoms: ReadonlySet<string>): readonly Cure[] {
  const telling = new Set([...symptoms].filter((symptom) => !VAGUE.includes(symptom)));
  return curesAgainst(telling).filter(({ kind }) => kind === 'program');
}

class Search {
  tried = 1;
  private readonly known = new Map<string, Promise<Trial | Impossible>>();

  constructor(
    private readonly today: Trial,
    private readonly run: Try,
    private readonly most: number,
  ) {}

  /** The lowest rungs of these steps together that help as much as their highest; undefined where those do not help. */
  async ladder(steps: readonly Step[]): Promise<Advice | undefined> {
    const top = await this.highest(steps);
    if (top === undefined) return undefined;
    let chosen = top.steps;
    const goal = top.trial.burden;
    for (let i = 0; i < chosen.length; i++) {
      const at = await this.lowest(chosen, i, goal);
      chosen = chosen.map((step, n) => (n === i ? { ...step, at } : step));
    }
    const trial = await this.try(chosen);
    return 'impossible' in trial ? undefined : this.advice(chosen, trial);
  }

  /** Pairs, then triples, until one cures. */
  async together(steps: readonly Step[], single: readonly Advice[]): Promise<Advice[]> {
    const helpful = steps.filter(({ cure }) => single.some(({ cures }) => cures[0] === cure));
    const isFew = steps.length <= FEW;
    const parts = (isFew ? steps : helpful).slice(0, MOST_COMBINED);
    for (let size = 2; size <= MOST_TOGETHER; size++) {
      const sets = combinations(parts, size).slice(0, Math.max(0, this.most - this.tried));
      const found = (await Promise.all(sets.map((set) => this.ladder(set)))).filter(isThere);
      const better = found.filter(({ trial }) =>
        single.every((one) => trial.burden < one.trial.burden * HELPS),
      );
      if (better.some(({ isCured }) => isCured) || size === MOST_TOGETHER) return better;
      if (better.length > 0 && size === 2) {
        const triples = await this.triples(parts, better);
        return [...better, ...triples];
      }
    }
    return [];
  }

  private async triples(parts: readonly Step[], pairs: readonly Advice[]): Promise<Advice[]> {
    const sets = combinations(parts, MOST_TOGETHER).slice(0, Math.max(0, this.most - this.tried));
    const found = (await Promise.all(sets.map((set) => this.ladder(set)))).filter(isThere);
    return found.filter(({ trial }) => pairs.every((one) => trial.burden < one.trial.burden * HELPS));
  }

  /** The highest rungs that can be and that help; the last ones first. */
  private async highest(
    steps: readonly Step[],
  ): Promise<{ readonly steps: readonly Step[]; readonly trial: Trial } | undefined> {
    const shares = [1, 1 / 2, 0];
    for (const share of shares) {
      const chosen = steps.map((step) => ({ ...step, at: Math.floor((step.rungs.length - 1) * share) }));
      const trial = await this.try(chosen);
      if (!('impossible' in trial) && trial.burden < this.today.burden * HELPS)
        return { steps: chosen, trial };
      if (steps.every(({ rungs }) => rungs.length === 1)) return undefined;
    }
    return undefined;
  }

  private async lowest(steps: readonly Step[], which: number, goal: number): Promise<number> {
    let good = steps[which]!.at;
    let bad = -1;
    while (good - bad > 1) {
      const middle = Math.floor((good + bad) / 2);
      const trial = await this.try(steps.map((step, n) => (n === which ? { ...step, at: middle } : step)));
      if (!('impossible' in trial) && trial.burden <= goal) good = middle;
      else bad = middle;
    }
    return good;
  }

  private try(steps: readonly Step[]): Promise<Trial | Impossible> {
    const changes = changesOf(steps);
    const key = JSON.stringify(changes);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    this.tried++;
    const trial = this.run(changes);
    this.known.set(key, trial);
    return trial;
  }

  private advice(steps: readonly Step[], trial: Trial): Advice {
    return {
      cures: steps.map(({ cure }) => cure),
      changes: changesOf(steps),
      isCured: trial.burden === 0,
      trial,
      differences: changesBetween(this.today.snapshot, trial.snapshot),
    };
  }
}

/** Later changes of a path count, but the larger number where both are numbers: it serves both. */
function changesOf(steps: readonly Step[]): Change[] {
  const byPath = new Map<string, Change>();
  for (const { rungs, at } of steps) {
    for (const change of rungs[at]!.changes) {
      const known = byPath.get(change.path)?.value;
      const { value } = change;
      const isLess = typeof known === 'number' && typeof value === 'number' && known > value;
      if (!isLess) byPath.set(change.path, change);
    }
  }
  return [...byPath.values()];
}

function combinations<T>(items: readonly T[], size: number): T[][] {
  if (size === 0) return [[]];
  return items.flatMap((item, i) =>
    combinations(items.slice(i + 1), size - 1).map((rest) => [item, ...rest]),
  );
}

/** The least that is wrong, then nobody worse off, then the smallest change, then the least memory. */
function order(a: Advice, b: Advice, today: Trial): number {
  const figures = (one: Advice): number[] => [
    one.trial.burden,
    one.differences.some(({ worse }) => worse) ? 1 : 0,
    one.cures.length,
    Math.max(...one.cures.map(({ kind }) => CURE_KINDS.indexOf(kind)), ...one.changes.map(depthOf)),
    Math.round(extraHeap(one.trial, today) / HEAP_STEP),
  ];
  const [x, y] = [figures(a), figures(b)];
  const at = x.findIndex((figure, i) => figure !== y[i]);
  return at < 0 ? 0 : x[at]! - y[at]!;
}

/** A field that needs an option too is as deep a change as the option. */
function depthOf({ path }: Change): number {
  const isOption = path.startsWith('device.sdkconfig.') || path.startsWith('device.lwipopts.');
  return isOption ? CURE_KINDS.indexOf('option') : 0;
}

/** Bytes of heap at its peak that a run took more than today's. */
export function extraHeap({ snapshot }: Trial, today: Trial): number {
  return (snapshot.heap.peak ?? 0) - (today.snapshot.heap.peak ?? 0);
}

/** Different cures can come to the same changes. */
function unique(found: readonly Advice[]): Advice[] {
  const seen = new Set<string>();
  return found.filter(({ changes }) => {
    const key = JSON.stringify(changes);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

function isThere<T>(value: T | undefined): value is T {
  return value !== undefined;
}
