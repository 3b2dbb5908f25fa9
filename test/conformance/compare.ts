/** Comparing a trace with its reference: by level and whole (README.md, "Trace records"). */

import type { ReferenceRecord } from './case.js';

/** Levels and the kinds of record that each compares. */
export const LEVELS = {
  clients: ['cli'],
  log: ['log'],
  callbacks: ['cb', 'cbret'],
  segments: ['seg'],
  resources: ['res'],
  tls: ['tls'],
} as const;

export type Level = keyof typeof LEVELS;

/** Kinds that the whole comparison looks at; others are the simulator's own. */
const COMPARED_KINDS = new Set(['log', 'cb', 'cbret', 'seg', 'cli', 'tls', 'res', 'panic', 'end']);

/** The first place where two traces differ. */
export interface Difference {
  /** Index into the compared records. */
  readonly index: number;
  readonly expected: ReferenceRecord | undefined;
  readonly actual: ReferenceRecord | undefined;
  /** Equal records before it, oldest first. */
  readonly before: readonly ReferenceRecord[];
}

export interface Comparison {
  readonly levels: Readonly<Record<Level, boolean>>;
  readonly whole: boolean;
  readonly difference: Difference | undefined;
}

const CONTEXT_RECORDS = 6;

/** Whether a record is the expected one; `res` may have more fields than expected. */
export function sameRecord(expected: ReferenceRecord, actual: ReferenceRecord): boolean {
  const keys = Object.keys(expected);
  for (const key of keys) if (expected[key] !== actual[key]) return false;
  return expected.k === 'res' || keys.length === Object.keys(actual).length;
}

function sameList(expected: readonly ReferenceRecord[], actual: readonly ReferenceRecord[]): number {
  const n = Math.min(expected.length, actual.length);
  for (let i = 0; i < n; i++) if (!sameRecord(expected[i]!, actual[i]!)) return i;
  return expected.length === actual.length ? -1 : n;
}

/** Compares a trace with its reference. */
export function compareTraces(
  expected: readonly ReferenceRecord[],
  actual: readonly ReferenceRecord[],
): Comparison {
  const wanted = expected.filter((record) => COMPARED_KINDS.has(record.k));
  const seen = actual.filter((record) => COMPARED_KINDS.has(record.k));
  const at = sameList(wanted, seen);
  const levels = Object.fromEntries(
    (Object.keys(LEVELS) as Level[]).map((level) => {
      if (at < 0) return [level, true];
      const kinds: readonly string[] = LEVELS[level];
      const pick = (records: readonly ReferenceRecord[]) =>
        records.filter((record) => kinds.includes(record.k));
      return [level, sameList(pick(wanted), pick(seen)) < 0];
    }),
  ) as Record<Level, boolean>;
  const difference =
    at < 0
      ? undefined
      : {
          index: at,
          expected: wanted[at],
          actual: seen[at],
          before: wanted.slice(Math.max(0, at - CONTEXT_RECORDS), at),
        };
  return { levels, whole: at < 0, difference };
}

/** A difference as text: some records before it, then expected beside actual. */
export function describeDifference(difference: Difference): string {
  const line = (mark: string, record: ReferenceRecord | undefined) =>
    `  ${mark} ${record === undefined ? '(nothing more)' : JSON.stringify(record)}`;
  return [
    ...difference.before.map((record) => line(' ', record)),
    line('- expected', difference.expected),
    line('+ actual  ', difference.actual),
  ].join('\n');
}
