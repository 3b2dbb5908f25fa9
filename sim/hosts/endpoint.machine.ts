/**
 * Life of a client's end of a TCP connection.
 *
 * States carry RFC 9293's names. `fin-queued` means that the client has decided to close; the FIN itself leaves behind
 * the data still waiting. `dead` is the end without two FINs: refused, reset, given up, aborted, or forgotten because
 * its client connected anew. `time-wait` never ends: the endpoint goes on acknowledging.
 */

import { setup } from 'xstate';

export const endpointMachine = setup({
  types: {
    events: {} as {
      type:
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
    },
  },
}).createMachine({
  id: 'endpoint',
  initial: 'closed',
  states: {
    closed: { on: { connect: 'syn-sent', accept: 'syn-received' } },
    'syn-sent': {
      on: {
        'handshake-done': 'established',
        refused: 'dead',
        'timed-out': 'dead',
        aborted: 'dead',
        forgotten: 'dead',
      },
    },
    'syn-received': { on: { 'handshake-done': 'established', reset: 'dead' } },
    established: {
      on: {
        'fin-queued': 'fin-wait-1',
        'fin-received': 'close-wait',
        reset: 'dead',
        'timed-out': 'dead',
        aborted: 'dead',
        forgotten: 'dead',
      },
    },
    'fin-wait-1': {
      on: {
        'fin-acked': 'fin-wait-2',
        'fin-received': 'closing',
        reset: 'dead',
        'timed-out': 'dead',
        aborted: 'dead',
        forgotten: 'dead',
      },
    },
    'fin-wait-2': {
      on: {
        'fin-received': 'time-wait',
        reset: 'dead',
        'timed-out': 'dead',
        aborted: 'dead',
        forgotten: 'dead',
      },
    },
    'close-wait': {
      on: {
        'fin-queued': 'last-ack',
        reset: 'dead',
        'timed-out': 'dead',
        aborted: 'dead',
        forgotten: 'dead',
      },
    },
    closing: {
      on: {
        'fin-acked': 'time-wait',
        reset: 'dead',
        'timed-out': 'dead',
        aborted: 'dead',
        forgotten: 'dead',
      },
    },
    'last-ack': {
      on: {
        'fin-acked': 'time-wait',
        reset: 'dead',
        'timed-out': 'dead',
        aborted: 'dead',
        forgotten: 'dead',
      },
    },
    'time-wait': { type: 'final' },
    dead: { type: 'final' },
  },
});
