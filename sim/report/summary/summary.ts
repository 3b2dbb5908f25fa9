/** The closing summary of a run: outcomes, resources, and who stopped whom. */

import type { MetaRecord, TraceRecord, UsageRecord, TraceKind } from '../../kernel/trace.js';
import { assertionText } from '../../outcomes/crash-text.js';
import { causeText } from '../../outcomes/cause-text.js';
import { namesText } from '../../outcomes/names.js';
import { OUTCOMES, type ConnectionOutcome, type Outcome } from '../../outcomes/outcome-types.js';
import { OUTCOME_KINDS, OutcomeCollector } from '../../outcomes/outcomes.js';
import { tableLines } from './table.js';
import { secondsText } from '../../outcomes/time-text.js';
import { HEAP } from '../../resources/definitions.js';
import { limitText } from '../../resources/limit-name.js';

/** Kinds that the summary wants. */
export const SUMMARY_KINDS: readonly TraceKind[] = [...OUTCOME_KINDS, 'meta', 'end'];

/** What all figures leave out. */
export const LEFT_OUT = 'Left out of these figures: CPU, UART and Wi-Fi take no time, and there is one core.';

const INDENT = '  ';

/** Reads a trace and sums it up. */
export class Summary {
  private readonly collector = new OutcomeCollector();
  private readonly usage: UsageRecord[] = [];
  private meta: MetaRecord | undefined;
  private ending = '';
  private assertion = 'panic';

  /** Takes a record; see {@link SUMMARY_KINDS}. */
  accept(record: TraceRecord): void {
    this.collector.accept(record);
    if (record.k === 'meta') this.meta = record;
    else if (record.k === 'usage') this.usage.push(record);
    else if (record.k === 'end') this.ending = secondsText(record.t);
    else if (record.k === 'assert') this.assertion = assertionText(record);
    else if (record.k === 'panic')
      this.ending = `the device crashed at ${secondsText(record.t)}: ${record.why ?? this.assertion}`;
    else if (record.k === 'livelock')
      this.ending = `task ${record.task} never stops at ${secondsText(record.t)}`;
  }

  /** The outcomes of all connections. */
  outcomes(): readonly ConnectionOutcome[] {
    return this.collector.finish();
  }

  /** The text, line by line. */
  lines(): string[] {
    const outcomes = this.outcomes();
    const { scenario = '?', profile = '?', firmware = '?', seed = 0 } = this.meta ?? {};
    return [
      `Summary of ${scenario}: ${profile} (${firmware}), seed ${seed}, ${this.ending}`,
      ...section(countsText(outcomes), connectionLines(outcomes)),
      ...section('Not served, and why', causeLines(outcomes)),
      ...section('Resources', usageLines(this.usage)),
      ...heapLines(this.usage),
      LEFT_OUT,
    ];
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

function connectionLines(outcomes: readonly ConnectionOutcome[]): string[] {
  return tableLines(
    outcomes.map(({ label, outcome, openedUs, endedUs, status }) => [
      label,
      outcome,
      status === undefined ? '' : `HTTP ${status}`,
      `from ${secondsText(openedUs)}${endedUs === undefined ? '' : ` to ${secondsText(endedUs)}`}`,
    ]),
  );
}

/** Connections with the same outcome for the same cause share a line. */
function causeLines(outcomes: readonly ConnectionOutcome[]): string[] {
  const groups = new Map<
    string,
    { readonly outcome: Outcome; readonly why: string; readonly labels: string[] }
  >();
  for (const { label, outcome, cause } of outcomes) {
    if (cause === undefined) continue;
    const why = causeText(cause);
    const key = `${outcome} ${why}`;
    const group = groups.get(key);
    if (group) group.labels.push(label);
    else groups.set(key, { outcome, why, labels: [label] });
  }
  return tableLines(
    [...groups.values()].map(({ outcome, why, labels }) => [namesText(labels), outcome, why]),
  );
}

function usageLines(usage: readonly UsageRecord[]): string[] {
  if (usage.length === 0) return [];
  const rows = usage.map(({ resource, size, peak, refusals }) => [
    limitText(resource),
    `peak ${peak}`,
    size === undefined || !Number.isFinite(size) ? '' : `of ${size}`,
    refusals === 0 ? '' : `refused ${refusals}`,
  ]);
  return tableLines(rows, ['left', 'left', 'left', 'right']);
}

/** What the heap was used for, where that was seen. */
function heapLines(usage: readonly UsageRecord[]): string[] {
  const heap = usage.find((record) => record.resource.kind === HEAP.kind);
  if (heap?.atRest === undefined) return [];
  const parts = [`${heap.atRest} at rest`];
  if (heap.perSession !== undefined) parts.push(`${Math.round(heap.perSession)} an idle session`);
  if (heap.perWebsocket !== undefined) parts.push(`${Math.round(heap.perWebsocket)} an idle websocket`);
  return [`Heap, bytes: ${[...parts, `${heap.peak} at the peak`].join(', ')}`];
}
