/** `abort`: the client's RST. */

import { atOnce } from '../at-once.js';
import { onTimeline } from '../step.js';

export const abort = {
  timeline: onTimeline({
    about: 'RST if established; the connection is gone.',
    connection: 'needs',
    keys: () => ({}),
    read: () => ({}),
    perform: (host) => void host.abort(),
  }),
  group: atOnce('RST; the connection is gone.', 'closed', (channel) => channel.abort()),
};
