/** The one vocabulary of outcomes. */

/**
 * What became of a connection, as its client sees it. It follows from its exchanges (exchange-types.ts): the worst counts.
 *
 * - `served`: all that it asked was answered in full (an error status is an answer), or is open as it should be;
 * - `idle`: accepted into a session, asked for nothing;
 * - `waiting`: connected, and something that it asked has no byte of an answer by the end;
 * - `incomplete`: an answer has begun and is not complete by the end;
 * - `cut-off`: the device ended it in the middle of an answer, a stream or a websocket, or its RST threw the answer away;
 * - `closed`: the device ended it with FIN, and a request was not answered (or a websocket was closed on purpose);
 * - `reset`: the device ended it with RST, and a request was not answered;
 * - `purged`: the device closed it to make room for another;
 * - `refused`: RST to the SYN;
 * - `unanswered`: no SYN-ACK, still trying or timed out;
 * - `gave-up`: the client ended it before it was answered in full.
 */
export const OUTCOMES = [
  'served',
  'idle',
  'waiting',
  'incomplete',
  'cut-off',
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
