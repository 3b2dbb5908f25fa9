/**
 * The inverse of limits: the smallest settings with which a number of clients are all served.
 *
 * With everything generous it is seen whether the number can be served at all. Then one setting after the other is made as
 * small as it can be, by halves. That takes for granted that more of a thing serves no fewer; some larger values are run to
 * see whether that is so, and it is told where it is not.
 */

import type { Change } from '../change.js';
import type { Trial } from '../trial.js';
import { troubleLines } from '../trouble.js';
import type { Knob } from './knobs.js';

/** A setting, and how large it must be. */
export interface Wanted {
  readonly name: string;
  readonly today: number;
  /** With this one alone as large as can be, and all else as it is today: is it enough? */
  readonly isEnoughAlone: boolean;
  /** The smallest value that serves, all settings above it in the list being at their smallest. */
  readonly smallest: number;
  /** Larger values that were tried and do not serve. */
  readonly larger: readonly number[];
}

/** What was found. */
export type WantResult =
  | { readonly status: 'impossible'; readonly why: readonly string[]; readonly tried: number }
  | {
      readonly status: 'found';
      /** Nothing need be changed. */
      readonly isServedToday: boolean;
      readonly settings: readonly Wanted[];
      /** What must be changed, all else as it is today; run and seen to serve. */
      readonly changes: readonly Change[];
      readonly heap: Trial['snapshot']['heap'];
      readonly heapToday: Trial['snapshot']['heap'];
      readonly tried: number;
    };

/** Runs the clients with changes. */
export type RunWith = (changes: readonly Change[]) => Trial | undefined;

/** Everybody got what it wanted, and what the scenario expects holds. */
export function isServed(trial: Trial | undefined): boolean {
  return trial !== undefined && trial.failures === 0 && trial.troubles.every(({ weight }) => weight < 1);
}

/** Finds the smallest settings; `today` is the run as it is. */
export function findWant(knobs: readonly Knob[], today: Trial, run: RunWith): WantResult {
  return new WantSearch(knobs, today, run).find();
}

class WantSearch {
  private tried = 1;
  private readonly known = new Map<string, Trial | undefined>();
  private readonly values: Map<Knob, number>;

  constructor(
    private readonly knobs: readonly Knob[],
    private readonly today: Trial,
    private readonly run: RunWith,
  ) {
    this.values = new Map(knobs.map((knob) => [knob, knob.generous]));
  }

  find(): WantResult {
    const generous = this.with(this.values);
    if (!isServed(generous)) {
      const troubles = generous?.troubles.filter(({ weight }) => weight >= 1) ?? [];
      const failed = (generous?.failures ?? 0) > 0 ? ['the scenario’s own expectations do not hold'] : [];
      return { status: 'impossible', why: [...troubleLines(troubles), ...failed], tried: this.tried };
    }
    const settings = this.knobs.map((knob): Wanted => {
      const smallest = this.smallest(knob);
      this.values.set(knob, smallest);
      const { name, today } = knob;
      const isEnoughAlone = this.serves(new Map([[knob, knob.generous]]));
      return { name, today, isEnoughAlone, smallest, larger: this.exceptions(knob, smallest) };
    });
    return this.found(settings);
  }

  private found(settings: readonly Wanted[]): WantResult {
    const raised = new Map([...this.values].filter(([knob, value]) => value > knob.today));
    const [values, trial] = this.first([raised, this.values]);
    return {
      status: 'found',
      isServedToday: isServed(this.today),
      settings,
      changes: changesOf(values),
      heap: trial.snapshot.heap,
      heapToday: this.today.snapshot.heap,
      tried: this.tried,
    };
  }

  /** What needs raising alone, if that serves; else all of the smallest values, which were seen to. */
  private first(choices: readonly ReadonlyMap<Knob, number>[]): [ReadonlyMap<Knob, number>, Trial] {
    for (const values of choices) {
      const trial = this.with(values);
      if (trial !== undefined && isServed(trial)) return [values, trial];
    }
    throw new Error('settings that served do not serve');
  }

  private smallest(knob: Knob): number {
    let bad = knob.least - 1;
    let good = knob.generous;
    while (good - bad > 1) {
      const middle = Math.floor((bad + good) / 2);
      if (this.serves(new Map([...this.values, [knob, middle]]))) good = middle;
      else bad = middle;
    }
    return good;
  }

  /** Some larger values, and today's. */
  private exceptions(knob: Knob, smallest: number): number[] {
    const middle = Math.floor((smallest + knob.generous) / 2);
    const samples = [smallest + 1, middle, knob.today].filter((n) => n > smallest && n < knob.generous);
    return [...new Set(samples)].filter((n) => !this.serves(new Map([...this.values, [knob, n]])));
  }

  private serves(values: ReadonlyMap<Knob, number>): boolean {
    return isServed(this.with(values));
  }

  private with(values: ReadonlyMap<Knob, number>): Trial | undefined {
    const changes = changesOf(values);
    const key = JSON.stringify(changes);
    if (!this.known.has(key)) {
      this.tried++;
      this.known.set(key, changes.length === 0 ? this.today : this.run(changes));
    }
    return this.known.get(key);
  }
}

function changesOf(values: ReadonlyMap<Knob, number>): Change[] {
  return [...values].flatMap(([knob, value]) => knob.change(value));
}
