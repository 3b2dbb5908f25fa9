/** A connection's story as a record: what is told of it, and all that is kept once it is over. */

import type { CauseFinder } from './causes/cause-finder.js';
import type { ConnectionStory } from './connection-story.js';
import type { ExchangeReport } from './exchanges/exchange-types.js';
import { exchangeOutcome, isContent, outcomeOf } from './outcome-of.js';
import type { ConnectionOutcome, Ending } from './outcome-types.js';
import { behind } from './waits/waits.js';

const HOW: Readonly<Record<NonNullable<ConnectionStory['end']>, readonly [Ending['by'], string]>> = {
  refused: ['device', 'RST to its SYN'],
  timeout: ['link', 'timed out'],
  eof: ['device', 'FIN'],
  reset: ['device', 'RST'],
  'client-closed': ['client', 'closed'],
  'client-left': ['client', 'vanished'],
  superseded: ['client', 'forgotten'],
};

/** What is told of a connection, as things stand. */
export function outcomeRecord(
  story: ConnectionStory,
  label: string,
  causes: CauseFinder,
  nowUs: number,
): ConnectionOutcome {
  const { client, number, port, openedUs, connectedUs, endedUs, clock, conversation } = story;
  const outcome = outcomeOf(story);
  const exchanges = story.exchanges.map((one): ExchangeReport => {
    const report = Object.assign(one.report(), { outcome: exchangeOutcome(one, story) });
    const isOver =
      report.outcome !== 'pending' && report.outcome !== 'incomplete' && report.outcome !== 'open';
    const ownEndUs = report.endedUs ?? (isOver ? clock.endedUs : undefined);
    const isBehind = one !== clock.asking && conversation.waiting.includes(one);
    const waits = isBehind ? behind((ownEndUs ?? nowUs) - report.startUs) : report.waits;
    return Object.assign(report, { endedUs: ownEndUs, waits });
  });
  const delay = causes.delayOf(story, outcome);
  const unheard = outcome === 'served' ? causes.unheardOf(story) : undefined;
  return {
    client,
    number,
    label,
    port,
    openedUs,
    connectedUs,
    outcome,
    endedUs,
    exchanges,
    isContent: isContent(story, outcome),
    ending: endingOf(story),
    status: story.conversation.firstStatus,
    ...(story.folded === undefined ? {} : { folded: story.folded }),
    cause: causes.causeOf(story, outcome),
    ...(delay === undefined ? {} : { delay }),
    ...(unheard === undefined ? {} : { unheard }),
    waits: exchanges.length === 0 ? story.clock.openingWaits() : [],
  };
}

/** How a connection has ended, where it has. */
export function endingOf({ end, endedUs, session }: ConnectionStory): Ending | undefined {
  if (end === undefined || endedUs === undefined) return undefined;
  const [by, how] = HOW[end];
  const why = session?.why ?? (session?.purged === true ? 'purged to make room' : undefined);
  return { by, how, timeUs: endedUs, ...(by === 'client' || why === undefined ? {} : { why }) };
}
