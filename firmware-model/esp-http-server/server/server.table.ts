/** Written by `npm run machines` from server.machine.ts, where the states are explained. */

import { defineLifecycle } from '../../../sim/kernel/lifecycle.js';

export type ServerState = 'created' | 'accepting' | 'full' | 'stopping' | 'stopped' | 'deleted';

export type ServerEvent =
  'thread-started' | 'delete' | 'slots-taken' | 'slot-freed' | 'shutdown' | 'thread-ended';

export const SERVER_LIFECYCLE = defineLifecycle<ServerState, ServerEvent>({
  id: 'httpd',
  initial: 'created',
  table: {
    created: { 'thread-started': 'accepting', delete: 'deleted' },
    accepting: { 'slots-taken': 'full', 'slot-freed': null, shutdown: 'stopping' },
    full: { 'slot-freed': 'accepting', shutdown: 'stopping' },
    stopping: { 'slot-freed': null, 'thread-ended': 'stopped' },
    stopped: { delete: 'deleted' },
    deleted: {},
  },
  load: () => import('./server.machine.js').then(({ serverMachine }) => serverMachine),
});
