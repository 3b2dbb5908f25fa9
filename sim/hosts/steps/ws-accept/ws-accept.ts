/** `ws_accept`: the answer to an upgrade request of the device. */

import { flag } from '../../../document/fields.js';
import { given } from '../../../document/given.js';
import { subprotocol } from '../../../document/http-fields.js';
import { onTimeline } from '../step.js';

export const wsAccept = {
  timeline: onTimeline({
    about: "Answers the upgrade request of the device's websocket client.",
    connection: 'needs',
    keys: () => ({
      subprotocol: subprotocol('Sec-WebSocket-Protocol in the answer. Default: no such header'),
      bad: flag(
        "A wrong Sec-WebSocket-Accept: bit 0 of the key's first character flipped. Default false",
      ).optional(),
    }),
    read: ({ subprotocol: protocol, bad = false }) => ({ ...given('subprotocol', protocol), bad }),
    perform: (host, step) => void host.wsAccept(step),
  }),
};
