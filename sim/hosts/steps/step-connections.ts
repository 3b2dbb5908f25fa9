/** The connections that one client's script has opened, and what their ends mean for a step. */

import type { Channel, ChannelEnd } from '../client/channel.js';
import type { Client } from '../client/client.js';
import type { StepResult } from './judge-step.js';
import type { StepOutcome } from './expectation.js';

/** How a connection's end reads as a step's outcome. */
const OUTCOME_OF_END: Readonly<Record<ChannelEnd, StepOutcome>> = {
  refused: 'refused',
  unanswered: 'unanswered',
  closed: 'closed',
  reset: 'reset',
  'timed-out': 'silent',
  left: 'closed',
  'tls-failed': 'tls-failed',
};

/** The connections of one client's script. */
export class StepConnections {
  readonly named = new Map<string, Channel>();
  newest: Channel | undefined;

  constructor(readonly client: Client) {}

  /** The connection that a step is about; undefined if there is none, or it is over. */
  find(on: string | undefined): Channel | undefined {
    return on === undefined ? this.newest : this.named.get(on);
  }

  /** Opens a connection, which is the newest from now on; `from`: the client's own port. */
  open(port: number | undefined, name?: string, from?: number): Channel {
    const channel = this.client.open(port, from);
    this.newest = channel;
    if (name !== undefined) this.named.set(name, channel);
    return channel;
  }
}

/** The result of a step whose connection has ended. */
export function over(end: ChannelEnd, note?: string): StepResult {
  const outcome = OUTCOME_OF_END[end];
  return note === undefined ? { outcome } : { outcome, note };
}

/** The result of a step that found its connection missing or over. */
export function noConnection(channel: Channel | undefined): StepResult {
  if (channel?.end === undefined) return { outcome: 'silent', note: 'no connection' };
  return over(channel.end, 'before the step');
}
