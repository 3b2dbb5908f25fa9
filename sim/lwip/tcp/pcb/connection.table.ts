/** Written by `npm run machines` from connection.machine.ts, where the states are explained. */

import { defineLifecycle } from '../../../kernel/lifecycle.js';

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
    'syn-sent': { 'handshake-done': 'established', remove: 'removed' },
    'syn-rcvd': { 'handshake-done': 'established', 'fin-queued': 'fin-wait-1', remove: 'removed' },
    established: { 'fin-queued': 'fin-wait-1', 'fin-received': 'close-wait', remove: 'removed' },
    'fin-wait-1': {
      'fin-acked': 'fin-wait-2',
      'fin-received': 'closing',
      'fin-received-and-acked': 'time-wait',
      remove: 'removed',
    },
    'fin-wait-2': { 'fin-received': 'time-wait', remove: 'removed' },
    'close-wait': { 'fin-queued': 'last-ack', remove: 'removed' },
    closing: { 'fin-acked': 'time-wait', remove: 'removed' },
    'last-ack': { remove: 'removed' },
    'time-wait': { remove: 'removed' },
    removed: {},
  },
  load: () => import('./connection.machine.js').then(({ tcpMachine }) => tcpMachine),
});
