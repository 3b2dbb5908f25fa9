/**
 * What would likely cure a run, said from the catalogue alone: nothing is tried, so that it costs nothing and can be wrong.
 * `advise` tries.
 */

import { CURES } from './catalogue/catalogue.js';
import type { Change } from './change.js';
import { CURE_KINDS, type Cure } from './cure.js';
import { Situation, type Seen } from './situation.js';
import type { Scenario } from '../language/scenario.js';
import type { Trouble } from './trouble.js';

/** A cure, and what it changes. */
export interface Likely {
  readonly cure: Cure;
  /** Changes with their values where there is but one to choose from, else the smallest: their values are searched for. */
  readonly changes: readonly Change[];
  readonly isSearched: boolean;
}

/** The cheapest single change that is likely to help with what weighs most; undefined where none is known at once. */
export function likelyCure(scenario: Scenario, seen: Seen): Likely | undefined {
  const situation = new Situation(scenario, {}, seen);
  let best: (Likely & { readonly worth: number }) | undefined;
  for (const cure of CURES) {
    const worth = worthOf(cure, seen.troubles);
    const isBetter =
      best === undefined
        ? worth > 0
        : worth > best.worth || (worth === best.worth && isCheaper(cure, best.cure));
    if (!isBetter) continue;
    const rungs = cure.rungs(situation);
    // The last rung changes whatever has to be changed with it.
    const changes = rungs.at(-1)?.changes;
    if (changes !== undefined) best = { cure, changes, isSearched: rungs.length > 1, worth };
  }
  return best;
}

function isCheaper(a: Cure, b: Cure): boolean {
  return CURE_KINDS.indexOf(a.kind) < CURE_KINDS.indexOf(b.kind);
}

/** How much of what is wrong it is said to be good for; who holds a limit tells more than which it is. */
function worthOf({ likely = [] }: Cure, troubles: readonly Trouble[]): number {
  return troubles.reduce((sum, { roots, weight }) => {
    const at = roots.findLastIndex((root) => likely.includes(root));
    return at < 0 ? sum : sum + weight * (1 + at);
  }, 0);
}

/** `more sessions (httpd.max_open_sockets, sdkconfig.CONFIG_LWIP_MAX_SOCKETS)`. */
export function likelyText({ cure, changes, isSearched }: Likely): string {
  const told = changes.map(({ path, value }) => {
    const name = path.replace(/^device\./, '');
    return isSearched ? name : `${name}=${JSON.stringify(value)}`;
  });
  return `${cure.title} (${told.join(', ')})`;
}
