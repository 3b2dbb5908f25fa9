/** Life of a listening socket's pcb: it takes SYNs, or its backlog is full and they are dropped, or it is closed. */

import { defineLifecycle } from '../../kernel/lifecycle.js';

export type ListenerState = 'listening' | 'backlog-full' | 'closed';
export type ListenerEvent = 'fill' | 'drain' | 'close';

export const LISTENER_LIFECYCLE = defineLifecycle<ListenerState, ListenerEvent>('listener', 'listening', {
  listening: { fill: 'backlog-full', close: 'closed' },
  'backlog-full': { drain: 'listening', close: 'closed' },
  closed: {},
});
