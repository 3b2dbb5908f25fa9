/** Written by `npm run machines` from session.machine.ts, where the states are explained. */

import { defineLifecycle } from '../kernel/lifecycle.js';

export type TlsState =
  | 'client-hello'
  | 'server-hello'
  | 'client-finish'
  | 'server-finish'
  | 'established'
  | 'closing'
  | 'closed'
  | 'failed';

export type TlsEvent =
  | 'hello-done'
  | 'close-notify'
  | 'fail'
  | 'end'
  | 'server-flight-done'
  | 'client-flight-done'
  | 'handshake-done';

export const TLS_LIFECYCLE = defineLifecycle<TlsState, TlsEvent>({
  id: 'tls',
  initial: 'client-hello',
  table: {
    'client-hello': { 'hello-done': 'server-hello', 'close-notify': null, fail: 'failed', end: 'closed' },
    'server-hello': {
      'server-flight-done': 'client-finish',
      'client-flight-done': 'server-finish',
      'handshake-done': 'established',
      'close-notify': null,
      fail: 'failed',
      end: 'closed',
    },
    'client-finish': {
      'client-flight-done': 'server-finish',
      'handshake-done': 'established',
      'close-notify': null,
      fail: 'failed',
      end: 'closed',
    },
    'server-finish': { 'handshake-done': 'established', 'close-notify': null, fail: 'failed', end: 'closed' },
    established: { 'close-notify': 'closing', fail: 'failed', end: 'closed' },
    closing: { 'close-notify': null, fail: 'failed', end: 'closed' },
    closed: { 'close-notify': null, fail: null, end: null },
    failed: { 'close-notify': null, fail: null, end: null },
  },
  load: () => import('./session.machine.js').then(({ tlsMachine }) => tlsMachine),
});
