/** Who did not get what it asked for, and why; and what was ended after it had. */

import { causeText, limitsOf } from '../../outcomes/cause-text.js';
import { exchangeName, partText } from '../../outcomes/exchanges/exchange-text.js';
import type { ExchangeOutcome, ExchangeReport } from '../../outcomes/exchanges/exchange-types.js';
import { namesText } from '../../outcomes/names.js';
import type { ConnectionOutcome } from '../../outcomes/outcome-types.js';
import { secondsText, spanText } from '../../outcomes/time-text.js';
import { othersIn, waitedUs, waitsText } from '../../outcomes/waits/waits-text.js';
import { tableLines } from './table.js';

/** Exchanges that came to nothing: what stopped their connection is told already. */
const EXPLAINED: ReadonlySet<ExchangeOutcome> = new Set<ExchangeOutcome>([
  'pending',
  'unanswered',
  'given-up',
]);

/** Lines that are read; `--all` tells all of them. */
const MOST_LINES = 12;

/** Connections with one outcome for one cause share a line: the first one's words, and who else. */
export function causeLines(outcomes: readonly ConnectionOutcome[], isAll: boolean): string[] {
  return grouped(
    outcomes.filter(({ isContent, cause }) => !isContent && cause !== undefined),
    ({ outcome, cause }) => `${outcome} ${limitsOf(cause).join(' ')} ${withoutTimes(cause!.effect)}`,
    ({ outcome }) => outcome,
    (first, all) =>
      togetherText(all.map((one) => partOf(one) + causeText(one.cause!))) ??
      togetherText(all.map((one) => causeText(one.cause!))) ??
      partOf(first) + causeText(first.cause!),
    isAll,
  );
}

/** Connections that were all right, and that the device or the link then ended for a reason. */
export function endedLines(outcomes: readonly ConnectionOutcome[], isAll: boolean): string[] {
  return grouped(
    outcomes.filter(({ isContent, ending, cause }) => isContent && (ending?.why ?? cause) !== undefined),
    ({ outcome, ending, cause }) => `${outcome} ${ending?.why ?? ''} ${limitsOf(cause).join(' ')}`,
    ({ outcome }) => (outcome === 'served' || outcome === 'idle' ? 'closed' : outcome),
    ({ ending, cause }, all) =>
      (cause === undefined ? (ending?.why ?? '') : causeText(cause)) + endingTimes(all),
    isAll,
  );
}

/** Exchanges that took long, and where the time went. */
export function slowLines(outcomes: readonly ConnectionOutcome[], slowUs: number, isAll: boolean): string[] {
  const slow = outcomes.flatMap((connection) =>
    connection.exchanges
      .filter(
        ({ outcome, waits }) =>
          (connection.isContent || !EXPLAINED.has(outcome)) && waitedUs(waits) >= slowUs,
      )
      .map((exchange) => ({ connection, exchange, us: waitedUs(exchange.waits) })),
  );
  const groups = new Map<
    string,
    { readonly labels: string[]; worst: (typeof slow)[number]; count: number }
  >();
  for (const one of slow) {
    const [largest] = othersIn(one.exchange.waits);
    const key = `${one.connection.client.replace(/\d+$/, '')} ${largest?.kind ?? ''} ${largest?.on.replace(/ of \S+$/, '') ?? ''}`;
    const group = groups.get(isAll ? `${groups.size}` : key);
    if (group === undefined) {
      groups.set(isAll ? `${groups.size}` : key, { labels: [one.connection.label], worst: one, count: 1 });
      continue;
    }
    group.count++;
    if (!group.labels.includes(one.connection.label)) group.labels.push(one.connection.label);
    if (one.us > group.worst.us) group.worst = one;
  }
  const rows = [...groups.values()].sort((a, b) => b.worst.us - a.worst.us);
  return limited(
    rows.map(({ labels, worst, count }) => {
      const times = count === 1 ? '' : `${count} times, the longest `;
      return [
        namesText(labels),
        `${times}${exchangeName(worst.exchange)}`,
        spanText(worst.us),
        slowText(worst.connection, worst.exchange),
      ];
    }),
    isAll,
  );
}

/** Where the time went, and what was behind it. */
function slowText({ delay }: ConnectionOutcome, { waits }: ExchangeReport): string {
  const text = waitsText(othersIn(waits));
  const [largest] = othersIn(waits);
  return delay === undefined || largest?.kind !== 'limit' ? text : `${text}; ${causeText(delay)}`;
}

function partOf({ outcome, exchanges }: ConnectionOutcome): string {
  if (outcome === 'gave-up') {
    const one = exchanges.find((exchange) => exchange.outcome === 'given-up');
    const took = one?.endedUs === undefined ? 0 : one.endedUs - one.startUs;
    return one === undefined || took === 0 ? '' : `${exchangeName(one)} after ${spanText(took)}: `;
  }
  if (outcome !== 'incomplete' && outcome !== 'cut-off') return '';
  const one = exchanges.find((exchange) => exchange.outcome === outcome);
  return one === undefined ? '' : `${exchangeName(one)}${partText(one)}: `;
}

function grouped(
  outcomes: readonly ConnectionOutcome[],
  keyOf: (one: ConnectionOutcome) => string,
  wordOf: (one: ConnectionOutcome) => string,
  /** Of the first of a group, and of all. */
  textOf: (first: ConnectionOutcome, all: readonly ConnectionOutcome[]) => string,
  isAll: boolean,
): string[] {
  const groups = new Map<string, ConnectionOutcome[]>();
  for (const one of outcomes) {
    const key = isAll ? one.label : keyOf(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  const rows = [...groups.values()].map((all) => [
    labelsText(all.map(({ label }) => label)),
    wordOf(all[0]!),
    textOf(all[0]!, all),
  ]);
  return limited(rows, isAll);
}

/** ` at 1.004 s`, ` at 1.004 s to 299.004 s`; empty where none has an end. */
function endingTimes(outcomes: readonly ConnectionOutcome[]): string {
  const times = outcomes.flatMap(({ ending }) => ending?.timeUs ?? []).sort((a, b) => a - b);
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined) return '';
  return first === last ? ` at ${secondsText(first)}` : ` at ${secondsText(first)} to ${secondsText(last)}`;
}

/** Names, or how many connections of whom where there are very many. */
function labelsText(labels: readonly string[]): string {
  const text = namesText(labels);
  if (text.length <= 60) return text;
  const clients = namesText([...new Set(labels.map((label) => label.replace(/#\d+$/, '')))]);
  return `${labels.length} of ${clients}`;
}

function limited(rows: readonly string[][], isAll: boolean): string[] {
  const rest = isAll ? 0 : rows.length - MOST_LINES;
  const lines = tableLines(rest > 0 ? rows.slice(0, MOST_LINES) : rows);
  return rest > 0 ? [...lines, `… and ${rest} more; --all tells them`] : lines;
}

/** Moments differ from connection to connection, the reason does not. */
function withoutTimes(text: string): string {
  return text.replace(/\d+\.\d+ s/g, '').replace(/#\d+/g, '');
}

const TIMES = /\d+\.\d{3} s/g;
/** A stretch in a text: its ends are other times for everybody. */
const STRETCH = /\d s(?: to |–)\d/;

/** What holds for all of a group, moments that differ as stretches; undefined where they differ in more. */
function togetherText(texts: readonly string[]): string | undefined {
  const first = texts[0] ?? '';
  const frame = first.replace(TIMES, '');
  if (texts.every((text) => text === first)) return first;
  if (STRETCH.test(first) || texts.some((text) => text.replace(TIMES, '') !== frame)) return undefined;
  const times = texts.map((text) => text.match(TIMES) ?? []);
  let at = 0;
  return first.replace(TIMES, () => {
    const same = times.map((own) => own[at]!).sort((a, b) => parseFloat(a) - parseFloat(b));
    at++;
    const [from, to] = [same[0]!, same.at(-1)!];
    return from === to ? from : `${from} to ${to}`;
  });
}
