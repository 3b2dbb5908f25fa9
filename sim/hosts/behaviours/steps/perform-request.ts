/** Steps that open connections and ask for answers: `connect`, `http`, `ws_open`. */

import type { Channel } from '../channel.js';
import type { Client } from '../client.js';
import type { Exchange } from '../exchange.js';
import type { Script } from '../fiber.js';
import type { StepResult } from './judge-step.js';
import { over, type StepConnections } from './step-connections.js';
import type { ConnectStep, HttpStep, WsOpenStep } from './types.js';

/** Opens a connection; without an answer to the SYN it is still trying when the step ends. */
export function* performConnect(
  all: StepConnections,
  step: ConnectStep,
  deadlineUs: number,
): Script<StepResult> {
  return yield* opened(all, all.open(step.port, step.as), deadlineUs);
}

function* opened(all: StepConnections, channel: Channel, deadlineUs: number): Script<StepResult> {
  yield* all.client.settle(channel, deadlineUs);
  if (channel.connected) return { outcome: 'connected' };
  return channel.end === undefined ? { outcome: 'unanswered', note: 'no SYN-ACK' } : over(channel.end);
}

/**
 * Sends a request on an open connection, or on a new one, and waits for its answer.
 * A kept connection that turns out to be dead is replaced once, as HTTP clients do, unless the step names it.
 */
export function* performRequest(
  all: StepConnections,
  step: HttpStep | WsOpenStep,
  deadlineUs: number,
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
  const exchange = step.do === 'http' ? channel.request(step) : channel.upgrade(step);
  if (step.do === 'http' && !step.waits) return { outcome: 'answered' };
  const result = yield* awaitAnswer(client, channel, exchange, begunUs, deadlineUs);
  const isStale = wasUsed && channel.end !== undefined && exchange.firstByteUs === undefined;
  if (!isStale || step.on !== undefined || !isRepeatable(step) || client.kernel.nowUs >= deadlineUs)
    return result;
  return yield* performRequest(all, step, deadlineUs);
}

/** Requests that clients send again by themselves (RFC 9110 section 9.2.2). */
function isRepeatable(step: HttpStep | WsOpenStep): boolean {
  return step.do === 'ws_open' || step.method === 'GET' || step.method === 'HEAD';
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
