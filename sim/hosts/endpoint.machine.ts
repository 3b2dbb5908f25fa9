/**
 * Life of a client's end of a TCP connection.
 *
 * States carry RFC 9293's names. `fin-queued` means that the client has decided to close; the FIN itself leaves behind
 * the data still waiting. `dead` is the end without two FINs: refused, reset, given up, aborted, or forgotten because
 * its client connected anew. `time-wait` never ends: the endpoint goes on acknowledging.
 */

import { defineLifecycle } from '../kernel/lifecycle.js';

/** Where an endpoint stands. */
export type EndpointState =
  | 'closed'
  | 'syn-sent'
  | 'syn-received'
  | 'established'
  | 'fin-wait-1'
  | 'fin-wait-2'
  | 'close-wait'
  | 'closing'
  | 'last-ack'
  | 'time-wait'
  | 'dead';

/** What happens to an endpoint. */
export type EndpointEvent =
  | 'connect'
  | 'accept'
  | 'handshake-done'
  | 'fin-queued'
  | 'fin-acked'
  | 'fin-received'
  | 'refused'
  | 'reset'
  | 'timed-out'
  | 'aborted'
  | 'forgotten';

/** Ends that can come once the connection is established, whatever FINs have passed. */
const ENDS = { reset: 'dead', 'timed-out': 'dead', aborted: 'dead', forgotten: 'dead' } as const;

/** The machine, shared by all client stacks. */
export const ENDPOINT_LIFECYCLE = defineLifecycle<EndpointState, EndpointEvent>('endpoint', 'closed', {
  closed: { connect: 'syn-sent', accept: 'syn-received' },
  'syn-sent': {
    'handshake-done': 'established',
    refused: 'dead',
    'timed-out': 'dead',
    aborted: 'dead',
    forgotten: 'dead',
  },
  'syn-received': { 'handshake-done': 'established', reset: 'dead' },
  established: { 'fin-queued': 'fin-wait-1', 'fin-received': 'close-wait', ...ENDS },
  'fin-wait-1': { 'fin-acked': 'fin-wait-2', 'fin-received': 'closing', ...ENDS },
  'fin-wait-2': { 'fin-received': 'time-wait', ...ENDS },
  'close-wait': { 'fin-queued': 'last-ack', ...ENDS },
  closing: { 'fin-acked': 'time-wait', ...ENDS },
  'last-ack': { 'fin-acked': 'time-wait', ...ENDS },
  'time-wait': {},
  dead: {},
});

/** Handshake done and not both FINs through: segments carry data and are acknowledged. */
export const IS_TRANSFERRING: Readonly<Record<EndpointState, boolean>> = {
  closed: false,
  'syn-sent': false,
  'syn-received': false,
  established: true,
  'fin-wait-1': true,
  'fin-wait-2': true,
  'close-wait': true,
  closing: true,
  'last-ack': true,
  'time-wait': false,
  dead: false,
};
