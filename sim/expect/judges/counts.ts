/** Judges how many connections have come to what. */

import { isWithin } from '../amount.js';
import type { Judge, JudgeContext, Reading } from '../judge.js';
import { OUTCOMES } from '../../outcomes/outcome-types.js';
import type { CountWord, CountsCondition } from '../types.js';
import { sinceOf } from './connection.js';

/** Counts connections by outcome. */
export function judgeCounts({ who, counts }: CountsCondition, { connections }: JudgeContext): Judge {
  const wanted = who && new Set(who.clients);
  return {
    read: (): Reading => {
      const all = connections().filter(({ client }) => wanted === undefined || wanted.has(client));
      const count = (word: CountWord): number =>
        word === 'total' ? all.length : all.filter(({ outcome }) => outcome === word).length;
      const seen = OUTCOMES.map((word) => [count(word), word] as const).filter(([n]) => n > 0);
      const names = new Set<CountWord>(counts.map(([word]) => word));
      const blamed = all.filter(
        ({ cause, outcome }) => cause !== undefined && (names.has(outcome) || !names.has('total')),
      );
      return {
        holds: counts.every(([word, amount]) => isWithin(amount, count(word))),
        seen: seen.length === 0 ? 'no connections' : seen.map(([n, word]) => `${n} ${word}`).join(', '),
        sinceUs: sinceOf(blamed),
        concerned: blamed,
      };
    },
  };
}
