/** Written by `npm run machines` from socket-slot.machine.ts, where the states are explained. */

import { defineLifecycle } from '../../kernel/lifecycle.js';

export type SocketSlotState = 'free' | 'open' | 'closing';

export type SocketSlotEvent = 'allocate' | 'close' | 'close-failed' | 'release';

export const SOCKET_SLOT_LIFECYCLE = defineLifecycle<SocketSlotState, SocketSlotEvent>({
  id: 'socket',
  initial: 'free',
  table: {
    free: { allocate: 'open' },
    open: { close: 'closing', 'close-failed': null, release: 'free' },
    closing: { close: null, 'close-failed': 'open', release: 'free' },
  },
  load: () => import('./socket-slot.machine.js').then(({ socketSlotMachine }) => socketSlotMachine),
});
