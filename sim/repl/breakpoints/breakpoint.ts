/** One breakpoint: what it looks for, on which conditions, and where on the timeline it is hit. */

import type { Timeline } from '../engine/timeline.js';
import type { Probe } from '../engine/probe.js';
import type { Condition } from './condition.js';
import type { Matcher } from './matcher.js';

/** What a breakpoint is made of. */
export interface BreakpointParts {
  readonly matcher: Matcher;
  readonly condition: Condition | undefined;
  readonly conditionText: string;
  /** The first hit that counts, from 1. */
  readonly count: number;
  /** Values that it follows. */
  readonly probes: readonly Probe[];
}

export class Breakpoint {
  enabled = true;
  /** Indices of the steps that hit it, ascending, as far as the timeline has been searched. */
  private hits: number[] = [];
  private readonly findings = new Map<number, string>();
  private searched = 0;

  constructor(
    readonly id: number,
    readonly isWatch: boolean,
    private readonly timeline: Timeline,
    readonly parts: BreakpointParts,
  ) {}

  /** As `info breakpoints` shows it. */
  get text(): string {
    const { matcher, conditionText, count } = this.parts;
    return (
      matcher.text +
      (conditionText === '' ? '' : ` if ${conditionText}`) +
      (count > 1 ? ` count ${count}` : '')
    );
  }

  /** What happened, when this step is a hit that counts. */
  hitAt(index: number): string | undefined {
    this.search(index + 1);
    const what = this.findings.get(index);
    if (what === undefined) return undefined;
    return this.parts.count > 1 && this.hits.indexOf(index) + 1 < this.parts.count ? undefined : what;
  }

  /** Hits before a position. */
  hitsBefore(position: number): number {
    this.search(position);
    return this.hits.filter((index) => index < position).length;
  }

  /** Forgets what was found from a position on: it will happen anew. */
  truncate(position: number): void {
    this.searched = Math.min(this.searched, position);
    for (const index of this.hits) if (index >= position) this.findings.delete(index);
    this.hits = this.hits.filter((index) => index < position);
  }

  /** Ends it. */
  release(): void {
    for (const probe of this.parts.probes) this.timeline.unfollow(probe);
  }

  private search(end: number): void {
    const { history } = this.timeline;
    for (; this.searched < end; this.searched++) {
      const index = this.searched;
      const step = history.step(index)!;
      const records = history.recordsOf(index);
      for (const { record, what } of this.parts.matcher.find({ index, step, records })) {
        const moment = { position: index + 1, timeUs: step.timeUs, record };
        if (this.parts.condition?.(moment) === false) continue;
        this.hits.push(index);
        this.findings.set(index, what);
        break;
      }
    }
  }
}
