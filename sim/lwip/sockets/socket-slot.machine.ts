/**
 * Life of a slot of the socket table (`struct lwip_sock`, sockets_priv.h).
 *
 * `closing` begins with `close()` and lasts while the close blocks, or while another task still uses the slot
 * (LWIP_NETCONN_FULLDUPLEX: `fd_free_pending`). Two tasks may close one socket, and the close of each may fail.
 * `release` from `open`: accept() found that the peer has already gone. `close-failed`: close() returned -1.
 */

import { setup } from 'xstate';

export const socketSlotMachine = setup({
  types: { events: {} as { type: 'allocate' | 'close' | 'release' | 'close-failed' } },
}).createMachine({
  id: 'socket',
  initial: 'free',
  states: {
    free: { on: { allocate: 'open' } },
    open: { on: { close: 'closing', 'close-failed': {}, release: 'free' } },
    closing: { on: { close: {}, 'close-failed': 'open', release: 'free' } },
  },
});
