/**
 * Life of a client session: one accepted connection in one slot of the session table.
 *
 * `closing` means that a close has been put on the control queue; it may get lost there, and then the session just
 * lives on. A session lent to an async request is left alone by the server loop and by LRU purging. The slot keeps a
 * closed session until it is used again, and what handlers then still do with it changes nothing.
 */

import { setup } from 'xstate';

export const sessionMachine = setup({
  types: { events: {} as { type: 'served' | 'close-queued' | 'async-begin' | 'delete' | 'async-complete' } },
}).createMachine({
  id: 'session',
  initial: 'fresh',
  states: {
    fresh: {
      on: {
        served: 'used',
        'close-queued': 'closing',
        'async-begin': 'lent',
        'async-complete': {},
        delete: 'closed',
      },
    },
    used: {
      on: {
        served: {},
        'close-queued': 'closing',
        'async-begin': 'lent',
        'async-complete': {},
        delete: 'closed',
      },
    },
    closing: {
      on: {
        served: {},
        'close-queued': {},
        'async-begin': 'lent-closing',
        'async-complete': {},
        delete: 'closed',
      },
    },
    lent: {
      on: {
        served: {},
        'close-queued': 'lent-closing',
        'async-begin': {},
        'async-complete': 'used',
        delete: 'closed',
      },
    },
    'lent-closing': {
      on: {
        served: {},
        'close-queued': {},
        'async-begin': {},
        'async-complete': 'closing',
        delete: 'closed',
      },
    },
    closed: { on: { served: {}, 'close-queued': {}, 'async-begin': {}, 'async-complete': {} } },
  },
});
