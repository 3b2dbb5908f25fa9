/** Written by `npm run machines` from wsi.machine.ts, where the states are explained. */

import { defineLifecycle } from '../../../sim/kernel/lifecycle.js';

export type WsiState =
  | 'unconnected'
  | 'ssl-init'
  | 'ssl-ack-pending'
  | 'waiting-dns'
  | 'waiting-connect'
  | 'issue-handshake'
  | 'waiting-server-reply'
  | 'headers'
  | 'pre-ws-serving-accept'
  | 'established'
  | 'doing-transaction'
  | 'body'
  | 'discard-body'
  | 'deferring-action'
  | 'waiting-to-send-close'
  | 'awaiting-close-ack'
  | 'returned-close'
  | 'flushing-before-close'
  | 'dead-socket';

export type WsiEvent =
  | 'adopt'
  | 'adopt-tls'
  | 'resolve'
  | 'flush'
  | 'die'
  | 'tls-begun'
  | 'tls-accepted'
  | 'connect'
  | 'connected'
  | 'handshake-sent'
  | 'upgrade'
  | 'fall-back'
  | 'request-complete'
  | 'transaction-done'
  | 'serve-request'
  | 'discard-body'
  | 'dispatch'
  | 'expect-body'
  | 'close-wanted'
  | 'close-returned'
  | 'next-transaction'
  | 'close-sent';

export const WSI_LIFECYCLE = defineLifecycle<WsiState, WsiEvent>({
  id: 'wsi',
  initial: 'unconnected',
  table: {
    unconnected: {
      adopt: 'headers',
      'adopt-tls': 'ssl-init',
      resolve: 'waiting-dns',
      flush: 'flushing-before-close',
      die: 'dead-socket',
    },
    'ssl-init': { flush: 'flushing-before-close', die: 'dead-socket', 'tls-begun': 'ssl-ack-pending' },
    'ssl-ack-pending': { flush: 'flushing-before-close', die: 'dead-socket', 'tls-accepted': 'established' },
    'waiting-dns': { flush: 'flushing-before-close', die: 'dead-socket', connect: 'waiting-connect' },
    'waiting-connect': { flush: 'flushing-before-close', die: 'dead-socket', connected: 'issue-handshake' },
    'issue-handshake': {
      flush: 'flushing-before-close',
      die: 'dead-socket',
      'handshake-sent': 'waiting-server-reply',
    },
    'waiting-server-reply': { flush: 'flushing-before-close', die: 'dead-socket', upgrade: 'established' },
    headers: {
      flush: 'flushing-before-close',
      die: 'dead-socket',
      'fall-back': 'established',
      'request-complete': 'pre-ws-serving-accept',
      'transaction-done': 'deferring-action',
    },
    'pre-ws-serving-accept': {
      flush: 'flushing-before-close',
      die: 'dead-socket',
      upgrade: 'established',
      'transaction-done': 'deferring-action',
      'serve-request': 'established',
      'discard-body': 'discard-body',
    },
    established: {
      flush: 'flushing-before-close',
      die: 'dead-socket',
      'fall-back': 'established',
      'request-complete': 'pre-ws-serving-accept',
      'transaction-done': 'deferring-action',
      'discard-body': 'discard-body',
      dispatch: 'doing-transaction',
      'expect-body': 'body',
      'close-wanted': 'waiting-to-send-close',
      'close-returned': 'returned-close',
    },
    'doing-transaction': {
      flush: 'flushing-before-close',
      die: 'dead-socket',
      'transaction-done': 'deferring-action',
      'discard-body': 'discard-body',
      'expect-body': 'body',
    },
    body: {
      flush: 'flushing-before-close',
      die: 'dead-socket',
      'transaction-done': 'deferring-action',
      'discard-body': 'discard-body',
    },
    'discard-body': {
      flush: 'flushing-before-close',
      die: 'dead-socket',
      'transaction-done': 'deferring-action',
    },
    'deferring-action': {
      flush: 'flushing-before-close',
      die: 'dead-socket',
      'transaction-done': 'deferring-action',
      'discard-body': 'discard-body',
      'expect-body': 'body',
      'next-transaction': 'established',
    },
    'waiting-to-send-close': {
      flush: 'flushing-before-close',
      die: 'dead-socket',
      'close-wanted': 'waiting-to-send-close',
      'close-returned': 'returned-close',
      'close-sent': 'awaiting-close-ack',
    },
    'awaiting-close-ack': {
      flush: 'flushing-before-close',
      die: 'dead-socket',
      'close-wanted': 'waiting-to-send-close',
      'close-returned': 'returned-close',
    },
    'returned-close': {
      flush: 'flushing-before-close',
      die: 'dead-socket',
      'close-wanted': 'waiting-to-send-close',
    },
    'flushing-before-close': {
      flush: 'flushing-before-close',
      die: 'dead-socket',
      'close-wanted': 'waiting-to-send-close',
      'close-returned': 'returned-close',
    },
    'dead-socket': {},
  },
  load: () => import('./wsi.machine.js').then(({ wsiMachine }) => wsiMachine),
});
