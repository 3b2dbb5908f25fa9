/** Steps of groups that do something to a connection and are over. */

import type { Channel } from '../client/channel.js';
import type { StepOutcome } from './expectation.js';
import { inGroups, on } from './step.js';
import { noConnection } from './step-connections.js';

/** Such a step. */
export function atOnce(about: string, usual: StepOutcome, act: (channel: Channel) => void) {
  return inGroups({
    about,
    connection: 'needs',
    keys: () => ({ on: on() }),
    usual,
    read: () => ({}),
    *perform(all, { on: name }) {
      const channel = all.find(name);
      if (channel === undefined) return noConnection(channel);
      act(channel);
      return { outcome: usual };
    },
  });
}
