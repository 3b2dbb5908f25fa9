/**
 * What an upgrade changes for a user's own load: each difference between two releases, tried on its own.
 *
 * A difference is one mechanism of the model, so that it can be switched alone: a run of the old release with this one way
 * of the new one, compared with the run without it. What differs then is what the load exercises.
 */

import type { ReleaseDifference } from '../document/firmware.js';
import type { Scenario } from '../language/scenario.js';
import { changesBetween, type Change } from './compare.js';
import { snapshotOf, type RunToEnd } from './snapshot.js';

/** A difference, and what it changes for a load. */
export interface ExercisedDifference {
  readonly difference: ReleaseDifference;
  /** By scenario; those that it changes nothing for are absent. */
  readonly changes: ReadonlyMap<string, readonly Change[]>;
}

/** What each difference does to the scenarios, which are of the old release. */
export function exercised(
  differences: readonly ReleaseDifference[],
  scenarios: readonly Scenario[],
  run?: RunToEnd,
): ExercisedDifference[] {
  const before = scenarios.map((scenario) => snapshotOf(scenario, 'I', {}, run));
  return differences.map((difference) => {
    const changes = new Map<string, readonly Change[]>();
    scenarios.forEach((scenario, i) => {
      const traits = { [difference.name]: difference.hasAfter };
      const after = snapshotOf(scenario, 'I', { traits }, run);
      const found = changesBetween(before[i]!, after).filter(
        // Every new field costs some bytes at rest; that is no reason to look at a difference that is not about memory.
        ({ subject }) => subject !== 'heap' || difference.concern === 'memory',
      );
      if (found.length > 0) changes.set(scenario.name, found);
    });
    return { difference, changes };
  });
}
