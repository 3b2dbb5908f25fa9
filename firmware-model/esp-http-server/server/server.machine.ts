/**
 * Life of an HTTP server instance and of its select loop.
 *
 * `full` is the state with every session slot taken: without LRU purge the listening socket then stays out of
 * select(), and new connections wait in the backlog.
 */

import { setup } from 'xstate';

export const serverMachine = setup({
  types: {
    events: {} as {
      type: 'thread-started' | 'delete' | 'slots-taken' | 'shutdown' | 'slot-freed' | 'thread-ended';
    },
  },
}).createMachine({
  id: 'httpd',
  initial: 'created',
  states: {
    created: { on: { 'thread-started': 'accepting', delete: 'deleted' } },
    accepting: { on: { 'slots-taken': 'full', 'slot-freed': {}, shutdown: 'stopping' } },
    full: { on: { 'slot-freed': 'accepting', shutdown: 'stopping' } },
    stopping: { on: { 'slot-freed': {}, 'thread-ended': 'stopped' } },
    stopped: { on: { delete: 'deleted' } },
    deleted: { type: 'final' },
  },
});
