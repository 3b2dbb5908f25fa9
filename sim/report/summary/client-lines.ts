/** What each client, or each group of clients that fared alike, has come to: a line each. */

import type {
  ExchangeKind,
  ExchangeOutcome,
  ExchangeReport,
} from '../../outcomes/exchanges/exchange-types.js';
import { fewNamesText } from '../../outcomes/names.js';
import { type ConnectionOutcome } from '../../outcomes/outcome-types.js';
import { OUTCOMES } from '../../outcomes/outcome-words.js';
import { ClientTally } from '../../outcomes/tally/client-tally.js';
import { secondsText, spanText } from '../../outcomes/time-text.js';
import { tableLines } from './table.js';

/** More lines than this are told group by group. */
const MOST_LINES = 16;
/** A client's websockets whose fates are told with their times: the one that was lost, and the one after it. */
const MOST_TOLD = 2;
const REQUESTS: readonly ExchangeKind[] = ['request', 'upload', 'raw'];
const GOOD: readonly ExchangeOutcome[] = ['answered', 'error'];
/** Exchange outcomes that are told with their number, and how. */
const TROUBLE: readonly (readonly [ExchangeOutcome, string])[] = [
  ['incomplete', 'incomplete'],
  ['cut-off', 'cut off'],
  ['unanswered', 'unanswered'],
  ['pending', 'pending'],
  ['given-up', 'given up'],
];

/** Clients by their connections. */
export interface ClientRow {
  readonly client: string;
  readonly tally: ClientTally;
  readonly connections: readonly ConnectionOutcome[];
}

/** The lines; those who fared alike share one. */
export function clientLines(rows: readonly ClientRow[]): string[] {
  const lines = group(rows, ({ tally, connections }) => [
    connectionsText(tally),
    exchangesText(tally, connections),
  ]);
  if (lines.length <= MOST_LINES) return tableLines(lines);
  return tableLines(group(byStem(rows), ({ tally }) => [connectionsText(tally), exchangesText(tally, [])]));
}

/** Rows whose clients are called alike (`phone1`, `phone2` …) as one. */
export function byStem(rows: readonly ClientRow[]): (ClientRow & { readonly clients: readonly string[] })[] {
  const stems = new Map<string, ClientRow & { readonly clients: string[] }>();
  for (const { client, tally, connections } of rows) {
    const stem = client.replace(/\d+$/, '') || client;
    let one = stems.get(stem);
    if (one === undefined) {
      one = { client: stem, clients: [], tally: new ClientTally(), connections: [] };
      stems.set(stem, one);
    }
    one.clients.push(client);
    one.tally.addAll(tally);
    (one.connections as ConnectionOutcome[]).push(...connections);
  }
  return [...stems.values()];
}

function group(
  rows: readonly (ClientRow & { readonly clients?: readonly string[] })[],
  cellsOf: (row: ClientRow) => readonly string[],
): string[][] {
  const groups = new Map<string, { readonly cells: readonly string[]; readonly names: string[] }>();
  for (const row of rows) {
    const cells = cellsOf(row);
    const key = cells.join('\n');
    const one = groups.get(key) ?? { cells, names: [] };
    groups.set(key, one);
    one.names.push(...(row.clients ?? [row.client]));
  }
  return [...groups.values()].map(({ cells, names }) => [fewNamesText(names), ...cells]);
}

function exchangesText(tally: ClientTally, connections: readonly ConnectionOutcome[]): string {
  const parts = [
    requestsText(tally),
    streamsText(tally),
    websocketsText(tally, connections),
    messagesText(tally),
  ];
  return parts.filter((part) => part !== '').join('; ');
}

function requestsText(tally: ClientTally): string {
  const total = tally.countOf(REQUESTS);
  if (total === 0) return '';
  const answered = tally.countOf(REQUESTS, GOOD);
  const { firstUs, lastUs } = tally.span;
  const took = answered === 0 ? '' : ` in ${spanText(lastUs - firstUs)}`;
  const head =
    total === 1
      ? `request${answered === 1 ? ` answered${took}` : ''}`
      : `${answered} of ${total} requests answered${took}`;
  const trouble = TROUBLE.map(([outcome, word]) => [tally.countOf(REQUESTS, [outcome]), word] as const)
    .filter(([n]) => n > 0)
    .map(([n, word]) => (total === 1 ? word : `${n} ${word}`));
  const errors = [...tally.errorStatuses].map(([status, n]) => `${n} × HTTP ${status}`);
  if (total === 1)
    return [head, ...trouble].join(' ') + errors.map((one) => `, ${one.replace('1 × ', '')}`).join('');
  return [head, ...trouble, ...errors].join(', ');
}

function streamsText(tally: ClientTally): string {
  const total = tally.countOf(['stream']);
  if (total === 0) return '';
  return `${several(total, 'stream')}${statesText(tally, 'stream')}`;
}

function websocketsText(tally: ClientTally, connections: readonly ConnectionOutcome[]): string {
  const total = tally.countOf(['websocket']);
  if (total === 0) return '';
  const lost = connections.filter(({ exchanges }) => exchanges.some(isLost));
  const [first] = lost;
  if (total <= MOST_TOLD && lost.length === 1 && first?.ending !== undefined) {
    const lostUs = first.ending.timeUs;
    const word = first.outcome === 'gave-up' ? 'given up' : 'lost';
    const backUs = connections
      .flatMap(({ exchanges }) => exchanges)
      .find(
        (one) => one.kind === 'websocket' && one.status === 101 && (one.firstByteUs ?? 0) > lostUs,
      )?.firstByteUs;
    const back = backUs === undefined ? 'not back' : `back at ${secondsText(backUs)}`;
    return `websocket ${word} at ${secondsText(lostUs)}, ${back}`;
  }
  return `${several(total, 'websocket')}${statesText(tally, 'websocket')}`;
}

/** A websocket that was open, and is so no longer, though its client wanted it. */
function isLost({ kind, outcome, openedUs }: ExchangeReport): boolean {
  if (kind !== 'websocket') return false;
  return outcome === 'cut-off' || outcome === 'ended' || (outcome === 'given-up' && openedUs !== undefined);
}

function endedText({ vanished }: ClientTally, total: number): string {
  if (vanished < total) return 'ended by the client';
  return total === 1 ? 'open until its client vanished' : 'open until their clients vanished';
}

/** ` open`, or how many are in which state. */
function statesText(tally: ClientTally, kind: ExchangeKind): string {
  const total = tally.countOf([kind]);
  const words: readonly (readonly [ExchangeOutcome, string])[] = [
    ['open', 'open'],
    ['answered', endedText(tally, total)],
    ['ended', 'closed by the device'],
    ['error', 'refused with an error status'],
    ...TROUBLE,
  ];
  const seen = words
    .map(
      ([outcome, word]) => [tally.countOf([kind], [outcome]), outcome === 'cut-off' ? 'lost' : word] as const,
    )
    .filter(([n]) => n > 0);
  const [only] = seen;
  if (seen.length === 1 && only !== undefined) return ` ${only[1]}`;
  return `: ${seen.map(([n, word]) => `${n} ${word}`).join(', ')}`;
}

function messagesText(tally: ClientTally): string {
  const total = tally.countOf(['message']);
  if (total === 0) return '';
  return `${tally.countOf(['message'], ['answered'])} of ${plural(total, 'message')} answered`;
}

/** `waiting`; of several connections how many are what: `12 served, 1 waiting`. */
function connectionsText({ connections, outcomes }: ClientTally): string {
  const counts = OUTCOMES.map((word) => [outcomes.get(word) ?? 0, word] as const).filter(([n]) => n > 0);
  return counts.map(([n, word]) => (connections === 1 ? word : `${n} ${word}`)).join(', ');
}

function several(n: number, noun: string): string {
  return n === 1 ? noun : plural(n, noun);
}

function plural(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
