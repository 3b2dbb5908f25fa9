/** What a breakpoint looks for in a step. */

import type { TraceRecord } from '../../kernel/trace.js';
import type { HistoryStep } from '../engine/history.js';

/** A step with its records, as matchers see it. */
export interface Candidate {
  readonly index: number;
  readonly step: HistoryStep;
  readonly records: readonly TraceRecord[];
}

/** A finding: the record that matched, if it was one, and what happened in a few words. */
export interface Finding {
  readonly record?: TraceRecord;
  readonly what: string;
}

/** Finds nothing, or what matched; all findings, since a condition may hold for a later one only. */
export interface Matcher {
  /** How `info breakpoints` describes it. */
  readonly text: string;
  find(candidate: Candidate): Iterable<Finding>;
}

/** A matcher of records. `what` describes a record that matched. */
export function recordMatcher(
  text: string,
  matches: (record: TraceRecord) => boolean,
  what: (record: TraceRecord) => string,
): Matcher {
  return {
    text,
    *find({ records }) {
      for (const record of records) if (matches(record)) yield { record, what: what(record) };
    },
  };
}
