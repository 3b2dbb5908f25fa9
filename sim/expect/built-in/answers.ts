/** What a scenario expects that says nothing of its own: everything that its clients asked was answered. */

import { causeLines } from '../circumstances.js';
import { clientPlace } from './places.js';
import type { ExpectingScenario } from '../expectation.js';
import { namesText } from '../../outcomes/names.js';
import type { ConnectionOutcome } from '../../outcomes/outcome-types.js';
import { isOvertaken } from '../../outcomes/overtaken.js';
import { OUTCOMES } from '../../outcomes/outcome-words.js';
import type { ExpectationFailure } from '../result.js';
import { sinceOf } from '../since.js';

/** One failure for the clients of each group (or of the timeline) that were not answered. */
export function unansweredClients(
  scenario: ExpectingScenario,
  connections: readonly ConnectionOutcome[],
  nowUs: number,
): ExpectationFailure[] {
  const groupOf = new Map(
    (scenario.groups ?? []).flatMap((group) => group.clients.map((client) => [client, group] as const)),
  );
  const byGroup = new Map<unknown, ConnectionOutcome[]>();
  for (const one of connections) {
    if (isAnswered(one)) continue;
    const group = groupOf.get(one.client);
    byGroup.set(group, [...(byGroup.get(group) ?? []), one]);
  }
  return [...byGroup.values()].map((unanswered) => ({
    kind: 'failed',
    place: clientPlace(scenario, unanswered[0]!.client),
    isBuiltIn: true,
    expected: `built-in: all that ${namesText([...new Set(unanswered.map(({ client }) => client))])} asked is answered`,
    seen: seenText(unanswered),
    timeUs: nowUs,
    sinceUs: sinceOf(unanswered),
    why: causeLines(unanswered),
  }));
}

/** A client that asked nothing and left when it wanted to has missed nothing; what the run's end overtook is not known. */
function isAnswered(one: ConnectionOutcome): boolean {
  const { isContent, outcome, exchanges, cause } = one;
  const isOwnWill = cause === undefined || cause.resource === 'client';
  return isContent || isOvertaken(one) || (outcome === 'gave-up' && exchanges.length === 0 && isOwnWill);
}

function seenText(unanswered: readonly ConnectionOutcome[]): string {
  return OUTCOMES.flatMap((word) => {
    const labels = unanswered.filter(({ outcome }) => outcome === word).map(({ label }) => label);
    return labels.length === 0 ? [] : [`${namesText(labels)} ${word}`];
  }).join(', ');
}
