/** `connections`: how many came to what. */

import * as z from 'zod';

import { OUTCOMES, type Outcome } from '../../outcomes/outcome-words.js';
import { later } from '../../document/lazy-schema.js';
import { amount, isWithin, type Amount } from '../amount.js';
import type { Judge, JudgeContext, Reading } from '../judge.js';
import { entriesOf, expectation } from '../kind.js';
import { sinceOf } from '../since.js';
import type { ClientSelector } from '../types.js';

type CountWord = Outcome | 'total';

/** What its keys are read into. */
export interface CountsCondition {
  readonly who: ClientSelector | undefined;
  readonly counts: readonly (readonly [CountWord, Amount])[];
}

const counts = () =>
  z.strictObject(
    {
      ...Object.fromEntries(OUTCOMES.map((one) => [one, amount(`Connections that are ${one}.`).optional()])),
      total: amount('All connections.').optional(),
    } as Record<CountWord, z.ZodOptional<ReturnType<typeof amount>>>,
    { error: () => 'expected a map of outcomes with how many, as in { served: 7, waiting: at most 5 }' },
  );

export const connections = expectation({
  keys: () => ({ connections: later(counts).optional().describe('How many connections came to what.') }),
  span: 'now',
  read({ connections: written }, reader): CountsCondition[] {
    if (written === undefined) return [];
    const list = entriesOf<CountWord>(written);
    if (list.length === 0)
      reader.complain('connections', 'missing-key', 'connections: says nothing', 'as in { served: 7 }');
    return [{ who: reader.who, counts: list }];
  },
  text({ who, counts: list }) {
    const whose = who === undefined ? 'connections' : `connections of ${who.text}`;
    return `${whose}: ${list.map(([word, { text }]) => `${text} ${word}`).join(', ')}`;
  },
  judge,
});

/** Counts connections by outcome. */
function judge({ who, counts }: CountsCondition, { connections }: JudgeContext): Judge {
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
