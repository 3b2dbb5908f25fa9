/**
 * Life of a slot of the socket table (`struct lwip_sock`, sockets_priv.h).
 *
 * `closing` begins with `close()` and lasts while the close blocks, or while another task still uses the slot
 * (LWIP_NETCONN_FULLDUPLEX: `fd_free_pending`).
 */

import { defineLifecycle } from '../../kernel/lifecycle.js';

export type SocketSlotState = 'free' | 'open' | 'closing';

/** `release` from `open`: accept() found that the peer has already gone. `close-failed`: close() returned -1. */
export type SocketSlotEvent = 'allocate' | 'close' | 'close-failed' | 'release';

export const SOCKET_SLOT_LIFECYCLE = defineLifecycle<SocketSlotState, SocketSlotEvent>('socket', 'free', {
  free: { allocate: 'open' },
  open: { close: 'closing', release: 'free' },
  closing: { 'close-failed': 'open', release: 'free' },
});
