/** `outcome`, `because`, `status`: what became of connections. */

import { int, text, word } from '../../document/fields.js';
import { given } from '../../document/given.js';
import { limitsOf } from '../../outcomes/cause-text.js';
import { namesText } from '../../outcomes/names.js';
import { type ConnectionOutcome } from '../../outcomes/outcome-types.js';
import { OUTCOMES, type Outcome } from '../../outcomes/outcome-words.js';
import type { Judge, JudgeContext, Reading } from '../judge.js';
import { expectation, listOf, oneOrMore } from '../kind.js';
import { causeNameHint, isBecauseOf } from '../resource/resource-names.js';
import { sinceOf } from '../since.js';
import type { ClientSelector } from '../types.js';

const MIN_STATUS = 100;
const MAX_STATUS = 599;

/** What its keys are read into. */
export interface ConnectionCondition {
  readonly who: ClientSelector;
  readonly outcomes?: readonly Outcome[];
  /** Name of the limit behind the outcome. */
  readonly because?: string;
  readonly status?: readonly number[];
}

export const connection = expectation({
  keys: () => ({
    outcome: oneOrMore(word(OUTCOMES, 'An outcome.'), `expected an outcome: ${OUTCOMES.join(', ')}`)
      .optional()
      .describe('What became of the connection: an outcome, or a list of those that are right.'),
    because: text(
      'The limit behind the outcome, by its name in the summary: sessions :80, sockets, heap …',
    ).optional(),
    status: oneOrMore(int(MIN_STATUS, MAX_STATUS, 'A status.'), 'expected a status, or a list of them')
      .optional()
      .describe("HTTP status of the connection's first answer, or a list of those that are right."),
  }),
  span: 'now',
  read({ outcome, because, status }, reader): ConnectionCondition[] {
    if (outcome === undefined && because === undefined && status === undefined) return [];
    const hint = because === undefined ? undefined : causeNameHint(because);
    if (hint !== undefined)
      reader.complain('because', 'unknown-value', `because: no limit "${because}"`, hint);
    const parts = {
      ...given('outcomes', outcome === undefined ? undefined : listOf(outcome)),
      ...given('because', because),
      ...given('status', status === undefined ? undefined : listOf(status)),
    };
    return [{ who: reader.everybody, ...parts }];
  },
  text({ who, outcomes, because, status }) {
    const verb = who.clients.length === 1 || who.text === 'every client' ? 'is' : 'are';
    const words = [
      ...(outcomes === undefined ? [] : [outcomes.join(' or ')]),
      ...(status === undefined ? [] : [`answered with ${status.join(' or ')}`]),
      ...(because === undefined ? [] : [`stopped by ${because}`]),
    ];
    return `${who.text} ${verb} ${words.join(', ')}`;
  },
  judge,
});

const ABSENT = 'not connected yet';

/** The connections of some clients that are meant, and the clients that have none of those. */
function chosen(
  connections: readonly ConnectionOutcome[],
  { clients, connection }: ClientSelector,
): { readonly found: readonly ConnectionOutcome[]; readonly absent: readonly string[] } {
  const wanted = new Set(clients);
  const byClient = new Map<string, ConnectionOutcome[]>();
  for (const one of connections) {
    if (!wanted.has(one.client)) continue;
    const own = byClient.get(one.client) ?? [];
    byClient.set(one.client, own);
    if (connection === 'newest') own[0] = one;
    else if (connection === 'all' || connection === one.number) own.push(one);
  }
  return {
    found: [...byClient.values()].flat(),
    absent: clients.filter((client) => (byClient.get(client)?.length ?? 0) === 0),
  };
}

/** Every one of the connections must be as the condition says; a client without one is not. */
function judge(condition: ConnectionCondition, { connections }: JudgeContext): Judge {
  return {
    read: (): Reading => {
      const { found, absent } = chosen(connections(), condition.who);
      const wrong = found.filter((one) => !isAs(condition, one));
      const groups = new Map<string, string[]>();
      const isAlone = found.length + absent.length === 1;
      for (const one of found) {
        const words = wordsFor(condition, one);
        groups.set(words, [...(groups.get(words) ?? []), one.label]);
      }
      if (absent.length > 0) groups.set(ABSENT, [...absent]);
      const texts = [...groups].map(([words, labels]) => (isAlone ? words : `${namesText(labels)} ${words}`));
      const holds = wrong.length === 0 && absent.length === 0;
      const concerned = holds ? found : wrong;
      return { holds, seen: texts.join(', '), sinceUs: sinceOf(concerned), concerned };
    },
  };
}

function isAs({ outcomes, because, status }: ConnectionCondition, one: ConnectionOutcome): boolean {
  if (outcomes !== undefined && !outcomes.includes(one.outcome)) return false;
  if (status !== undefined && (one.status === undefined || !status.includes(one.status))) return false;
  return because === undefined || isBecauseOf(one.cause, because);
}

function wordsFor({ because, status }: ConnectionCondition, one: ConnectionOutcome): string {
  const words: string[] = [one.outcome];
  if (status !== undefined)
    words.push(one.status === undefined ? 'without a status' : `answered with ${one.status}`);
  const [limit] = limitsOf(one.cause);
  if (because !== undefined) words.push(limit === undefined ? 'stopped by nothing' : `stopped by ${limit}`);
  return words.join(', ');
}
