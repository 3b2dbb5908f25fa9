/** Judges what connections have come to. */

import { limitsOf } from '../../outcomes/cause-text.js';
import { namesText } from '../../outcomes/names.js';
import type { ConnectionOutcome } from '../../outcomes/outcome-types.js';
import type { Judge, JudgeContext, Reading } from '../judge.js';
import { isResourceNamed } from '../resource-names.js';
import type { ClientSelector, ConnectionCondition } from '../types.js';

const ABSENT = 'not connected yet';

/** The connections of some clients that are meant, and the clients that have none of those. */
export function chosen(
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
export function judgeConnections(condition: ConnectionCondition, { connections }: JudgeContext): Judge {
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

/** When the first of them came to what it is. */
export function sinceOf(connections: readonly ConnectionOutcome[]): number | undefined {
  const times = connections.map(({ openedUs, endedUs }) => endedUs ?? openedUs);
  return times.length === 0 ? undefined : Math.min(...times);
}

function isAs({ outcomes, because, status }: ConnectionCondition, one: ConnectionOutcome): boolean {
  if (outcomes !== undefined && !outcomes.includes(one.outcome)) return false;
  if (status !== undefined && (one.status === undefined || !status.includes(one.status))) return false;
  return because === undefined || limitsOf(one.cause).some((limit) => isResourceNamed(limit, because));
}

function wordsFor({ because, status }: ConnectionCondition, one: ConnectionOutcome): string {
  const words: string[] = [one.outcome];
  if (status !== undefined)
    words.push(one.status === undefined ? 'without a status' : `answered with ${one.status}`);
  const [limit] = limitsOf(one.cause);
  if (because !== undefined) words.push(limit === undefined ? 'stopped by nothing' : `stopped by ${limit}`);
  return words.join(', ');
}
