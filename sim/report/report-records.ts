/**
 * What the reports read from the trace beyond the kinds that `kernel/trace.ts` declares.
 *
 * Every field here is optional to the reports: without it they say less, never something else.
 */

import type { SessionRecord, TraceKind, TraceRecord } from '../kernel/trace.js';

/** What a client does, as opposed to what it sees (`cli`): the start of a connection, above all. */
export interface ActRecord {
  readonly t: number;
  readonly k: 'act';
  readonly c: string;
  readonly do: 'connect' | 'close' | 'abort' | 'vanish';
  /** The client's own port, which tells its connections apart; always with `connect`. */
  readonly port?: number;
  /** `connect`: the device's port. */
  readonly peer?: number;
  /** `connect`: beside the client's other connections, which go on. */
  readonly beside?: 1;
}

/** A server of the device came up, went away, or could not start. */
export interface ServerRecord {
  readonly t: number;
  readonly k: 'server';
  readonly ev: 'start' | 'stop' | 'failed';
  readonly port: number;
  /** `failed`: the limit or error in the way, in a few words. */
  readonly why?: string;
}

/** A task of the device waits in a socket call for one client, and serves nobody else meanwhile. */
export interface BlockedRecord {
  readonly t: number;
  readonly k: 'blocked';
  readonly ev: 'begin' | 'end';
  /** Name of the task: `httpd`. */
  readonly task: string;
  readonly call: 'recv' | 'send';
  readonly c: string;
  readonly port: number;
}

/** Fields of `session` records that name the table, and the reason of a close. */
export interface SessionDetails {
  /** Resource name of the session table, as in `usage`: `sessions httpd :80`. */
  readonly table?: string;
  /** `close`: why the server ended it, in a few words: `recv() failed with 113`, `server stopped` … */
  readonly why?: string;
}

/** Any record that a report can read. */
export type ReportRecord =
  | Exclude<TraceRecord, SessionRecord>
  | (SessionRecord & SessionDetails)
  | ActRecord
  | ServerRecord
  | BlockedRecord;

/** Kind of any such record. */
export type ReportKind = ReportRecord['k'];

/** The same list for `Trace.subscribe`, which knows the declared kinds only. */
export function traceKinds(kinds: readonly ReportKind[]): readonly TraceKind[] {
  return kinds;
}
