/** Steps that send ready-made bytes or wait for websocket messages. */

import { WS_CLOSE } from '../../../codec/ws-frame.js';
import type { Channel } from '../channel.js';
import type { Client } from '../client.js';
import type { Script } from '../fiber.js';
import { matches, type StepResult } from './judge-step.js';
import { untilEnd } from './perform-hold.js';
import { awaitAnswer } from './perform-request.js';
import { noConnection, over, type StepConnections } from './step-connections.js';
import type { SendStep, StepExpectation } from './types.js';

/** Sends bytes; waits for what the step expects, if it expects anything. */
export function* performSend(all: StepConnections, step: SendStep, deadlineUs: number): Script<StepResult> {
  const { client } = all;
  const channel = all.find(step.on);
  if (channel === undefined || !channel.isOpen()) return noConnection(channel);
  const { expect } = step;
  const begunUs = client.kernel.nowUs;
  if (expect !== undefined) channel.ws?.messages.splice(0);
  if (step.do === 'ws_close') channel.noteWsClose();
  const exchange =
    step.do === 'send' && expect !== undefined ? channel.expectAnswer('GET', '(sent raw)') : undefined;
  yield* sendPieces(client, channel, step, deadlineUs);
  if (exchange !== undefined) return yield* awaitAnswer(client, channel, exchange, begunUs, deadlineUs);
  if (expect === undefined) return { outcome: step.do === 'send' ? 'answered' : 'received' };
  if (step.do === 'ws_close' && expect.outcome !== undefined && expect.outcome !== 'received') {
    return yield* untilEnd(client, channel, deadlineUs, 'silent');
  }
  const wanted = step.do === 'ws_close' ? { opcode: WS_CLOSE, ...expect } : expect;
  return yield* message(client, channel, wanted, deadlineUs);
}

function* sendPieces(
  client: Client,
  channel: Channel,
  { bytes, drip }: SendStep,
  deadlineUs: number,
): Script<void> {
  if (drip === undefined) {
    channel.send(bytes);
    return;
  }
  const { fibers } = client;
  for (let at = 0; at < bytes.length; at += drip.bytes) {
    if (at > 0) {
      const nextUs = Math.min(client.in(drip.everyUs), deadlineUs);
      const ended = yield* fibers.until(channel.changed, () => !channel.isOpen(), nextUs);
      if (ended || client.kernel.nowUs >= deadlineUs) return;
    }
    channel.send(bytes.subarray(at, at + drip.bytes));
  }
}

/** Waits for a websocket message; those before it that are not the one expected are passed over. */
export function* performWsExpect(
  all: StepConnections,
  on: string | undefined,
  expect: StepExpectation,
  deadlineUs: number,
): Script<StepResult> {
  const channel = all.find(on);
  if (channel === undefined) return noConnection(channel);
  return yield* message(all.client, channel, expect, deadlineUs);
}

function* message(
  client: Client,
  channel: Channel,
  { text, opcode, code }: StepExpectation,
  deadlineUs: number,
): Script<StepResult> {
  let passed = 0;
  let last: string | undefined;
  for (;;) {
    for (let next = channel.ws?.messages.shift(); next !== undefined; next = channel.ws?.messages.shift()) {
      const isIt =
        (text === undefined || matches(text, next.text)) &&
        (opcode === undefined || next.opcode === opcode) &&
        (code === undefined || next.code === code);
      if (isIt) return { outcome: 'received', ...next };
      passed++;
      last = next.text;
    }
    const note = last === undefined ? 'no message' : `${passed} others, the last ${JSON.stringify(last)}`;
    if (channel.end !== undefined) return over(channel.end, note);
    if (!(yield* client.fibers.wait(channel.changed, deadlineUs))) return { outcome: 'silent', note };
  }
}
