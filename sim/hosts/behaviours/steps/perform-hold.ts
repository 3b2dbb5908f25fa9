/** Steps that keep, end or stall a connection. */

import type { Channel } from '../channel.js';
import type { Client } from '../client.js';
import { NEVER, type Script } from '../fiber.js';
import type { StepResult } from './judge-step.js';
import { noConnection, over, type StepConnections } from './step-connections.js';
import { USUAL_OUTCOME, type HoldStep, type PlainStep, type StepOutcome } from './types.js';

/** Keeps the connection until the time is over or it ends. */
export function* performHold(all: StepConnections, step: HoldStep, deadlineUs: number): Script<StepResult> {
  const { client } = all;
  const channel = all.find(step.on);
  if (channel === undefined) return noConnection(channel);
  const untilUs = step.forUs === undefined ? NEVER : client.in(step.forUs);
  return yield* untilEnd(client, channel, Math.min(untilUs, deadlineUs), 'held');
}

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

/** Does something to a connection; only `close` waits, and only when something is expected of it. */
export function* performPlain(all: StepConnections, step: PlainStep, deadlineUs: number): Script<StepResult> {
  const { client } = all;
  if (step.do === 'vanish') {
    client.host.vanish();
    return { outcome: 'held' };
  }
  const channel = all.find(step.on);
  if (channel === undefined) return noConnection(channel);
  const outcome = USUAL_OUTCOME[step.do];
  switch (step.do) {
    case 'close':
      channel.shutdown();
      if (step.expect !== undefined) return yield* untilEnd(client, channel, deadlineUs, 'silent');
      return { outcome };
    case 'abort':
      channel.abort();
      return { outcome };
    case 'pause':
      channel.connection.pause();
      return { outcome };
    case 'resume':
      channel.connection.resume();
      return { outcome };
  }
}
