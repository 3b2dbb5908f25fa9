/** `wait`: lets time pass. */

import { duration } from '../../../document/duration.js';
import { inGroups } from '../step.js';

export const wait = {
  group: inGroups({
    about: 'Waits.',
    connection: 'none',
    keys: () => ({ for: duration('How long.') }),
    usual: 'held',
    read: ({ for: forUs }) => ({ forUs }),
    *perform({ client }, { forUs }) {
      yield* client.fibers.sleep(forUs);
      return { outcome: 'held' };
    },
  }),
};
