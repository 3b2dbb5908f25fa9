/** The results of a check as a JSON file, whole or a shard of it, and shards put together again. */

import { scalarText } from '../../document/value-text.js';
import { printableJson } from '../../document/printable.js';
import { CASE_STATUSES, totals, type CaseResult, type CaseStatus } from './case-result.js';

/** Version of the form. */
export const REPORT_VERSION = 1;

/** One of several equal parts of a check. */
export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly count: number;
}

/** A case with its place in the whole check. */
export interface PlacedResult {
  /** From 0, in the order of the whole check. */
  readonly order: number;
  readonly result: CaseResult;
  /** Wall time that it took, milliseconds; absent where nothing was run. */
  readonly durationMs?: number | undefined;
}

/** A case that was asked for and left out (`--bail`), and why. */
export interface SkippedCase {
  readonly file: string;
  readonly name: string;
  readonly why: string;
}

/** Results put together. */
export interface MergedReports {
  readonly placed: readonly PlacedResult[];
  readonly notRun: readonly SkippedCase[];
}

/** The results of a check. */
export interface CheckReport {
  readonly tool: string;
  readonly version: typeof REPORT_VERSION;
  /** Absent for a whole check. */
  readonly shard?: Shard;
  readonly totals: Readonly<Record<CaseStatus, number>>;
  readonly cases: readonly (CaseResult & {
    readonly order: number;
    readonly durationMs?: number | undefined;
  })[];
  /** Cases that were left out after a failure; absent without. */
  readonly notRun?: readonly SkippedCase[];
}

/** Why a file or a set of files can't be what was meant. */
export class ReportError extends Error {
  override readonly name = 'ReportError';
}

/** Makes the report. */
export function checkReport(
  placed: readonly PlacedResult[],
  tool: string,
  shard: Shard | undefined,
  notRun: readonly SkippedCase[] = [],
): CheckReport {
  return {
    tool,
    version: REPORT_VERSION,
    ...(shard === undefined ? {} : { shard }),
    totals: totals(placed.map(({ result }) => result)),
    cases: placed.map(({ order, result, durationMs }) => ({
      order,
      ...(durationMs === undefined ? {} : { durationMs }),
      ...result,
    })),
    ...(notRun.length === 0 ? {} : { notRun }),
  };
}

/** The text of a report's file. */
export function reportText(report: CheckReport): string {
  return printableJson(report);
}

/** Reads a report's file; throws {@link ReportError}. */
export function parseReport(text: string, file: string): CheckReport {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ReportError(`${file}: not JSON`);
  }
  if (!isReport(value)) throw new ReportError(`${file}: not a report of lwip-twin check --json`);
  if (value.version !== REPORT_VERSION) {
    throw new ReportError(
      `${file}: version ${scalarText(value.version)} of the report, expected ${REPORT_VERSION}`,
    );
  }
  return value as CheckReport;
}

/** Puts the shards of one check together; throws {@link ReportError} where one is missing or given twice. */
export function mergeReports(
  reports: readonly { readonly file: string; readonly report: CheckReport }[],
): MergedReports {
  const files = new Map<number, string>();
  const [first] = reports;
  for (const { file, report } of reports) {
    const { index, count } = report.shard ?? { index: 1, count: 1 };
    const whole = first?.report.shard?.count ?? 1;
    if (count !== whole)
      throw new ReportError(`${file}: of ${count} shards, but ${first?.file ?? ''} is of ${whole}`);
    if (report.tool !== first?.report.tool)
      throw new ReportError(`${file}: by ${report.tool}, others by ${first?.report.tool ?? ''}`);
    const other = files.get(index);
    if (other !== undefined) throw new ReportError(`${file}: shard ${index}/${count}, as ${other} is`);
    files.set(index, file);
  }
  const count = first?.report.shard?.count ?? 1;
  for (let index = 1; index <= count; index++) {
    if (!files.has(index)) throw new ReportError(`shard ${index}/${count} is missing`);
  }
  const placed = reports
    .flatMap(({ report }) =>
      report.cases.map(({ order, durationMs, ...result }) => ({ order, durationMs, result })),
    )
    .sort((a, b) => a.order - b.order);
  return { placed, notRun: reports.flatMap(({ report }) => report.notRun ?? []) };
}

function isReport(value: unknown): value is Record<keyof CheckReport, unknown> {
  if (typeof value !== 'object' || value === null || !('cases' in value) || !('version' in value))
    return false;
  const { notRun = [] } = value as { readonly notRun?: unknown };
  const isWhole = Array.isArray(value.cases) && value.cases.every(isCase);
  return isWhole && Array.isArray(notRun) && notRun.every(isSkipped);
}

function isSkipped(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { file, name, why } = value as Record<string, unknown>;
  return [file, name, why].every((one) => typeof one === 'string');
}

function isCase(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { order, file, name, status, failures } = value as Record<string, unknown>;
  const isKnown = (CASE_STATUSES as readonly unknown[]).includes(status);
  return (
    typeof order === 'number' &&
    typeof file === 'string' &&
    typeof name === 'string' &&
    isKnown &&
    Array.isArray(failures)
  );
}
