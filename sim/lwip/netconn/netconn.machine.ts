/**
 * Life of a netconn (`enum netconn_state`, api.h): what a blocking operation on it is waiting for.
 *
 * lwIP also passes through `write` and `close` when the operation ends at once; here only an operation that must wait
 * changes the state, since nothing can look in between.
 * `wait-…`: the operation can't end now. `done`, `close-done`: it has ended, well or not. `fail`: the connection is gone
 * under it.
 */

import { setup } from 'xstate';

export const netconnMachine = setup({
  types: {
    events: {} as {
      type:
        'listen' | 'wait-connect' | 'wait-write' | 'wait-close' | 'done' | 'close-done' | 'fail' | 'delete';
    },
  },
}).createMachine({
  id: 'netconn',
  initial: 'none',
  states: {
    none: {
      on: {
        listen: 'listen',
        'wait-connect': 'connect',
        'wait-write': 'write',
        'wait-close': 'close',
        'close-done': {},
        fail: {},
        delete: 'deleted',
      },
    },
    listen: { on: { 'close-done': {}, delete: 'deleted' } },
    connect: {
      on: { done: 'none', 'close-done': 'none', fail: 'none', 'wait-close': 'close', delete: 'deleted' },
    },
    write: { on: { done: 'none', 'close-done': {}, fail: 'none' } },
    close: { on: { 'close-done': 'none', fail: 'none' } },
    deleted: { type: 'final' },
  },
});
