/** `ws_close`: a CLOSE frame. */

import { WS_CLOSE, encodeWsClose } from '../../../codec/ws-frame.js';
import { int } from '../../../document/fields.js';
import { given } from '../../../document/given.js';
import { untilEnd } from '../close/close.js';
import { MAX_CLOSE_CODE, messageExpect } from '../expectation.js';
import { inGroups, on, onTimeline } from '../step.js';
import { noConnection } from '../step-connections.js';
import { awaitMessage } from '../tell.js';

export const wsClose = {
  timeline: onTimeline({
    about: 'Sends a masked CLOSE frame.',
    connection: 'needs',
    keys: () => ({
      code: int(0, MAX_CLOSE_CODE, 'The close code (2 bytes). Default: an empty frame').optional(),
    }),
    read: ({ code }) => given('code', code),
    perform: (host, { code }) => void host.send(encodeWsClose(code)),
  }),
  group: inGroups({
    about: "Sends a CLOSE frame. With expect: waits for the device's, or for the end.",
    connection: 'needs',
    keys: () => ({
      code: int(0, MAX_CLOSE_CODE, 'The close code. Default: an empty frame').optional(),
      on: on(),
      expect: messageExpect(),
    }),
    usual: 'received',
    read: ({ code }) => ({ bytes: encodeWsClose(code) }),
    *perform(all, { bytes, on: name, expect }, deadlineUs) {
      const channel = all.find(name);
      if (channel === undefined || !channel.isOpen()) return noConnection(channel);
      if (expect !== undefined) channel.ws?.messages.splice(0);
      channel.noteWsClose();
      channel.send(bytes);
      if (expect === undefined) return { outcome: 'received' };
      if (expect.outcome !== undefined && expect.outcome !== 'received') {
        return yield* untilEnd(all.client, channel, deadlineUs, 'silent');
      }
      return yield* awaitMessage(all.client, channel, { opcode: WS_CLOSE, ...expect }, deadlineUs);
    },
  }),
};
