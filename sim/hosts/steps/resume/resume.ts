/** `resume`: the client reads on. */

import { atOnce } from '../at-once.js';
import { onTimeline } from '../step.js';

export const resume = {
  timeline: onTimeline({
    about: 'Reads on.',
    connection: 'needs',
    keys: () => ({}),
    read: () => ({}),
    perform: (host) => host.resume(),
  }),
  group: atOnce('Reads on.', 'held', (channel) => channel.connection.resume()),
};
