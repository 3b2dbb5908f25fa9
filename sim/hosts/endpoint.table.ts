/** Written by `npm run machines` from endpoint.machine.ts, where the states are explained. */

import { defineLifecycle } from '../kernel/lifecycle.js';

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

export type EndpointEvent =
  | 'connect'
  | 'accept'
  | 'handshake-done'
  | 'refused'
  | 'timed-out'
  | 'aborted'
  | 'forgotten'
  | 'reset'
  | 'fin-queued'
  | 'fin-received'
  | 'fin-acked';

export const ENDPOINT_LIFECYCLE = defineLifecycle<EndpointState, EndpointEvent>({
  id: 'endpoint',
  initial: 'closed',
  table: {
    closed: { connect: 'syn-sent', accept: 'syn-received' },
    'syn-sent': {
      'handshake-done': 'established',
      refused: 'dead',
      'timed-out': 'dead',
      aborted: 'dead',
      forgotten: 'dead',
    },
    'syn-received': { 'handshake-done': 'established', reset: 'dead' },
    established: {
      'timed-out': 'dead',
      aborted: 'dead',
      forgotten: 'dead',
      reset: 'dead',
      'fin-queued': 'fin-wait-1',
      'fin-received': 'close-wait',
    },
    'fin-wait-1': {
      'timed-out': 'dead',
      aborted: 'dead',
      forgotten: 'dead',
      reset: 'dead',
      'fin-received': 'closing',
      'fin-acked': 'fin-wait-2',
    },
    'fin-wait-2': {
      'timed-out': 'dead',
      aborted: 'dead',
      forgotten: 'dead',
      reset: 'dead',
      'fin-received': 'time-wait',
    },
    'close-wait': {
      'timed-out': 'dead',
      aborted: 'dead',
      forgotten: 'dead',
      reset: 'dead',
      'fin-queued': 'last-ack',
    },
    closing: {
      'timed-out': 'dead',
      aborted: 'dead',
      forgotten: 'dead',
      reset: 'dead',
      'fin-acked': 'time-wait',
    },
    'last-ack': {
      'timed-out': 'dead',
      aborted: 'dead',
      forgotten: 'dead',
      reset: 'dead',
      'fin-acked': 'time-wait',
    },
    'time-wait': {},
    dead: {},
  },
  load: () => import('./endpoint.machine.js').then(({ endpointMachine }) => endpointMachine),
});
