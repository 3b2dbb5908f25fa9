/** What clients see and do. */

/** What a client can see of a connection. */
export const CLIENT_EVENTS = [
  'connected',
  'refused',
  'timeout',
  'data',
  'eof',
  'reset',
  'closed',
  'accepted',
  'tls_established',
  'tls_close_notify',
  'tls_error',
  'tls_cut',
  'tls_muted',
  'tls_false_start',
] as const;

/** One of {@link CLIENT_EVENTS}. */
export type ClientEventName = (typeof CLIENT_EVENTS)[number];

/** What a client sees. */
export type CliRecord = ClientEventRecord | ClientSegmentRecord;

/** What a client's TCP tells it. */
export interface ClientEventRecord {
  readonly t: number;
  readonly k: 'cli';
  readonly c: string;
  readonly ev: ClientEventName;
  readonly len?: number;
  readonly text?: string | undefined;
  readonly hex?: string | undefined;
  /** `tls_error`: OpenSSL's words. */
  readonly reason?: string;
  /** Our own: the client's port, for clients that hold several connections at once. */
  readonly port?: number | undefined;
}

/** A segment that reached a raw client; flags, numbers and window as in a `SegRecord`. */
export interface ClientSegmentRecord {
  readonly t: number;
  readonly k: 'cli';
  readonly c: string;
  readonly ev: 'segment';
  /** The client's port. */
  readonly port: number;
  readonly fl: string;
  readonly seq: number;
  readonly ack: number;
  readonly win: number;
  /** The MSS option, if there is one. */
  readonly mss?: number;
  readonly len: number;
  /** The payload, if there is any. */
  readonly text?: string;
  readonly hex?: string;
}

/** Our own: what a client does, as opposed to what it sees (`cli`). */
export interface ActRecord {
  readonly t: number;
  readonly k: 'act';
  readonly c: string;
  /**
   * `raw`: from now on it sends single segments only, and answers nothing. `accept`: it serves a connection of the device
   * over TLS; a plain one is only in `cli`.
   */
  readonly do: 'connect' | 'accept' | 'close' | 'abort' | 'vanish' | 'raw';
  /** The client's own port, which tells its connections apart; always with `connect`. */
  readonly port?: number;
  /** `connect`: the device's port. */
  readonly peer?: number;
  /** `connect`: beside the client's other connections, which go on. */
  readonly beside?: 1;
  /** `connect`, `accept`: with TLS. */
  readonly tls?: 1;
}

/** Our own: bytes that a client hands to its stack (with TLS: before they are encrypted). */
export interface SentRecord {
  readonly t: number;
  readonly k: 'sent';
  readonly c: string;
  /** The client's port. */
  readonly port: number;
  readonly len: number;
  readonly text?: string | undefined;
  readonly hex?: string | undefined;
  /** The client waits for a websocket message in return. */
  readonly expects?: 1 | undefined;
}

/** Our own: a step of a client group's list begins or ends. */
export interface StepRecord {
  readonly t: number;
  readonly k: 'step';
  readonly c: string;
  /** Number of the step in its group's list, from 1, those inside of a `repeat` counted where they stand. */
  readonly i: number;
  /** Its word: `connect`, `http` … */
  readonly do: string;
  /** `failed`: it could not be done, or was not answered as expected. */
  readonly ev: 'start' | 'done' | 'failed';
  /** Line of the scenario file. */
  readonly line?: number;
  /** Round of the innermost `repeat` around it, from 1. */
  readonly round?: number;
  /** done, failed: microseconds since its start. */
  readonly us?: number;
  /** failed: what the scenario's `expect` says; absent where it says nothing, which makes this no failed expectation. */
  readonly expected?: string;
  /** failed: what was seen instead. */
  readonly got?: string;
}

/** Our own: an HTTP request of a client group is answered in full (websocket upgrades too), or never will be. */
export interface AnswerRecord {
  readonly t: number;
  readonly k: 'answer';
  readonly c: string;
  /** The client's port. */
  readonly port: number;
  readonly method: string;
  readonly path: string;
  /** HTTP status; absent without a complete answer. */
  readonly status?: number;
  /** Why there is none: `closed` (FIN), `reset`, `timed-out`, `gave-up` (the client), `malformed`, `tls-failed`. */
  readonly error?: 'closed' | 'reset' | 'timed-out' | 'gave-up' | 'malformed' | 'tls-failed';
  /** Microseconds from the SYN to the established connection; with the first request of a connection. */
  readonly connectUs?: number;
  /** Microseconds from handing the request over to the answer's first byte; absent if none came. */
  readonly ttfbUs?: number;
  /** Microseconds from handing the request over to the end. */
  readonly totalUs: number;
  /** Bytes of the body received. */
  readonly bytes: number;
}
