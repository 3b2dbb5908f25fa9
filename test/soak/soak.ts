/** Random scenarios, one after the other, each of a seed of its own. */

import { stringify } from 'yaml';

import { Dice } from './random.js';
import { randomScenario } from './random-scenario.js';
import { addKeys } from './coverage.js';
import { errorOf, runDraft, TooSlowError, shrunk, type DraftEnd } from './run-draft.js';

/** How runs ended, and what went wrong. */
export interface SoakResult {
  readonly ends: Readonly<Record<DraftEnd, number>>;
  readonly runs: number;
  /** The first failure: its seed, its error and a small scenario that has it. */
  readonly failure?: { readonly seed: number; readonly error: Error; readonly yaml: string };
}

/** How long a soak goes on, and who wants to know what. */
export interface SoakPlan {
  readonly goesOn: (runs: number) => boolean;
  /** Told of a failure before it is made smaller. */
  readonly onFailure?: (runs: number) => void;
  /** Gets the keys that the scenarios have. */
  readonly keys?: Set<string>;
}

/** Runs scenarios of the seeds from `seed` on while `goesOn`; stops at the first failure. */
export async function soak(seed: number, { goesOn, onFailure, keys }: SoakPlan): Promise<SoakResult> {
  const ends: Record<DraftEnd, number> = { until: 0, panic: 0, livelock: 0, long: 0 };
  let runs = 0;
  for (; goesOn(runs); runs++) {
    const own = seed + runs;
    const draft = randomScenario(new Dice(own));
    if (keys !== undefined) addKeys(draft, keys);
    try {
      ends[await runDraft(draft)]++;
    } catch (thrown) {
      onFailure?.(runs);
      // Each smaller one would take as long.
      if (thrown instanceof TooSlowError)
        return { ends, runs, failure: { seed: own, error: thrown, yaml: stringify(draft) } };
      const error = (await errorOf(draft)) ?? (thrown as Error);
      return { ends, runs, failure: { seed: own, error, yaml: stringify(await shrunk(draft, error)) } };
    }
  }
  return { ends, runs };
}

/** `500 runs: 420 until the end, 70 panics …`. */
export function soakText({ runs, ends }: SoakResult): string {
  const { until, panic, livelock, long } = ends;
  return `${runs} runs: ${until} to their end, ${panic} panics, ${livelock} livelocks, ${long} left as long enough`;
}
