/** `close`: the client's FIN. */

import type { Channel } from '../../client/channel.js';
import type { Client } from '../../client/client.js';
import type { Script } from '../../client/fiber.js';
import { expectOf, outcomeOf, type StepOutcome } from '../expectation.js';
import type { StepResult } from '../judge-step.js';
import { inGroups, on, onTimeline } from '../step.js';
import { noConnection, over } from '../step-connections.js';

export const close = {
  timeline: onTimeline({
    about: 'FIN after all queued data; the client still receives.',
    connection: 'needs',
    keys: () => ({}),
    read: () => ({}),
    perform: (host) => void host.close(),
  }),
  group: inGroups({
    about: 'FIN after all queued data. With expect: waits for the end of the connection.',
    connection: 'needs',
    keys: () => ({ on: on(), expect: expectOf({ outcome: outcomeOf(['closed', 'reset', 'silent']) }) }),
    usual: 'closed',
    read: () => ({}),
    *perform(all, { on: name, expect }, deadlineUs) {
      const channel = all.find(name);
      if (channel === undefined) return noConnection(channel);
      channel.shutdown();
      if (expect === undefined) return { outcome: 'closed' };
      return yield* untilEnd(all.client, channel, deadlineUs, 'silent');
    },
  }),
};

/** Waits for the connection's end; `otherwise` is what it comes to without one. */
export function* untilEnd(
  client: Client,
  channel: Channel,
  untilUs: number,
  otherwise: StepOutcome,
): Script<StepResult> {
  yield* client.ended(channel, untilUs);
  return channel.end === undefined ? { outcome: otherwise } : over(channel.end);
}
