/**
 * One run as the view shows it: plain values that go into a page as JSON, small enough to be mailed.
 *
 * Whatever there can be a million of stands in columns of numbers; times in columns are differences to the one before
 * (columns.ts). What repeats itself (causes, waits, what was asked) is told once and named by its number from then on.
 * -1 stands for what is not there.
 */

import type { ExchangeKind, ExchangeOutcome } from '../../outcomes/exchanges/exchange-types.js';
import type { Cause, Ending } from '../../outcomes/outcome-types.js';
import type { Outcome } from '../../outcomes/outcome-words.js';
import type { Wait } from '../../outcomes/waits/waits.js';

/** Of which run. */
export interface RunHead {
  readonly scenario: string;
  readonly description: string;
  readonly profile: string;
  readonly firmware: string;
  readonly seed: number;
  /** `lwip-twin 0.1.0`. */
  readonly tool: string;
  /** Command that repeats it. */
  readonly replay: string;
}

/** What the scenario expected of it, and what it said. */
export interface ViewVerdict {
  readonly isGood: boolean;
  readonly lines: readonly string[];
}

/** One connection; its exchanges are rows of `exchanges` with its number. */
export interface ViewConnection {
  /** Of `clients`. */
  readonly client: number;
  readonly number: number;
  readonly label: string;
  readonly port: number;
  readonly openedUs: number;
  readonly connectedUs?: number;
  readonly endedUs?: number;
  readonly outcome: Outcome;
  readonly isContent: boolean;
  readonly ending?: Ending;
  readonly status?: number;
  /** Of `causes`. */
  readonly cause?: number;
  readonly delay?: number;
  /** What it waited for before it asked anything: a wait and its microseconds in turns. */
  readonly waits?: readonly number[];
  /** Sessions that the device gave it: from and until (-1: to the end) in turns. */
  readonly sessions?: readonly number[];
  /** The device opened it. */
  readonly byDevice?: true;
}

/** What is asked, and what came of it, but for the times: few kinds of it in a run. */
export interface AskedKind {
  readonly kind: ExchangeKind;
  readonly method: string;
  readonly path: string;
  readonly outcome: ExchangeOutcome;
  readonly status: number;
}

/**
 * An exchange: connection, asked (of `asked`), start, asked, first byte, opened, end (the last three from the start), bytes, of
 * bytes, then a wait (of `waits`) and its microseconds in turns.
 */
export type ExchangeRow = readonly number[];

/** How much of a limit is in use. */
export interface ViewLimit {
  readonly name: string;
  readonly about: string;
  /** -1: nothing but memory limits it. */
  readonly size: number;
  readonly option: string;
  readonly inBytes: boolean;
  readonly times: readonly number[];
  readonly used: readonly number[];
  /** When somebody was turned away, and whom (of `clients`). */
  readonly refusedAt: readonly number[];
  readonly refused: readonly number[];
}

/** What a server's task was at: columns. */
export interface ViewTask {
  readonly name: string;
  readonly port: number;
  readonly from: readonly number[];
  readonly us: readonly number[];
  /** Of `clients`. */
  readonly whose: readonly number[];
  /** Of `words`: `GET /log`, and what it waits for: `delay`. */
  readonly what: readonly number[];
  readonly on: readonly number[];
}

/** The device's console. */
export interface ViewConsole {
  readonly times: readonly number[];
  /** A letter a line. */
  readonly levels: string;
  readonly lines: readonly string[];
}

/** Segments at the device, one column a field. */
export interface ViewSegments {
  readonly times: readonly number[];
  /** Of `ends`. */
  readonly of: readonly number[];
  /** Of `words`: `>SA`, `<A`, `!<A` (lost). */
  readonly what: readonly number[];
  readonly seq: readonly number[];
  readonly ack: readonly number[];
  readonly len: readonly number[];
  readonly win: readonly number[];
}

/** One run. */
export interface ViewData {
  readonly format: 1;
  readonly head: RunHead;
  readonly endUs: number;
  /** Why the device stopped; empty where it did not. */
  readonly crash: string;
  readonly verdict?: ViewVerdict;
  readonly summary: readonly string[];
  readonly clients: readonly string[];
  readonly connections: readonly ViewConnection[];
  readonly causes: readonly Cause[];
  /** What the catalogue of cures has against each of them: a sentence, empty where it has nothing. */
  readonly cures: readonly string[];
  readonly waits: readonly Wait[];
  readonly asked: readonly AskedKind[];
  readonly exchanges: readonly ExchangeRow[];
  readonly limits: readonly ViewLimit[];
  readonly tasks: readonly ViewTask[];
  readonly console: ViewConsole;
  readonly segments: ViewSegments;
  /** Ends of connections: a client (of `clients`) and its port in turns. */
  readonly ends: readonly number[];
  readonly words: readonly string[];
  /** What there was too much of to be told one by one, in a sentence each. */
  readonly leftOut: readonly string[];
}
