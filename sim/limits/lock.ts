/** The lock file: a report of limits that later ones are compared with. */

import * as z from 'zod';

import { ScenarioError } from '../document/diagnostic.js';
import { ScenarioDocument } from '../document/document.js';
import { diagnosticAt } from '../document/diagnostic-at.js';
import type { SourceText } from '../document/place.js';
import { TOOL_NAME, TOOL_VERSION } from '../version.js';
import { limitsSchema } from './result.js';
import type { LimitCell, LimitsReport } from './result.js';

/** What a lock file calls itself. */
const FORMAT = 'lwip-twin limits';
/** Version of the form; another one can't be read. */
export const LOCK_VERSION = 1;

const headSchema = () => z.looseObject({ format: z.literal(FORMAT), version: z.int() });
const lockSchema = () => z.object({ tool: z.string(), report: limitsSchema() });

/** A report as it was locked. */
export interface Lock {
  readonly file: string;
  /** The version of lwip-twin that wrote it. */
  readonly tool: string;
  readonly report: LimitsReport;
}

/** How a cell differs from the locked one; one of the two is missing where it is new or gone. */
export interface LimitChange {
  readonly before: LimitCell | undefined;
  readonly after: LimitCell | undefined;
}

/** Text of a lock file. */
export function lockText(report: LimitsReport): string {
  const lock = { format: FORMAT, version: LOCK_VERSION, tool: `${TOOL_NAME} ${TOOL_VERSION}`, report };
  return `${JSON.stringify(lock, undefined, 2)}\n`;
}

/** Reads the text of a lock file; throws `ScenarioError` for one that is none, or of another version. */
export function readLock(source: SourceText): Lock {
  const { file } = source;
  // JSON is YAML: the same reader gives places.
  const document = ScenarioDocument.parse(source);
  const fail = (path: readonly PropertyKey[], message: string, hint?: string): ScenarioError =>
    document.error([diagnosticAt(document, path, 'bad-lock', message, hint)]);
  const head = headSchema().safeParse(document.value);
  if (!head.success)
    throw fail([], 'not a lock file of lwip-twin limits', `write one with ${TOOL_NAME} limits --lock FILE`);
  const { version } = head.data;
  if (version !== LOCK_VERSION) {
    const message = `a lock file of version ${String(version)}; this ${TOOL_NAME} reads version ${String(LOCK_VERSION)}`;
    throw fail(['version'], message, 'write it anew with --lock');
  }
  const lock = lockSchema().safeParse(document.value);
  if (lock.success) return { file, ...lock.data };
  const issue = lock.error.issues[0];
  throw fail(issue?.path ?? [], `damaged: ${issue?.message ?? 'unreadable'}`, 'write it anew with --lock');
}

/** What has changed since the lock was written, in the order of the report. */
export function changesSince(lock: LimitsReport, now: LimitsReport): LimitChange[] {
  const before = new Map(lock.cells.map((cell) => [cellKey(cell), cell]));
  const after = new Map(now.cells.map((cell) => [cellKey(cell), cell]));
  const changes: LimitChange[] = [];
  for (const [key, cell] of after) {
    const old = before.get(key);
    if (old === undefined || JSON.stringify(old.result) !== JSON.stringify(cell.result)) {
      changes.push({ before: old, after: cell });
    }
  }
  for (const [key, cell] of before) if (!after.has(key)) changes.push({ before: cell, after: undefined });
  return changes;
}

function cellKey({ kind, settings }: LimitCell): string {
  const sorted = [...settings].sort((a, b) => (a.name < b.name ? -1 : 1));
  return JSON.stringify([kind, sorted.map(({ name, value }) => [name, value])]);
}
