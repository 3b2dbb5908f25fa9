/** What a process and its TLS thread say to each other. */

import type { MessagePort } from 'node:worker_threads';

import type { RealOutput, RealTerms } from '../../tls/real/real-end.js';

/** The terms of a connection, as data. */
export type ThreadTerms = RealTerms;

/** One request; those with `id` are about a connection. */
export type TlsRequest =
  /** Makes the certificate; nothing is answered. */
  | { readonly do: 'prepare'; readonly certificate: string }
  | { readonly do: 'certificate'; readonly certificate: string }
  | { readonly do: 'begin'; readonly id: number; readonly terms: ThreadTerms }
  | { readonly do: 'take' | 'write'; readonly id: number; readonly bytes: Uint8Array }
  | { readonly do: 'close-notify'; readonly id: number }
  /** Nothing is answered. */
  | { readonly do: 'release'; readonly id: number };

/** An answer: each request but `prepare` and `release` gets one, in their order. */
export type TlsReply =
  | { readonly output: RealOutput }
  | { readonly pem: string }
  /** It could not be done: a fault of ours. */
  | { readonly fault: string };

/** What a thread is started with: `signal[0]` counts its answers. */
export interface TlsThreadData {
  readonly port: MessagePort;
  readonly signal: Int32Array;
}
