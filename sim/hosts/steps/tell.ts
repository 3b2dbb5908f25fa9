/** What the steps that send ready-made bytes have in common: sending, and the wait for the message that answers. */

import { encodeWsFrame } from '../../codec/ws-frame.js';
import { flag } from '../../document/fields.js';
import { given } from '../../document/given.js';
import { payloadFields } from '../../document/payload/schema.js';
import { isFound } from '../../document/pattern.js';
import type { Channel } from '../client/channel.js';
import type { Client } from '../client/client.js';
import type { Script } from '../client/fiber.js';
import { messageExpect, type StepExpectation } from './expectation.js';
import type { StepResult } from './judge-step.js';
import { inGroups, on, onTimeline, type GroupStepBase } from './step.js';
import { noConnection, over, type StepConnections } from './step-connections.js';

/** Whether a message is a question: what comes of it is told as that of a request is. */
export const expectsAnswer = () =>
  flag(
    'Its client counts on a message in return (an echo, say): one that does not come leaves it waiting. Default: in groups, whether there is an expect; else false',
  ).optional();

/** A step that sends one final masked frame of an opcode. */
export function frameStep(opcode: number, about: string) {
  return {
    timeline: onTimeline({
      about,
      connection: 'needs',
      keys: () => ({ ...payloadFields(), expects_answer: expectsAnswer() }),
      read: (written, reader) => ({
        payload: reader.payload(written),
        expects: written.expects_answer ?? false,
      }),
      perform: (host, { payload, expects }) =>
        void host.send(encodeWsFrame({ opcode, payload }), host.connection, expects),
    }),
    group: inGroups({
      about: `${about} With expect: waits for a message.`,
      connection: 'needs',
      keys: () => ({
        ...payloadFields(),
        expects_answer: expectsAnswer(),
        on: on(),
        expect: messageExpect(),
      }),
      usual: 'received',
      read: (written, reader) => ({
        bytes: encodeWsFrame({ opcode, payload: reader.payload(written) }),
        ...given('expects', written.expects_answer),
      }),
      perform: performFrame,
    }),
  };
}

/** Whether a step counts on an answer: as it says, else if it waits for one. */
export function isQuestion(expects: boolean | undefined, expect: StepExpectation | undefined): boolean {
  return expects ?? (expect !== undefined && (expect.outcome ?? 'received') === 'received');
}

/** Sends a frame; waits for a message if the step expects one. */
export function* performFrame(
  all: StepConnections,
  {
    bytes,
    expects,
    on: name,
    expect,
  }: GroupStepBase & { readonly bytes: Uint8Array; readonly expects?: boolean },
  deadlineUs: number,
): Script<StepResult> {
  const channel = all.find(name);
  if (channel === undefined || !channel.isOpen()) return noConnection(channel);
  if (expect !== undefined) channel.ws?.messages.splice(0);
  channel.send(bytes, isQuestion(expects, expect));
  if (expect === undefined) return { outcome: 'received' };
  return yield* awaitMessage(all.client, channel, expect, deadlineUs);
}

/** Waits for a websocket message; those before it that are not the one expected are passed over. */
export function* awaitMessage(
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
        (text === undefined || isFound(text, next.text)) &&
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
