/**
 * Life of a netconn (`enum netconn_state`, api.h): what a blocking operation on it is waiting for.
 *
 * lwIP also passes through `write` and `close` when the operation ends at once; here only an operation that must wait
 * changes the state, since nothing can look in between.
 */

import { defineLifecycle } from '../../kernel/lifecycle.js';

export type NetconnState = 'none' | 'listen' | 'connect' | 'write' | 'close' | 'deleted';

/**
 * `wait-…`: the operation can't end now. `done`: it has ended, well or not. `fail`: the connection is gone under it.
 */
export type NetconnLifecycleEvent =
  'listen' | 'wait-connect' | 'wait-write' | 'wait-close' | 'done' | 'fail' | 'delete';

export const NETCONN_LIFECYCLE = defineLifecycle<NetconnState, NetconnLifecycleEvent>('netconn', 'none', {
  none: {
    listen: 'listen',
    'wait-connect': 'connect',
    'wait-write': 'write',
    'wait-close': 'close',
    delete: 'deleted',
  },
  listen: { delete: 'deleted' },
  connect: { done: 'none', fail: 'none', 'wait-close': 'close', delete: 'deleted' },
  write: { done: 'none', fail: 'none' },
  close: { done: 'none', fail: 'none' },
  deleted: {},
});
