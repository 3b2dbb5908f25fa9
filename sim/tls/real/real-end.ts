/**
 * The device's end of a connection whose client has a TLS of its own: real records need real cryptography.
 *
 * The model decides what is agreed on, when each record is read and written, and what it costs; an end makes the bytes.
 * Only sim/live has an engine.
 */

import type { Certificate } from '../certificates.js';
import type { Group } from '../groups.js';
import type { CipherSuite } from '../suites.js';

/** What the model has agreed on: the end may do nothing else. */
export interface RealTerms {
  readonly certificate: Certificate;
  /** TLS_1_2 or TLS_1_3. */
  readonly version: number;
  readonly suite: CipherSuite;
  readonly group: Group;
  readonly extendedMasterSecret: boolean;
  readonly encryptThenMac: boolean;
  /** Session tickets are given and taken (TLS 1.2). */
  readonly tickets: boolean;
  readonly alpn: string | undefined;
}

/** What an end makes of something. */
export interface RealOutput {
  /** Whole records for the client. */
  readonly records: readonly Uint8Array[];
  /** Decrypted data. */
  readonly plain: Uint8Array;
  /** The handshake is done since this call. */
  readonly isSecured: boolean;
  /** A close_notify has come. */
  readonly isEnded: boolean;
  /** The end has given up, in its own words. */
  readonly error: string | undefined;
}

/** One end. Every call returns when it is through with it. */
export interface RealEnd {
  /** Takes one record of the client. */
  take(record: Uint8Array): RealOutput;
  /** Protects data: one record, several if it is long. */
  write(plain: Uint8Array): RealOutput;
  closeNotify(): RealOutput;
  /** The connection is gone. */
  release(): void;
}

/** Makes ends. */
export interface RealTlsEngine {
  begin(terms: RealTerms): RealEnd;
}
