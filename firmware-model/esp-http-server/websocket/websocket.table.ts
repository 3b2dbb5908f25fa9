/** Written by `npm run machines` from websocket.machine.ts, where the states are explained. */

import { defineLifecycle } from '../../../sim/kernel/lifecycle.js';

export type WebsocketState = 'open' | 'closing' | 'closed';

export type WebsocketEvent = 'close-received' | 'session-deleted';

export const WEBSOCKET_LIFECYCLE = defineLifecycle<WebsocketState, WebsocketEvent>({
  id: 'websocket',
  initial: 'open',
  table: {
    open: { 'close-received': 'closing', 'session-deleted': 'closed' },
    closing: { 'close-received': null, 'session-deleted': 'closed' },
    closed: { 'close-received': null },
  },
  load: () => import('./websocket.machine.js').then(({ websocketMachine }) => websocketMachine),
});
