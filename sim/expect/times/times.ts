/**
 * `first_byte`, `connect_time`: how long answers and handshakes took.
 *
 * Groups tell the times of their requests in `answer` records; for the timeline they are from a request's step to the
 * next bytes that its client receives. What is not answered by the moment of judgement takes for ever.
 */

import * as z from 'zod';

import type { CliRecord } from '../../kernel/trace.js';
import { later } from '../../document/lazy-schema.js';
import { amount, isWithin, parseAmount, type Amount } from '../amount.js';
import type { Judge, JudgeContext, Reading } from '../judge.js';
import { isInStretch } from '../judge.js';
import { entriesOf, expectation } from '../kind.js';
import { durationText, seenTimeText } from '../time-words.js';
import type { ClientSelector } from '../types.js';

const PERCENT = 100;
const SHARES: Readonly<Record<PercentileWord, number>> = {
  min: 0,
  p50: 50,
  p90: 90,
  p95: 95,
  p99: 99,
  max: PERCENT,
};
const LOST_EVENTS: ReadonlySet<CliRecord['ev']> = new Set(['eof', 'reset', 'refused', 'timeout', 'closed']);
const NOTHING = 'nothing was asked';

/** Which time of requests or connections, with its words. */
const WORDS = { first_byte: 'first byte', connect_time: 'connect time' } as const;

type TimeKind = keyof typeof WORDS;
/** Share of the samples that is as fast or faster. */
type PercentileWord = 'min' | 'p50' | 'p90' | 'p95' | 'p99' | 'max';

/** What its keys are read into. */
export interface TimesCondition {
  readonly who: ClientSelector | undefined;
  readonly of: TimeKind;
  readonly limits: readonly (readonly [PercentileWord, Amount])[];
}

const percentiles = (about: string) =>
  later(() =>
    z
      .strictObject(
        {
          min: amount('The fastest.', 'time').optional(),
          p50: amount('Half are as fast or faster.', 'time').optional(),
          p90: amount('90 % are as fast or faster.', 'time').optional(),
          p95: amount('95 % are as fast or faster.', 'time').optional(),
          p99: amount('99 % are as fast or faster.', 'time').optional(),
          max: amount('The slowest; never, if one of them got nothing.', 'time').optional(),
        },
        { error: () => 'expected a map of percentiles, as in { p95: at most 500ms }' },
      )
      .describe(about),
  ).optional();

export const times = expectation({
  keys: () => ({
    first_byte: percentiles(
      'From a request to the first byte of its answer. Unanswered requests take for ever.',
    ),
    connect_time: percentiles(
      'From the SYN to the established connection. Refused and unanswered ones take for ever.',
    ),
  }),
  span: 'stretch',
  read: (written, reader) =>
    (Object.keys(WORDS) as TimeKind[]).flatMap((of): TimesCondition[] => {
      const percentilesOf = written[of];
      if (percentilesOf === undefined) return [];
      const limits = entriesOf<PercentileWord>(percentilesOf);
      if (limits.length === 0)
        reader.complain(of, 'missing-key', `${of}: says nothing`, 'as in { p95: at most 500ms }');
      return [{ who: reader.who, of, limits }];
    }),
  text({ who, of, limits }) {
    const whose = who === undefined ? '' : ` of ${who.text}`;
    return `${WORDS[of]}${whose}: ${limits.map(([word, { text }]) => `${word} ${text}`).join(', ')}`;
  },
  judge,
});

/** Times that are under way, by whose they are. */
type Open = Map<string, number[]>;

/** Reads percentiles. */
function judge({ who, of, limits }: TimesCondition, context: JudgeContext): Judge {
  const wanted = who && new Set(who.clients);
  const isMeant = (client: string): boolean => wanted === undefined || wanted.has(client);
  const samples: number[] = [];
  const open: Open = new Map();
  if (of === 'first_byte') watchRequests(context, isMeant, samples, open);
  else watchHandshakes(context, isMeant, samples, open);
  return { read: () => reading(samples, open, limits, context.simulation.kernel.nowUs) };
}

function reading(
  samples: readonly number[],
  open: Open,
  limits: TimesCondition['limits'],
  nowUs: number,
): Reading {
  const due = [...open.values()].flat().filter((begunUs) => begunUs <= nowUs);
  const all = [...samples, ...due.map(() => Infinity)].sort((a, b) => a - b);
  if (all.length === 0) return { holds: false, seen: NOTHING };
  const lost = all.filter((us) => us === Infinity).length;
  const values = limits.map(([word, amount]) => ({ word, amount, us: percentile(all, SHARES[word]) }));
  const missing = lost === 0 ? '' : `, ${lost} without an answer`;
  return {
    holds: values.every(({ amount, us }) => isWithin(amount, us)),
    seen: `${values.map(({ word, amount, us }) => `${word} ${textOf(us, amount)}`).join(', ')} (of ${all.length}${missing})`,
  };
}

/** Rounded, unless that would put it on the other side of what is expected. */
function textOf(us: number, amount: Amount): string {
  const text = seenTimeText(us);
  const isTold = parseAmount(text, 'time');
  return isTold === undefined || isWithin(amount, isTold.least) === isWithin(amount, us)
    ? text
    : durationText(us);
}

/** Nearest rank. */
function percentile(sorted: readonly number[], share: number): number {
  const rank = Math.max(1, Math.ceil((share / PERCENT) * sorted.length));
  return sorted[rank - 1] ?? Infinity;
}

function watchRequests(
  { simulation, when }: JudgeContext,
  isMeant: (client: string) => boolean,
  samples: number[],
  open: Open,
): void {
  for (const step of simulation.scenario.steps) {
    if (!('do' in step) || (step.do !== 'http' && step.do !== 'ws_open')) continue;
    if (isMeant(step.client) && isInStretch(when, step.atUs)) push(open, step.client, step.atUs);
  }
  for (const times of open.values()) times.sort((a, b) => a - b);
  simulation.trace.subscribe(['cli', 'answer'], (record) => {
    if (record.k === 'answer') {
      const begunUs = record.t - record.totalUs;
      if (isMeant(record.c) && isInStretch(when, begunUs)) samples.push(record.ttfbUs ?? Infinity);
    } else if (record.k === 'cli') {
      const [begunUs] = open.get(record.c) ?? [];
      if (begunUs === undefined || begunUs > record.t) return;
      if (record.ev === 'data') samples.push(record.t - begunUs);
      else if (LOST_EVENTS.has(record.ev)) samples.push(Infinity);
      else return;
      open.get(record.c)?.shift();
    }
  });
}

function watchHandshakes(
  { simulation, when }: JudgeContext,
  isMeant: (client: string) => boolean,
  samples: number[],
  open: Open,
): void {
  const portOf = new Map<string, number | undefined>();
  simulation.trace.subscribe(['cli', 'act'], (record) => {
    if ((record.k !== 'cli' && record.k !== 'act') || !isMeant(record.c)) return;
    if (record.k === 'act') {
      if (record.do !== 'connect' || !isInStretch(when, record.t)) return;
      portOf.set(record.c, record.port);
      push(open, `${record.c} ${record.port ?? ''}`, record.t);
      return;
    }
    const key = `${record.c} ${record.port ?? portOf.get(record.c) ?? ''}`;
    const begunUs = open.get(key)?.[0];
    if (begunUs === undefined) return;
    open.delete(key);
    samples.push(record.ev === 'connected' ? record.t - begunUs : Infinity);
  });
}

function push(open: Open, key: string, timeUs: number): void {
  const times = open.get(key);
  if (times === undefined) open.set(key, [timeUs]);
  else times.push(timeUs);
}
