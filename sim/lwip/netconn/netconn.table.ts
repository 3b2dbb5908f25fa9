/** Written by `npm run machines` from netconn.machine.ts, where the states are explained. */

import { defineLifecycle } from '../../kernel/lifecycle.js';

export type NetconnState = 'none' | 'listen' | 'connect' | 'write' | 'close' | 'deleted';

export type NetconnEvent =
  'listen' | 'wait-connect' | 'wait-write' | 'wait-close' | 'close-done' | 'fail' | 'delete' | 'done';

export const NETCONN_LIFECYCLE = defineLifecycle<NetconnState, NetconnEvent>({
  id: 'netconn',
  initial: 'none',
  table: {
    none: {
      listen: 'listen',
      'wait-connect': 'connect',
      'wait-write': 'write',
      'wait-close': 'close',
      'close-done': null,
      fail: null,
      delete: 'deleted',
    },
    listen: { 'close-done': null, delete: 'deleted' },
    connect: { done: 'none', 'close-done': 'none', fail: 'none', 'wait-close': 'close', delete: 'deleted' },
    write: { done: 'none', 'close-done': null, fail: 'none' },
    close: { 'close-done': 'none', fail: 'none' },
    deleted: {},
  },
  load: () => import('./netconn.machine.js').then(({ netconnMachine }) => netconnMachine),
});
