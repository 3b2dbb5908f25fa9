/** From the facts of a connection to its word: that of its worst exchange, unless it never came to one. */

import type { ConnectionStory } from './connection-story.js';
import type { Exchange } from './exchanges/exchange.js';
import type { ExchangeOutcome } from './exchanges/exchange-types.js';
import type { Outcome } from './outcome-words.js';

/** What became of a connection. */
export function outcomeOf(story: ConnectionStory): Outcome {
  const { end, connected, session, accepted, asked } = story;
  if (end === 'refused') return 'refused';
  if (!connected) return end === 'client-closed' || wasLeftAlone(story) ? 'gave-up' : 'unanswered';
  if (session?.purged === true && !isOwnEnd(story)) return 'purged';
  if (story.fromDevice) return story.hasData ? 'served' : ownOutcome(story);
  return asked ? ofExchanges(story) : accepted || end !== undefined ? idleOutcome(story) : 'waiting';
}

/** What an exchange of a connection has come to, as things stand. */
export function exchangeOutcome(exchange: Exchange, { end, conversation }: ConnectionStory): ExchangeOutcome {
  if (exchange.decided !== undefined) return exchange.decided;
  // What is asked after the device has ended the connection is never answered.
  if (end === 'eof' || end === 'reset')
    return exchange.outcome === 'pending' ? 'unanswered' : exchange.outcome;
  if (end === undefined || end === 'refused') return exchange.outcome;
  if (exchange !== conversation.opened) return 'given-up';
  // A websocket that its client closes because something on it is not answered.
  return end === 'client-closed' && conversation.waiting.length > 0 ? 'given-up' : 'answered';
}

/** The word for an exchange when the device ends the connection: with FIN, or with RST. */
export function wordAtDeviceEnd(
  { conversation }: ConnectionStory,
  exchange: Exchange,
  isOpen: boolean,
): ExchangeOutcome {
  if (isOpen) {
    if (conversation.closedBy === 'client') return 'answered';
    return conversation.closedBy === 'device' ? 'ended' : 'cut-off';
  }
  return exchange.firstByteUs === undefined ? 'unanswered' : 'cut-off';
}

/** Whether somebody got all that a connection asked for. */
export function isContent(story: ConnectionStory, outcome: Outcome): boolean {
  if (outcome === 'served' || outcome === 'idle') return true;
  if (outcome !== 'purged') return false;
  return story.exchanges.every((one) => GOOD_AT_PURGE.has(exchangeOutcome(one, story)));
}

/** A stream or websocket that was open was lost by the purge. */
const GOOD_AT_PURGE: ReadonlySet<ExchangeOutcome> = new Set<ExchangeOutcome>(['answered', 'error']);

function ofExchanges(story: ConnectionStory): Outcome {
  const seen = new Set(story.exchanges.map((one) => exchangeOutcome(one, story)));
  for (const key of story.folded?.exchanges.keys() ?? []) seen.add(key.split(' ')[1] as ExchangeOutcome);
  if (seen.has('cut-off')) return 'cut-off';
  if (seen.has('unanswered')) return story.end === 'reset' ? 'reset' : 'closed';
  if (seen.has('given-up')) return 'gave-up';
  if (seen.has('ended')) return 'closed';
  if (seen.has('incomplete')) return 'incomplete';
  return seen.has('pending') ? 'waiting' : 'served';
}

/** A connection of the device's own that has brought its host nothing: open, or ended as the device wanted. */
function ownOutcome(story: ConnectionStory): Outcome {
  const { end, clock, tlsFailure } = story;
  if (tlsFailure !== undefined || clock.isInHandshake) return idleOutcome(story);
  return end === undefined || end === 'eof' ? 'idle' : idleOutcome(story);
}

/** It has asked for nothing. */
function idleOutcome({ end, accepted, clock }: ConnectionStory): Outcome {
  if (end === 'reset') return 'reset';
  if (end === 'eof') return 'closed';
  // Gone in the middle of its TLS handshake, it wanted something.
  if (accepted) return end === 'client-left' && clock.isInHandshake ? 'gave-up' : 'idle';
  return end === undefined ? 'waiting' : 'gave-up';
}

/** Its client had left before the purge. */
function isOwnEnd({ end }: ConnectionStory): boolean {
  return end === 'client-closed' || end === 'client-left' || end === 'superseded' || end === 'timeout';
}

/** The device answered the SYN, but nobody was there any more. */
function wasLeftAlone({ end, synAcks, losses }: ConnectionStory): boolean {
  return end === 'client-left' && synAcks > losses.synAcks;
}
