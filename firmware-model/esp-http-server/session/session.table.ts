/** Written by `npm run machines` from session.machine.ts, where the states are explained. */

import { defineLifecycle } from '../../../sim/kernel/lifecycle.js';

export type SessionState = 'fresh' | 'used' | 'closing' | 'lent' | 'lent-closing' | 'closed';

export type SessionEvent = 'served' | 'close-queued' | 'async-begin' | 'async-complete' | 'delete';

export const SESSION_LIFECYCLE = defineLifecycle<SessionState, SessionEvent>({
  id: 'session',
  initial: 'fresh',
  table: {
    fresh: {
      served: 'used',
      'close-queued': 'closing',
      'async-begin': 'lent',
      'async-complete': null,
      delete: 'closed',
    },
    used: {
      served: null,
      'close-queued': 'closing',
      'async-begin': 'lent',
      'async-complete': null,
      delete: 'closed',
    },
    closing: {
      served: null,
      'close-queued': null,
      'async-begin': 'lent-closing',
      'async-complete': null,
      delete: 'closed',
    },
    lent: {
      served: null,
      'close-queued': 'lent-closing',
      'async-begin': null,
      'async-complete': 'used',
      delete: 'closed',
    },
    'lent-closing': {
      served: null,
      'close-queued': null,
      'async-begin': null,
      'async-complete': 'closing',
      delete: 'closed',
    },
    closed: { served: null, 'close-queued': null, 'async-begin': null, 'async-complete': null },
  },
  load: () => import('./session.machine.js').then(({ sessionMachine }) => sessionMachine),
});
