/** The closing summary of a run: who got what, who did not and why, what took long, what was used. */

import { TroubleReader } from '../../advise/trouble.js';
import { assertionText, hangText } from '../../outcomes/crash-text.js';
import type {
  CpuRecord,
  MetaRecord,
  ServerRecord,
  TraceKind,
  TraceRecord,
  UnstartedRecord,
  UsageRecord,
} from '../../kernel/trace.js';
import { type ConnectionOutcome } from '../../outcomes/outcome-types.js';
import { OUTCOMES, type Outcome } from '../../outcomes/outcome-words.js';
import type { ConnectionNumbers } from '../../outcomes/connection-numbers.js';
import { fewNamesText, namesText } from '../../outcomes/names.js';
import { OUTCOME_KINDS, OutcomeCollector } from '../../outcomes/outcomes.js';
import { SLOW_US } from '../../outcomes/slow.js';
import { storyLines } from '../../outcomes/story-text.js';
import { secondsText } from '../../outcomes/time-text.js';
import { causeLines, endedLines, slowLines } from './cause-lines.js';
import { clientLines, type ClientRow } from './client-lines.js';
import { heapLines, usageLines } from './resource-lines.js';
import { costLines } from './cost-lines.js';
import { timeLines } from './time-lines.js';

/** Kinds that the summary wants. */
export const SUMMARY_KINDS: readonly TraceKind[] = [...OUTCOME_KINDS, 'meta', 'cpu', 'end', 'unstarted'];

const INDENT = '  ';

/** How much is told. */
export interface SummaryOptions {
  /** Every connection by itself, every cause, every slow exchange. */
  readonly all?: boolean;
  /** What counts as slow, microseconds. */
  readonly slowUs?: number;
}

/** Reads a trace and sums it up. */
export class Summary {
  private readonly collector = new OutcomeCollector();
  private readonly own = new TroubleReader();
  private nowUs = 0;
  private readonly usage: UsageRecord[] = [];
  private readonly failed: ServerRecord[] = [];
  private meta: MetaRecord | undefined;
  private readonly unstarted: UnstartedRecord[] = [];
  private readonly costs: CpuRecord[] = [];
  /** Clients whose TLS is real. */
  private readonly real = new Set<string>();
  private ending = '';
  private assertion = 'panic';

  constructor(private readonly options: SummaryOptions = {}) {}

  /** Takes a record; see {@link SUMMARY_KINDS}. */
  accept(record: TraceRecord): void {
    this.nowUs = record.t;
    this.collector.accept(record);
    if (record.k === 'seg' || record.k === 'cli' || record.k === 'sent' || record.k === 'held') return;
    this.own.accept(record);
    if (record.k === 'meta') this.meta = record;
    else if (record.k === 'cpu') this.costs.push(record);
    else if (record.k === 'usage') this.usage.push(record);
    else if (record.k === 'server' && record.ev === 'failed') this.failed.push(record);
    else if (record.k === 'end') this.ending = secondsText(record.t);
    else if (record.k === 'assert') this.assertion = assertionText(record);
    else if (record.k === 'panic')
      this.ending = `the device crashed at ${secondsText(record.t)}: ${record.why ?? this.assertion}`;
    else if (record.k === 'livelock') this.ending = `the device ${hangText(record)}`;
    else if (record.k === 'tls' && record.real === 1) this.real.add(record.c);
    else if (record.k === 'unstarted') this.unstarted.push(record);
  }

  /** Which connection is which. */
  get connections(): ConnectionNumbers {
    return this.collector;
  }

  /** The outcomes of all connections. */
  outcomes(): readonly ConnectionOutcome[] {
    return this.collector.finish();
  }

  /** The text, line by line. */
  lines(): string[] {
    const { all = false, slowUs = SLOW_US } = this.options;
    const outcomes = this.outcomes();
    const rows = this.rows(outcomes);
    const { scenario = '?', profile = '?', firmware = '?', seed = 0 } = this.meta ?? {};
    return [
      `Summary of ${scenario}: ${profile} (${firmware}), seed ${seed}, ${this.ending}`,
      ...this.failed.map(
        ({ port, why }) => `The server on port ${port} did not start: ${why ?? 'no reason given'}`,
      ),
      ...section(countsText(outcomes), all ? storyOf(outcomes, slowUs) : clientLines(rows)),
      ...section('Never started: the device had stopped before', this.unstartedLines()),
      ...section('Not served, and why', causeLines(outcomes, all)),
      ...section('Ended after it was served', endedLines(outcomes, all)),
      ...section(`Slow, and why`, slowLines(outcomes, slowUs, all)),
      ...section('The device itself', this.ownLines()),
      ...section('Times (p50 / p95 / longest)', timeLines(rows, all)),
      ...section('Resources', usageLines(this.usage)),
      ...heapLines(this.usage),
      ...costLines(this.meta, this.costs),
      ...this.realLines(),
    ];
  }

  /** Tasks that one client has held up, and messages of its own that it has lost. */
  private ownLines(): string[] {
    return this.own.ownTroubles(this.nowUs).map(({ what, why }) => `${what}; ${why}`);
  }

  private realLines(): string[] {
    if (this.real.size === 0) return [];
    const whose = namesText([...this.real]);
    return [
      `The TLS of ${whose} is real: so are the lengths of its records; what they cost and when they come is the model's.`,
    ];
  }

  private unstartedLines(): string[] {
    const { unstarted } = this;
    if (unstarted.length === 0) return [];
    const times = unstarted.map(({ at }) => at);
    const [first, last] = [Math.min(...times), Math.max(...times)].map(secondsText);
    const when = first === last ? `at ${first!}` : `from ${first!} to ${last!}`;
    return [`${fewNamesText(unstarted.map(({ c }) => c))}, due ${when}`];
  }

  private rows(outcomes: readonly ConnectionOutcome[]): ClientRow[] {
    const byClient = new Map<string, ConnectionOutcome[]>();
    for (const one of outcomes) {
      const own = byClient.get(one.client);
      if (own === undefined) byClient.set(one.client, [one]);
      else own.push(one);
    }
    return [...this.collector.tallies()].map(([client, tally]) => ({
      client,
      tally,
      connections: byClient.get(client) ?? [],
    }));
  }
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => INDENT + line)];
}

function countsText(outcomes: readonly ConnectionOutcome[]): string {
  const count = (outcome: Outcome): number => outcomes.filter((one) => one.outcome === outcome).length;
  const counts = OUTCOMES.map((outcome) => [count(outcome), outcome] as const).filter(([n]) => n > 0);
  return `Connections: ${counts.map(([n, outcome]) => `${n} ${outcome}`).join(', ')}`;
}

/** Every connection with all that is known of it. */
function storyOf(outcomes: readonly ConnectionOutcome[], slowUs: number): string[] {
  return outcomes.flatMap((one) => {
    const { head, lines } = storyLines(one, slowUs, true);
    return [`${head}, from ${secondsText(one.openedUs)}`, ...lines.map((line) => INDENT + line)];
  });
}
