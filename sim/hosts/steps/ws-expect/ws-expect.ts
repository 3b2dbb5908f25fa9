/** `ws_expect`: waits for a websocket message. */

import { messageFields, readExpectation, within } from '../expectation.js';
import { inGroups, on } from '../step.js';
import { noConnection } from '../step-connections.js';
import { awaitMessage } from '../tell.js';

export const wsExpect = {
  group: inGroups({
    about: 'Waits for a websocket message; others before it are passed over.',
    connection: 'needs',
    keys: () => ({ on: on(), ...messageFields(), within: within() }),
    usual: 'received',
    read: (written, reader) => ({ expect: readExpectation(written, reader) }),
    *perform(all, { on: name, expect }, deadlineUs) {
      const channel = all.find(name);
      if (channel === undefined) return noConnection(channel);
      return yield* awaitMessage(all.client, channel, expect, deadlineUs);
    },
  }),
};
