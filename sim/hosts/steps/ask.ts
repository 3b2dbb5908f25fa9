/** What the steps that ask for answers have in common: a connection for the request, and the wait for what comes of it. */

import type { Channel } from '../client/channel.js';
import type { Client } from '../client/client.js';
import type { Exchange } from '../client/exchange.js';
import type { Script } from '../client/fiber.js';
import { opened } from './connect/connect.js';
import type { StepResult } from './judge-step.js';
import { over, type StepConnections } from './step-connections.js';

/** A request of a step. */
export interface Asking {
  readonly send: (channel: Channel) => Exchange;
  /** False: the step is over when the request is sent. */
  readonly waits: boolean;
  /** Whether clients send it again by themselves when a kept connection is dead. */
  readonly isRepeatable: boolean;
}

/**
 * Sends a request on an open connection, or on a new one, and waits for its answer.
 * A kept connection that turns out to be dead is replaced once, as HTTP clients do, unless the step names it.
 */
export function* performRequest(
  all: StepConnections,
  step: { readonly port?: number; readonly on?: string },
  deadlineUs: number,
  asking: Asking,
): Script<StepResult> {
  const { client } = all;
  const begunUs = client.kernel.nowUs;
  let channel = all.find(step.on);
  if (channel?.isOpen() !== true) {
    channel = all.open(step.port, step.on);
    const result = yield* opened(all, channel, deadlineUs);
    if (result.outcome !== 'connected') return result;
  }
  const wasUsed = channel.requests > 0;
  const exchange = asking.send(channel);
  if (!asking.waits) return { outcome: 'answered' };
  const result = yield* awaitAnswer(client, channel, exchange, begunUs, deadlineUs);
  const isStale = wasUsed && channel.end !== undefined && exchange.firstByteUs === undefined;
  if (!isStale || step.on !== undefined || !asking.isRepeatable || client.kernel.nowUs >= deadlineUs)
    return result;
  return yield* performRequest(all, step, deadlineUs, asking);
}

/** Waits for an answer; `begunUs` is the step's start. */
export function* awaitAnswer(
  client: Client,
  channel: Channel,
  exchange: Exchange,
  begunUs: number,
  deadlineUs: number,
): Script<StepResult> {
  yield* client.answered(channel, exchange, deadlineUs);
  const { firstByteUs } = exchange;
  const ttfb = firstByteUs === undefined ? {} : { firstByteUs: firstByteUs - begunUs };
  if (exchange.isAnswered) {
    return { outcome: 'answered', status: exchange.answer.status, text: exchange.answer.body, ...ttfb };
  }
  const note = firstByteUs === undefined ? 'no byte of an answer' : `${channel.receivedBytes} bytes received`;
  if (exchange.error === 'malformed') return { outcome: 'received', note: 'no HTTP answer', ...ttfb };
  return channel.end === undefined
    ? { outcome: 'silent', note, ...ttfb }
    : { ...over(channel.end, note), ...ttfb };
}
