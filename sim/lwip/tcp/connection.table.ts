/** Written by `npm run machines` from connection.machine.ts, where the states are explained. */

import { defineLifecycle } from '../../kernel/lifecycle.js';

export type TcpState =
  | 'closed'
  | 'syn-sent'
  | 'syn-rcvd'
  | 'established'
  | 'fin-wait-1'
  | 'fin-wait-2'
  | 'close-wait'
  | 'closing'
  | 'last-ack'
  | 'time-wait'
  | 'removed';

export type TcpEvent =
  | 'active-open'
  | 'passive-open'
  | 'remove'
  | 'handshake-done'
  | 'fin-queued'
  | 'fin-received'
  | 'fin-acked'
  | 'fin-received-and-acked';

export const TCP_LIFECYCLE = defineLifecycle<TcpState, TcpEvent>({
  id: 'tcp',
  initial: 'closed',
  table: {
    closed: { 'active-open': 'syn-sent', 'passive-open': 'syn-rcvd', remove: 'removed' },
    'syn-sent': { remove: 'removed', 'handshake-done': 'established' },
    'syn-rcvd': { remove: 'removed', 'handshake-done': 'established', 'fin-queued': 'fin-wait-1' },
    established: { remove: 'removed', 'fin-queued': 'fin-wait-1', 'fin-received': 'close-wait' },
    'fin-wait-1': {
      remove: 'removed',
      'fin-received': 'closing',
      'fin-acked': 'fin-wait-2',
      'fin-received-and-acked': 'time-wait',
    },
    'fin-wait-2': { remove: 'removed', 'fin-received': 'time-wait' },
    'close-wait': { remove: 'removed', 'fin-queued': 'last-ack' },
    closing: { remove: 'removed', 'fin-acked': 'time-wait' },
    'last-ack': { remove: 'removed' },
    'time-wait': { remove: 'removed' },
    removed: {},
  },
  load: () => import('./connection.machine.js').then(({ tcpMachine }) => tcpMachine),
});
