/** `send`: bytes as they are, at once or in pieces. */

import { duration } from '../../../document/duration.js';
import { int } from '../../../document/fields.js';
import { given } from '../../../document/given.js';
import { payloadFields } from '../../../document/payload/schema.js';
import type { Channel } from '../../client/channel.js';
import type { Client } from '../../client/client.js';
import type { Script } from '../../client/fiber.js';
import { awaitAnswer } from '../ask.js';
import { answerExpect } from '../expectation.js';
import { inGroups, on, onTimeline } from '../step.js';
import { noConnection } from '../step-connections.js';

const MOST_BYTES_A_PIECE = 65_535;
const NOTHING = 'the step send needs something to send';

export const send = {
  timeline: onTimeline({
    about: 'Sends bytes.',
    connection: 'needs',
    keys: payloadFields,
    read: (written, reader) => ({ payload: reader.payload(written, NOTHING) }),
    perform: (host, { payload }) => void host.send(payload),
  }),
  group: inGroups({
    about: 'Sends bytes, all at once or in pieces. With expect: waits for an HTTP answer.',
    connection: 'needs',
    keys: () => ({
      ...payloadFields(),
      piece: int(1, MOST_BYTES_A_PIECE, 'Bytes of a piece. Default: all').optional(),
      every: duration('Time between two pieces. Default 0s').optional(),
      on: on(),
      expect: answerExpect(),
    }),
    usual: 'answered',
    read: ({ piece, every: everyUs = 0, ...written }, reader) => ({
      bytes: reader.payload(written, NOTHING),
      ...given('drip', piece === undefined ? undefined : { bytes: piece, everyUs }),
    }),
    *perform(all, { bytes, drip, on: name, expect }, deadlineUs) {
      const { client } = all;
      const channel = all.find(name);
      if (channel === undefined || !channel.isOpen()) return noConnection(channel);
      const begunUs = client.kernel.nowUs;
      if (expect !== undefined) channel.ws?.messages.splice(0);
      const exchange = expect === undefined ? undefined : channel.expectAnswer('GET', '(sent raw)');
      if (drip === undefined) channel.send(bytes);
      else yield* sendPieces(client, channel, bytes, drip, deadlineUs);
      if (exchange === undefined) return { outcome: 'answered' };
      return yield* awaitAnswer(client, channel, exchange, begunUs, deadlineUs);
    },
  }),
};

function* sendPieces(
  client: Client,
  channel: Channel,
  bytes: Uint8Array,
  drip: { readonly bytes: number; readonly everyUs: number },
  deadlineUs: number,
): Script<void> {
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
