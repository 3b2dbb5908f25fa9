/** `connect`: a new connection. */

import { clientName, flag, port } from '../../../document/fields.js';
import { given } from '../../../document/given.js';
import type { Channel } from '../../client/channel.js';
import type { Script } from '../../client/fiber.js';
import { HTTP_PORT } from '../../../wire/ports.js';
import { expectOf, outcomeOf } from '../expectation.js';
import type { StepResult } from '../judge-step.js';
import { inGroups, onTimeline } from '../step.js';
import { over, type StepConnections } from '../step-connections.js';

const toPort = () => port("The device's port. Default 80").optional();
const groupPort = () => port("The device's port. Default 80, with the group's tls 443").optional();
const fromPort = () =>
  port(
    'The port that the client comes from, of an older connection too. Default: the next of 49152 to 65535',
  ).optional();

export const connect = {
  timeline: onTimeline({
    about: 'A new connection; an older unfinished one of this client is forgotten without a packet.',
    connection: 'opens',
    keys: () => ({
      port: toPort(),
      from: fromPort(),
      no_delay: flag(
        'TCP_NODELAY: small segments do not wait for acknowledgements (stack linux). Default false',
      ).optional(),
    }),
    read: ({ port: to = HTTP_PORT, from, no_delay: isHasty = false }) => ({
      port: to,
      ...given('from', from),
      ...given('noDelay', isHasty ? true : undefined),
    }),
    perform(host, { port: to, from, noDelay }) {
      if (host.isRaw) return;
      const connection = host.connect(to, undefined, from);
      if (noDelay === true) connection.setNoDelay?.(true);
    },
  }),
  group: inGroups({
    about: "Opens one more connection and waits until it is established, with the group's tls until that is.",
    connection: 'opens',
    keys: () => ({
      port: groupPort(),
      from: fromPort(),
      as: clientName("A name for the connection, for later steps' on.").optional(),
      expect: expectOf({
        outcome: outcomeOf(['connected', 'refused', 'unanswered', 'tls-failed', 'closed', 'reset']),
      }),
    }),
    usual: 'connected',
    read: ({ port: to, from, as }) => ({ ...given('port', to), ...given('from', from), ...given('as', as) }),
    *perform(all, { port: to = all.client.usualPort, from, as }, deadlineUs) {
      if (from !== undefined && all.client.host.isInUse(from, to)) {
        return { outcome: 'silent', note: `port ${from} is in use by another connection of this client` };
      }
      return yield* opened(all, all.open(to, as, from), deadlineUs);
    },
  }),
};

/** Waits for the handshake; without an answer to the SYN the client is still trying when the step ends. */
export function* opened(all: StepConnections, channel: Channel, deadlineUs: number): Script<StepResult> {
  yield* all.client.settle(channel, deadlineUs);
  if (channel.connected) return { outcome: 'connected' };
  if (channel.end === 'tls-failed') return over(channel.end, channel.tlsFailure);
  if (channel.end !== undefined)
    return over(channel.end, channel.isTcpOpen ? 'before the TLS handshake was done' : undefined);
  return {
    outcome: channel.isTcpOpen ? 'silent' : 'unanswered',
    note: channel.isTcpOpen ? 'the TLS handshake is not done' : 'no SYN-ACK',
  };
}
