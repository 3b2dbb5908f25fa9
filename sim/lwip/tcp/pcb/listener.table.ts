/** Written by `npm run machines` from listener.machine.ts, where the states are explained. */

import { defineLifecycle } from '../../../kernel/lifecycle.js';

export type ListenerState = 'listening' | 'refusing' | 'closed';

export type ListenerEvent = 'refuse' | 'drain' | 'close';

export const LISTENER_LIFECYCLE = defineLifecycle<ListenerState, ListenerEvent>({
  id: 'listener',
  initial: 'listening',
  table: {
    listening: { refuse: 'refusing', drain: null, close: 'closed' },
    refusing: { refuse: null, drain: 'listening', close: 'closed' },
    closed: {},
  },
  load: () => import('./listener.machine.js').then(({ listenerMachine }) => listenerMachine),
});
