/** What a client asks for and what comes of it: the vocabulary of exchanges. */

import type { WaitPart } from '../waits/waits.js';

/**
 * - `request`: an HTTP request without a body; `upload`: one with a body;
 * - `stream`: an answer that is not meant to end (`text/event-stream`, `multipart/x-mixed-replace`);
 * - `websocket`: the handshake and what it opens;
 * - `message`: a websocket message, or PING, that its client expects an answer to;
 * - `raw`: bytes that are no HTTP.
 */
export type ExchangeKind = 'request' | 'upload' | 'stream' | 'websocket' | 'message' | 'raw';

/**
 * What became of an exchange.
 *
 * - `answered`: in full; a stream or a websocket: opened, and ended by its client;
 * - `open`: a stream or a websocket that is open, as it should be;
 * - `error`: answered in full with an error status (400 to 599);
 * - `pending`: asked, and not a byte of an answer by the end;
 * - `incomplete`: the answer has begun and is not complete by the end;
 * - `cut-off`: the device ended the connection in the middle of the answer, stream or websocket, or its RST threw the answer away;
 * - `ended`: the device ended the websocket on purpose, with CLOSE;
 * - `unanswered`: the device ended the connection without an answer;
 * - `given-up`: the client ended it before it was answered in full.
 */
export const EXCHANGE_OUTCOMES = [
  'answered',
  'open',
  'error',
  'pending',
  'incomplete',
  'cut-off',
  'ended',
  'unanswered',
  'given-up',
] as const;

/** One of {@link EXCHANGE_OUTCOMES}. */
export type ExchangeOutcome = (typeof EXCHANGE_OUTCOMES)[number];

/** What is told of an exchange. */
export interface ExchangeReport {
  readonly kind: ExchangeKind;
  /** `GET`; `PING` or `message` on a websocket; empty for raw bytes. */
  readonly method: string;
  readonly path: string;
  readonly outcome: ExchangeOutcome;
  /** When its client began to want it: its connection's start for the first one (but for its client's own pause), else when it was asked. */
  readonly startUs: number;
  /** When its first byte was handed to the client's stack. */
  readonly askedUs: number;
  readonly firstByteUs: number | undefined;
  /** When a stream or websocket was open. */
  readonly openedUs?: number;
  /** When its outcome was decided; undefined while it goes on. */
  readonly endedUs: number | undefined;
  readonly status: number | undefined;
  /** Bytes of the body that came. */
  readonly bytes: number;
  /** How many there should have been, where the answer says. */
  readonly ofBytes: number | undefined;
  /** What it waited for, largest part first; together the time from `startUs` to its end, to when it was open, or to now. */
  readonly waits: readonly WaitPart[];
}
