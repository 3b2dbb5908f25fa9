/** `vanish`: the client is gone without a packet. */

import { inGroups, onTimeline } from '../step.js';

const about = 'Answers nothing and sends nothing from now on; a later connect ends that.';

export const vanish = {
  timeline: onTimeline({
    about,
    connection: 'none',
    keys: () => ({}),
    read: () => ({}),
    perform: (host) => host.vanish(),
  }),
  group: inGroups({
    about,
    connection: 'none',
    keys: () => ({}),
    usual: 'held',
    read: () => ({}),
    *perform({ client }) {
      client.host.vanish();
      return { outcome: 'held' };
    },
  }),
};
