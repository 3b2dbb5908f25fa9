/** What a run shows that its author can hardly have meant, although every expectation holds. */

import type { SourcePlace } from '../../document/place.js';
import { expectingSteps } from '../expecting-steps.js';
import type { ExpectingScenario } from '../expectation.js';
import type { Condition } from '../registry.js';
import type { ExpectationWarning } from '../result.js';
import { namesText } from '../../outcomes/names.js';
import type { ConnectionOutcome } from '../../outcomes/outcome-types.js';
import { ClientTally } from '../../outcomes/tally/client-tally.js';
import type { ClientSelector } from '../types.js';
import { clientPlace } from './places.js';

/** What came of a run, as far as warnings look at it. */
export interface RunSeen {
  readonly connections: readonly ConnectionOutcome[];
  readonly tallies: ReadonlyMap<string, ClientTally>;
}

const ASKING = ['request', 'upload', 'stream', 'websocket', 'message', 'raw'] as const;
const GOOD = ['answered', 'open', 'ended'] as const;
const HEARD = [...GOOD, 'error', 'incomplete', 'cut-off'] as const;
const NO_WAY_IN = ['waiting', 'refused', 'unanswered'] as const;

/** Clients whose answers are all the same error, and groups that never got an answer. */
export function clientWarnings(
  scenario: ExpectingScenario,
  { tallies }: RunSeen,
  /** Those that were not answered have failed already. */
  isAnswerJudged: boolean,
): ExpectationWarning[] {
  const { groups = [], places } = scenario;
  const own = groups
    .map(({ clients }) => clients)
    .filter(([first = '']) => places?.clients.has(first) !== false);
  const grouped = new Set(groups.flatMap(({ clients }) => clients));
  const alone = [...tallies.keys()].filter((client) => !grouped.has(client)).map((client) => [client]);
  const tallyOf = (clients: readonly string[]): ClientTally => {
    const sum = new ClientTally();
    for (const client of clients) {
      const tally = tallies.get(client);
      if (tally !== undefined) sum.addAll(tally);
    }
    return sum;
  };
  const silent = (clients: readonly string[]): boolean =>
    !isAnswerJudged && isSilent(tallyOf(clients)) && !isFateMeant(scenario, clients);
  const warning = (clients: readonly string[], message: string): ExpectationWarning => {
    return { place: clientPlace(scenario, clients[0] ?? ''), message };
  };
  // Clients of the timeline are a group of their own.
  const silentOnes = [...own.filter(silent), alone.filter(silent).flat()].filter(({ length }) => length > 0);
  return [
    ...[...own, ...alone].flatMap((clients) => {
      const text = errorText(clients, tallyOf(clients), scenario);
      return text === undefined ? [] : [warning(clients, text)];
    }),
    ...silentOnes.map((clients) =>
      warning(clients, `${namesText(clients)} never got an answer, and nothing expects that`),
    ),
  ];
}

/** An expectation about clients none of whom ever connected: it holds whatever the device does. */
export function emptyExpectation(
  conditions: readonly Condition[],
  place: SourcePlace,
  { connections }: RunSeen,
): ExpectationWarning | undefined {
  const about = conditions.flatMap((condition) => selectorOf(condition) ?? []);
  const isAbsenceMeant = conditions.some(
    (one) => one.kind === 'connections' && one.counts.some(([word]) => word === 'total'),
  );
  if (isAbsenceMeant) return undefined;
  const empty = about.find(({ clients }) => !connections.some(({ client }) => clients.includes(client)));
  if (empty === undefined) return undefined;
  return { place, message: `this expectation matched no client: ${empty.text} has never connected` };
}

/** `every answer to phone1 is 404 (5 of 5): is the path right?`, where that is so and nobody speaks of it. */
function errorText(
  clients: readonly string[],
  tally: ClientTally,
  scenario: ExpectingScenario,
): string | undefined {
  const [[status, count] = [0, 0], another] = [...tally.errorStatuses];
  if (count === 0 || another !== undefined || tally.countOf(ASKING, GOOD) > 0) return undefined;
  if (isStatusMeant(scenario, status)) return undefined;
  const hint = status === 404 ? ': is the path right?' : '';
  return `every answer to ${namesText(clients)} is ${status} (${count} of ${count})${hint}`;
}

/** It has asked, or tried to connect, and has not got a byte. */
function isSilent(tally: ClientTally): boolean {
  if (tally.countOf(ASKING, HEARD) > 0) return false;
  return tally.countOf(ASKING) > 0 || NO_WAY_IN.some((word) => tally.outcomes.has(word));
}

/** Some entry or step speaks of that status. */
function isStatusMeant({ expect = [], groups = [] }: ExpectingScenario, status: number): boolean {
  const inEntries = expect.some(({ conditions }) =>
    conditions.some((one) => one.kind === 'connection' && one.status?.includes(status) === true),
  );
  const steps = groups.flatMap(({ program }) => expectingSteps(program));
  return inEntries || steps.some(({ wanted }) => wanted?.expect.status?.includes(status) === true);
}

/** Some entry speaks of one of these clients, or a step of theirs says what it comes to. */
function isFateMeant({ expect = [], groups = [] }: ExpectingScenario, clients: readonly string[]): boolean {
  const inEntries = expect.some(({ conditions }) =>
    conditions.some((one) => {
      if (one.kind === 'connections' && one.who === undefined) return true;
      return selectorOf(one)?.clients.some((client) => clients.includes(client)) === true;
    }),
  );
  const group = groups.find(({ clients: own }) => own.includes(clients[0] ?? ''));
  return inEntries || (group !== undefined && expectingSteps(group.program).length > 0);
}

/** Clients that a condition is about; undefined for what is about the device, or about all of them. */
function selectorOf(condition: Condition): ClientSelector | undefined {
  return 'who' in condition ? condition.who : undefined;
}
