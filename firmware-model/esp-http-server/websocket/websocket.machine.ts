/**
 * Life of a session's websocket, from the answered handshake on.
 *
 * `closing`: a CLOSE frame came, or the connection broke while a frame's first byte was awaited; the server then only
 * waits for the queued close of the session.
 */

import { setup } from 'xstate';

export const websocketMachine = setup({
  types: { events: {} as { type: 'close-received' | 'session-deleted' } },
}).createMachine({
  id: 'websocket',
  initial: 'open',
  states: {
    open: { on: { 'close-received': 'closing', 'session-deleted': 'closed' } },
    closing: { on: { 'close-received': {}, 'session-deleted': 'closed' } },
    closed: { on: { 'close-received': {} } },
  },
});
