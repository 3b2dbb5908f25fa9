/**
 * Life of a TLS session at one end, the same for both sides: the handshake by flight, data, close_notify, the end.
 *
 * `server-hello`: the ClientHello is through, the server's flight is due. `client-finish`: the server's flight is through,
 * the client's last one is due (a resumed session has the server finish first). Records, keys and bytes are plain code
 * beside it. A session that has failed or is closed stays so, whatever else is tried.
 */

import { setup } from 'xstate';

export const tlsMachine = setup({
  types: {
    events: {} as {
      type:
        | 'hello-done'
        | 'server-flight-done'
        | 'client-flight-done'
        | 'handshake-done'
        | 'close-notify'
        | 'fail'
        | 'end';
    },
  },
}).createMachine({
  id: 'tls',
  initial: 'client-hello',
  states: {
    'client-hello': {
      on: { 'hello-done': 'server-hello', 'close-notify': {}, fail: 'failed', end: 'closed' },
    },
    'server-hello': {
      on: {
        'server-flight-done': 'client-finish',
        'client-flight-done': 'server-finish',
        'handshake-done': 'established',
        'close-notify': {},
        fail: 'failed',
        end: 'closed',
      },
    },
    'client-finish': {
      on: {
        'client-flight-done': 'server-finish',
        'handshake-done': 'established',
        'close-notify': {},
        fail: 'failed',
        end: 'closed',
      },
    },
    'server-finish': {
      on: { 'handshake-done': 'established', 'close-notify': {}, fail: 'failed', end: 'closed' },
    },
    established: { on: { 'close-notify': 'closing', fail: 'failed', end: 'closed' } },
    closing: { on: { 'close-notify': {}, fail: 'failed', end: 'closed' } },
    closed: { on: { 'close-notify': {}, fail: {}, end: {} } },
    failed: { on: { 'close-notify': {}, fail: {}, end: {} } },
  },
});
