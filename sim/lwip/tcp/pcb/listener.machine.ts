/**
 * Life of a listening socket's pcb: it takes SYNs, or it has turned one away because its backlog was full, or it is
 * closed.
 */

import { setup } from 'xstate';

export const listenerMachine = setup({
  types: { events: {} as { type: 'refuse' | 'drain' | 'close' } },
}).createMachine({
  id: 'listener',
  initial: 'listening',
  states: {
    listening: { on: { refuse: 'refusing', drain: {}, close: 'closed' } },
    refusing: { on: { refuse: {}, drain: 'listening', close: 'closed' } },
    closed: { type: 'final' },
  },
});
