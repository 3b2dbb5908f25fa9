/** What an end of OpenSSL tells of, where that goes, and what a test does to it. */

import type { LifecycleRegistry } from '../../kernel/lifecycle.js';

/** `out`: from this end; `in`: to it. */
export type RecordDirection = 'out' | 'in';

/** Fields of `tls_established`. */
export interface EstablishedFacts {
  readonly version: string;
  readonly cipher: string;
  readonly group: string;
  readonly resumed: 0 | 1;
  readonly ems: 0 | 1;
  readonly renego: 0 | 1;
  readonly alpn: string;
  readonly ticket: 0 | 1;
  readonly sidlen?: number;
  readonly sni?: string;
}

/** What an end tells of. */
export type PeerEvent =
  | { readonly ev: 'tls_established'; readonly facts: EstablishedFacts }
  | { readonly ev: 'tls_error'; readonly reason: string }
  | { readonly ev: 'tls_close_notify' | 'tls_cut' | 'tls_muted' | 'tls_false_start' };

/** Where an end's doings go. */
export interface PeerSink {
  /** Bytes for TCP. */
  send(bytes: Uint8Array): void;
  /** FIN: the end gives up. */
  close(): void;
  record(direction: RecordDirection, type: number, length: number, hs: string | undefined): void;
  event(event: PeerEvent): void;
  /** The plaintext of one record. */
  data(plain: Uint8Array): void;
}

/** What a test does to an end's output. */
export interface OutputLimits {
  /** Only so many wire bytes are sent. */
  readonly cutBytes?: number | undefined;
  /** Only so many flights are sent. */
  readonly flights?: number | undefined;
  /** Most bytes of a record. */
  readonly fragmentBytes?: number | undefined;
}

/** Where the machine of an end belongs. */
export interface PeerEnvironment {
  readonly lifecycles: LifecycleRegistry;
  readonly owner: string;
}
