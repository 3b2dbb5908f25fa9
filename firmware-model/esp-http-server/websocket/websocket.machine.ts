/**
 * Life of a session's websocket, from the answered handshake on.
 *
 * `closing`: a CLOSE frame came, or the connection broke while a frame's first byte was awaited; the server then only
 * waits for the queued close of the session.
 */

import { defineLifecycle } from '../../../sim/kernel/lifecycle.js';

export type WebsocketState = 'open' | 'closing' | 'closed';
export type WebsocketEvent = 'close-received' | 'session-deleted';

export const WEBSOCKET_LIFECYCLE = defineLifecycle<WebsocketState, WebsocketEvent>('websocket', 'open', {
  open: { 'close-received': 'closing', 'session-deleted': 'closed' },
  closing: { 'session-deleted': 'closed' },
  closed: {},
});
