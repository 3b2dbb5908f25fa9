/**
 * In which state a connection was when, and how it ended: what the lanes of the view and the pictures of the docs are made of.
 *
 * The state is the device's: who is connected and not yet taken into a session is in the backlog, whatever it has asked.
 */

import type { ExchangeReport } from '../../outcomes/exchanges/exchange-types.js';
import type { Ending } from '../../outcomes/outcome-types.js';
import type { Outcome } from '../../outcomes/outcome-words.js';

/**
 * - `connecting`: SYN sent, not established;
 * - `backlog`: established, and no session has been opened for it;
 * - `session`: in a session, and nothing is asked;
 * - `waiting`: in a session, asked, and not a byte of an answer yet;
 * - `answering`: an answer is on its way; a stream;
 * - `held`: its client is gone, the device keeps the session;
 * - `outgoing`: a connection that the device itself has opened.
 */
export const CLIENT_STATES = [
  'connecting',
  'backlog',
  'session',
  'waiting',
  'answering',
  'held',
  'outgoing',
] as const;
export type ClientState = (typeof CLIENT_STATES)[number];

/** What is said of each state. */
export const STATE_WORDS: Readonly<Record<ClientState, string>> = {
  connecting: 'connecting',
  backlog: 'in the backlog',
  session: 'in a session',
  waiting: 'waiting for an answer',
  answering: 'being answered',
  held: 'gone, session kept',
  outgoing: 'opened by the device',
};

/** A state that lasts. */
export interface StateSpan {
  readonly state: ClientState;
  readonly fromUs: number;
  readonly toUs: number;
}

/** A connection, as far as its states go. */
export interface LivedConnection {
  readonly openedUs: number;
  readonly connectedUs?: number | undefined;
  readonly outcome: Outcome;
  readonly ending?: Ending | undefined;
  /** From and until (-1: to the end) in turns. */
  readonly sessions?: readonly number[] | undefined;
  /** The device opened it. */
  readonly byDevice?: true | undefined;
}

/** What changes at a moment: so many more of each. */
interface Change {
  readonly us: number;
  readonly session: number;
  readonly waiting: number;
  readonly answering: number;
}

/** All states of a connection, in order; `endUs` is the end of the run, `hasSessions` that of a device with sessions. */
export function statesOf(
  connection: LivedConnection,
  exchanges: readonly ExchangeReport[],
  endUs: number,
  hasSessions: boolean,
): StateSpan[] {
  const { openedUs, connectedUs, ending } = connection;
  const goneUs = ending?.timeUs ?? endUs;
  const spans: StateSpan[] = [];
  const add = (state: ClientState, fromUs: number, toUs: number): void => {
    const last = spans.at(-1);
    if (toUs <= fromUs) return;
    if (last?.state === state && last.toUs === fromUs) spans[spans.length - 1] = { ...last, toUs };
    else spans.push({ state, fromUs, toUs });
  };
  if (connectedUs === undefined) {
    add('connecting', openedUs, goneUs);
    return spans;
  }
  if (connection.byDevice === true) {
    add('outgoing', openedUs, goneUs);
    return spans;
  }
  add('connecting', openedUs, connectedUs);
  let atUs = connectedUs;
  const now = { session: hasSessions ? 0 : 1, waiting: 0, answering: 0 };
  const lastUs = Math.max(goneUs, lastSessionUs(connection, endUs));
  for (const { us, ...change } of changesOf(connection, exchanges, endUs)) {
    const untilUs = Math.min(Math.max(us, atUs), lastUs);
    addUntil(untilUs);
    atUs = untilUs;
    now.session += change.session;
    now.waiting += change.waiting;
    now.answering += change.answering;
  }
  addUntil(lastUs);
  return spans;

  /** The present state, cut where its client has gone. */
  function addUntil(untilUs: number): void {
    add(stateNow(now), atUs, Math.min(untilUs, goneUs));
    if (now.session > 0 && hasSessions) add('held', Math.max(atUs, goneUs), untilUs);
  }
}

function stateNow(now: Omit<Change, 'us'>): ClientState {
  if (now.answering > 0) return 'answering';
  if (now.session <= 0) return 'backlog';
  return now.waiting > 0 ? 'waiting' : 'session';
}

function lastSessionUs({ sessions = [] }: LivedConnection, endUs: number): number {
  const until = sessions.at(-1);
  return until === undefined ? 0 : until < 0 ? endUs : until;
}

function changesOf(
  { sessions = [] }: LivedConnection,
  exchanges: readonly ExchangeReport[],
  endUs: number,
): Change[] {
  const changes: Change[] = [];
  const add = (us: number, session: number, waiting: number, answering: number): void => {
    changes.push({ session, waiting, answering, us });
  };
  sessions.forEach((us, i) => {
    add(us < 0 ? endUs : us, i % 2 === 0 ? 1 : -1, 0, 0);
  });
  for (const { askedUs, firstByteUs, openedUs, endedUs, kind } of exchanges) {
    const overUs = endedUs ?? endUs;
    const answeredUs = kind === 'websocket' ? (openedUs ?? overUs) : overUs;
    const beginsUs = firstByteUs ?? overUs;
    add(askedUs, 0, 1, 0);
    add(beginsUs, 0, -1, 0);
    if (firstByteUs === undefined) continue;
    add(beginsUs, 0, 0, 1);
    add(answeredUs, 0, 0, -1);
  }
  return changes.sort((a, b) => a.us - b.us);
}

/** How a connection ended, as a mark. */
export type EndMark = 'closed' | 'reset' | 'purged' | 'refused' | 'vanished' | 'timeout';

/** The mark, and in a word who did it. */
export const MARK_WORDS: Readonly<Record<EndMark, readonly [sign: string, word: string]>> = {
  closed: ['⊣', 'closed'],
  reset: ['↯', 'reset'],
  purged: ['⇥', 'purged'],
  refused: ['✕', 'refused'],
  vanished: ['?', 'vanished'],
  timeout: ['…', 'timed out'],
};

/** The mark at the end of a connection; undefined while it goes on. */
export function markOf({ outcome, ending }: LivedConnection): EndMark | undefined {
  if (ending === undefined) return undefined;
  if (ending.how === 'vanished' || ending.how === 'forgotten') return 'vanished';
  if (outcome === 'refused') return 'refused';
  if (outcome === 'purged' || ending.why === 'purged to make room') return 'purged';
  if (ending.how === 'timed out') return 'timeout';
  return ending.how.startsWith('RST') ? 'reset' : 'closed';
}

/** Each outcome by its sign, and what it is worth. */
export const OUTCOME_SIGNS: Readonly<
  Record<Outcome, readonly [sign: string, worth: 'good' | 'open' | 'bad']>
> = {
  served: ['✓', 'good'],
  idle: ['○', 'good'],
  waiting: ['…', 'open'],
  incomplete: ['½', 'open'],
  'cut-off': ['✂', 'bad'],
  closed: ['⊣', 'bad'],
  reset: ['↯', 'bad'],
  purged: ['⇥', 'bad'],
  refused: ['✕', 'bad'],
  unanswered: ['?', 'bad'],
  'gave-up': ['↩', 'open'],
};
