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
      'fin-queued': 'fin-wait-1',
      'fin-received': 'close-wait',
      reset: 'dead',
      'timed-out': 'dead',
      aborted: 'dead',
      forgotten: 'dead',
    },
    'fin-wait-1': {
      'fin-acked': 'fin-wait-2',
      'fin-received': 'closing',
      reset: 'dead',
      'timed-out': 'dead',
      aborted: 'dead',
      forgotten: 'dead',
    },
    'fin-wait-2': {
      'fin-received': 'time-wait',
      reset: 'dead',
      'timed-out': 'dead',
      aborted: 'dead',
      forgotten: 'dead',
    },
    'close-wait': {
      'fin-queued': 'last-ack',
      reset: 'dead',
      'timed-out': 'dead',
      aborted: 'dead',
      forgotten: 'dead',
    },
    closing: {
      'fin-acked': 'time-wait',
      reset: 'dead',
      'timed-out': 'dead',
      aborted: 'dead',
      forgotten: 'dead',
    },
    'last-ack': {
      'fin-acked': 'time-wait',
      reset: 'dead',
      'timed-out': 'dead',
      aborted: 'dead',
      forgotten: 'dead',
    },
    'time-wait': {},
    dead: {},
  },
  load: () => import('./endpoint.machine.js').then(({ endpointMachine }) => endpointMachine),
});
