/** What the reference traces have: console, segments, what clients see, counts, callbacks, the end. */

/** Log levels from most to least important; `N` is libwebsockets' notice, `V` ESP-IDF's verbose. */
export type LogLevel = 'E' | 'W' | 'I' | 'N' | 'D' | 'V';

/** Importance of a level: 1 (error) to 5 (verbose). lws's notice counts as information. */
export const LOG_RANK: Readonly<Record<LogLevel, number>> = { E: 1, W: 2, I: 3, N: 3, D: 4, V: 5 };

export interface LogRecord {
  readonly t: number;
  readonly k: 'log';
  readonly lv: LogLevel;
  readonly tag: string;
  readonly msg: string;
}

/** A TCP segment at the device; `seq` and `ack` relative to each side's initial sequence number. */
export interface SegRecord {
  readonly t: number;
  readonly k: 'seg';
  readonly dir: 'rx' | 'tx';
  /** Client name, `?` if the address belongs to none. */
  readonly c: string;
  /** Flags of S F R P A, in that order. */
  readonly fl: string;
  readonly seq: number;
  readonly ack: number;
  /** Payload bytes. */
  readonly len: number;
  readonly win: number;
  /** Present when the link drops it. */
  readonly lost?: 1;
  /** Our own: the client's port, for clients that hold several connections at once. */
  readonly port?: number;
  /** Our own: the outage that it was lost in, from and until, virtual microseconds. */
  readonly outage?: readonly [from: number, until: number];
}

/** A TLS record: `rx` when a client emits it, `tx` when its last byte has reached the client. */
export interface TlsRecord {
  readonly t: number;
  readonly k: 'tls';
  readonly dir: 'rx' | 'tx';
  readonly c: string;
  /** Outer content type: 20 change_cipher_spec, 21 alert, 22 handshake, 23 application data. */
  readonly type: number;
  /** Bytes of payload; 5 less than on the wire. */
  readonly len: number;
  /** The handshake message with its length, or the alert, where the client can read it. */
  readonly hs?: string;
  /** Our own: the client's port, for clients that hold several connections at once. */
  readonly port?: number;
  /** Our own: a real client's connection: the record is real, and so is its length. */
  readonly real?: 1;
}

/** Resource counts, written when one of them changed, just before time moves on. */
export interface ResRecord {
  readonly t: number;
  readonly k: 'res';
  readonly [resource: string]: number | 'res';
}

/** A libwebsockets callback (`cb`) or its non-zero return (`cbret`). */
export interface CallbackRecord {
  readonly t: number;
  readonly k: 'cb' | 'cbret';
  readonly reason: string;
  readonly [field: string]: string | number;
}

/** The device crashed; the trace ends there. */
export interface PanicRecord {
  readonly t: number;
  readonly k: 'panic';
  readonly task?: string;
  readonly why?: string;
  readonly addr?: number;
}

export interface EndRecord {
  readonly t: number;
  readonly k: 'end';
}
