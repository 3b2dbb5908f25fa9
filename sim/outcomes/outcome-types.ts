/** The one vocabulary of outcomes, and what a report says about a connection. */

/**
 * What became of a connection, as its client sees it.
 *
 * - `served`: got an application answer, an HTTP status or a websocket upgrade;
 * - `idle`: accepted into a session, asked for nothing;
 * - `waiting`: handshake done, not accepted or not answered by the end;
 * - `closed`: accepted, then FIN without an answer;
 * - `reset`: handshake done, then RST;
 * - `purged`: served or idle, then closed to make room;
 * - `refused`: RST to the SYN;
 * - `unanswered`: no SYN-ACK, still trying or timed out;
 * - `gave-up`: the client closed first.
 */
export const OUTCOMES = [
  'served',
  'idle',
  'waiting',
  'closed',
  'reset',
  'purged',
  'refused',
  'unanswered',
  'gave-up',
] as const;

/** One of {@link OUTCOMES}. */
export type Outcome = (typeof OUTCOMES)[number];

/** Outcomes of a client that got what it wanted. */
export const CONTENT: ReadonlySet<Outcome> = new Set<Outcome>(['served', 'idle']);

/** The limit that stopped somebody. */
export interface Cause {
  /** As in `usage` records (`sessions httpd :80`, `sockets`), or `link`, `device`, `task httpd`, `listener :80`. */
  readonly resource: string;
  /** Units in use then; as many as there are holders unless said. */
  readonly used?: number;
  /** Absent for what is not counted. */
  readonly size?: number;
  /** Who held it then: clients or parts of the device, one entry a unit. */
  readonly holders: readonly string[];
  /** What happened because of it. */
  readonly effect: string;
  /** Why the holders were not out of the way. */
  readonly because?: Cause;
}

/** What became of one connection. */
export interface ConnectionOutcome {
  readonly client: string;
  /** 1 for the client's first connection. */
  readonly number: number;
  /** `c1`, or `c1#2` where the client has several. */
  readonly label: string;
  readonly openedUs: number;
  readonly outcome: Outcome;
  /** Of the last thing that decided it; undefined while it goes on. */
  readonly endedUs: number | undefined;
  /** HTTP status of the first answer. */
  readonly status: number | undefined;
  /** Missing for `served` and `idle`, and for a client that gave up while nothing stopped it. */
  readonly cause: Cause | undefined;
}
