/**
 * Life of a client session: one accepted connection in one slot of the session table.
 *
 * `closing` means that a close has been put on the control queue; it may get lost there, and then the session just
 * lives on. A session lent to an async request is left alone by the server loop and by LRU purging.
 */

import { defineLifecycle } from '../../../sim/kernel/lifecycle.js';

export type SessionState = 'fresh' | 'used' | 'closing' | 'lent' | 'lent-closing' | 'closed';
export type SessionEvent = 'served' | 'close-queued' | 'async-begin' | 'async-complete' | 'delete';

export const SESSION_LIFECYCLE = defineLifecycle<SessionState, SessionEvent>('session', 'fresh', {
  fresh: { served: 'used', 'close-queued': 'closing', 'async-begin': 'lent', delete: 'closed' },
  used: { 'close-queued': 'closing', 'async-begin': 'lent', delete: 'closed' },
  closing: { 'async-begin': 'lent-closing', delete: 'closed' },
  lent: { 'close-queued': 'lent-closing', 'async-complete': 'used', delete: 'closed' },
  'lent-closing': { 'async-complete': 'closing', delete: 'closed' },
  closed: {},
});
