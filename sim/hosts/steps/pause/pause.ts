/** `pause`: the client stops reading. */

import { atOnce } from '../at-once.js';
import { onTimeline } from '../step.js';

export const pause = {
  timeline: onTimeline({
    about: 'Stops reading; the window shrinks as unread bytes fill 65,535.',
    connection: 'needs',
    keys: () => ({}),
    read: () => ({}),
    perform: (host) => host.pause(),
  }),
  group: atOnce('Stops reading.', 'held', (channel) => channel.connection.pause()),
};
