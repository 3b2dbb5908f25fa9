/**
 * Life of a TCP connection's pcb (RFC 9293 section 3.3.2), as lwIP walks through it.
 *
 * Events are what happens to the connection, not the segments that carry it. `remove` is lwIP's freeing of the pcb
 * from any state: RST, timeout, abort, recycling.
 */

import { setup } from 'xstate';

export const tcpMachine = setup({
  types: {
    events: {} as {
      type:
        | 'active-open'
        | 'passive-open'
        | 'remove'
        | 'handshake-done'
        | 'fin-queued'
        | 'fin-received'
        | 'fin-acked'
        | 'fin-received-and-acked';
    },
  },
}).createMachine({
  id: 'tcp',
  initial: 'closed',
  states: {
    closed: { on: { 'active-open': 'syn-sent', 'passive-open': 'syn-rcvd', remove: 'removed' } },
    'syn-sent': { on: { 'handshake-done': 'established', remove: 'removed' } },
    'syn-rcvd': { on: { 'handshake-done': 'established', 'fin-queued': 'fin-wait-1', remove: 'removed' } },
    established: { on: { 'fin-queued': 'fin-wait-1', 'fin-received': 'close-wait', remove: 'removed' } },
    'fin-wait-1': {
      on: {
        'fin-acked': 'fin-wait-2',
        'fin-received': 'closing',
        'fin-received-and-acked': 'time-wait',
        remove: 'removed',
      },
    },
    'fin-wait-2': { on: { 'fin-received': 'time-wait', remove: 'removed' } },
    'close-wait': { on: { 'fin-queued': 'last-ack', remove: 'removed' } },
    closing: { on: { 'fin-acked': 'time-wait', remove: 'removed' } },
    'last-ack': { on: { remove: 'removed' } },
    'time-wait': { on: { remove: 'removed' } },
    removed: { type: 'final' },
  },
});
