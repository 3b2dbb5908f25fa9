/** `hold`: keeps a connection open and idle. */

import { duration } from '../../../document/duration.js';
import { given } from '../../../document/given.js';
import { NEVER } from '../../client/fiber.js';
import { untilEnd } from '../close/close.js';
import { expectOf, outcomeOf } from '../expectation.js';
import { inGroups, on } from '../step.js';
import { noConnection } from '../step-connections.js';

export const hold = {
  group: inGroups({
    about: 'Keeps the connection open and idle; fails if it ends before its time.',
    connection: 'needs',
    keys: () => ({
      for: duration('How long. Default: until it ends').optional(),
      on: on(),
      expect: expectOf({ outcome: outcomeOf(['held', 'closed', 'reset', 'silent']) }),
    }),
    usual: 'held',
    read: ({ for: forUs }) => given('forUs', forUs),
    *perform(all, { forUs, on: name }, deadlineUs) {
      const { client } = all;
      const channel = all.find(name);
      if (channel === undefined) return noConnection(channel);
      const untilUs = forUs === undefined ? NEVER : client.in(forUs);
      return yield* untilEnd(client, channel, Math.min(untilUs, deadlineUs), 'held');
    },
  }),
};
