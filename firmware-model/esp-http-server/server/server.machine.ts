/**
 * Life of an HTTP server instance and of its select loop.
 *
 * `full` is the state with every session slot taken: without LRU purge the listening socket then stays out of
 * select(), and new connections wait in the backlog.
 */

import { defineLifecycle } from '../../../sim/kernel/lifecycle.js';

export type ServerState = 'created' | 'accepting' | 'full' | 'stopping' | 'stopped' | 'deleted';
export type ServerEvent =
  'thread-started' | 'slots-taken' | 'slot-freed' | 'shutdown' | 'thread-ended' | 'delete';

export const SERVER_LIFECYCLE = defineLifecycle<ServerState, ServerEvent>('httpd', 'created', {
  created: { 'thread-started': 'accepting', delete: 'deleted' },
  accepting: { 'slots-taken': 'full', shutdown: 'stopping' },
  full: { 'slot-freed': 'accepting', shutdown: 'stopping' },
  stopping: { 'thread-ended': 'stopped' },
  stopped: { delete: 'deleted' },
  deleted: {},
});
