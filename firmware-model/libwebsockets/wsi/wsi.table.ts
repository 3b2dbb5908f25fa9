/** Written by `npm run machines` from wsi.machine.ts, where the states are explained. */

import { defineLifecycle } from '../../../sim/kernel/lifecycle.js';

export type WsiState =
  | 'unconnected'
  | 'ssl-init'
  | 'ssl-ack-pending'
  | 'waiting-dns'
  | 'waiting-connect'
  | 'issue-handshake'
  | 'waiting-ssl'
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
    'ssl-init': { 'tls-begun': 'ssl-ack-pending', flush: 'flushing-before-close', die: 'dead-socket' },
    'ssl-ack-pending': { 'tls-accepted': 'established', flush: 'flushing-before-close', die: 'dead-socket' },
    'waiting-dns': { connect: 'waiting-connect', flush: 'flushing-before-close', die: 'dead-socket' },
    'waiting-connect': { connected: 'issue-handshake', flush: 'flushing-before-close', die: 'dead-socket' },
    'issue-handshake': {
      'tls-begun': 'waiting-ssl',
      'handshake-sent': 'waiting-server-reply',
      flush: 'flushing-before-close',
      die: 'dead-socket',
    },
    'waiting-ssl': {
      'handshake-sent': 'waiting-server-reply',
      flush: 'flushing-before-close',
      die: 'dead-socket',
    },
    'waiting-server-reply': { upgrade: 'established', flush: 'flushing-before-close', die: 'dead-socket' },
    headers: {
      'fall-back': 'established',
      'request-complete': 'pre-ws-serving-accept',
      'transaction-done': 'deferring-action',
      flush: 'flushing-before-close',
      die: 'dead-socket',
    },
    'pre-ws-serving-accept': {
      'serve-request': 'established',
      upgrade: 'established',
      'discard-body': 'discard-body',
      'transaction-done': 'deferring-action',
      flush: 'flushing-before-close',
      die: 'dead-socket',
    },
    established: {
      'fall-back': 'established',
      'request-complete': 'pre-ws-serving-accept',
      dispatch: 'doing-transaction',
      'expect-body': 'body',
      'discard-body': 'discard-body',
      'transaction-done': 'deferring-action',
      'close-wanted': 'waiting-to-send-close',
      'close-returned': 'returned-close',
      flush: 'flushing-before-close',
      die: 'dead-socket',
    },
    'doing-transaction': {
      'expect-body': 'body',
      'discard-body': 'discard-body',
      'transaction-done': 'deferring-action',
      flush: 'flushing-before-close',
      die: 'dead-socket',
    },
    body: {
      'discard-body': 'discard-body',
      'transaction-done': 'deferring-action',
      flush: 'flushing-before-close',
      die: 'dead-socket',
    },
    'discard-body': {
      dispatch: 'doing-transaction',
      'transaction-done': 'deferring-action',
      flush: 'flushing-before-close',
      die: 'dead-socket',
    },
    'deferring-action': {
      'next-transaction': 'established',
      dispatch: 'doing-transaction',
      'expect-body': 'body',
      'discard-body': 'discard-body',
      'transaction-done': 'deferring-action',
      flush: 'flushing-before-close',
      die: 'dead-socket',
    },
    'waiting-to-send-close': {
      'close-wanted': 'waiting-to-send-close',
      'close-sent': 'awaiting-close-ack',
      'close-returned': 'returned-close',
      flush: 'flushing-before-close',
      die: 'dead-socket',
    },
    'awaiting-close-ack': {
      'close-wanted': 'waiting-to-send-close',
      'close-returned': 'returned-close',
      flush: 'flushing-before-close',
      die: 'dead-socket',
    },
    'returned-close': {
      'close-wanted': 'waiting-to-send-close',
      flush: 'flushing-before-close',
      die: 'dead-socket',
    },
    'flushing-before-close': {
      'close-wanted': 'waiting-to-send-close',
      'close-returned': 'returned-close',
      flush: 'flushing-before-close',
      die: 'dead-socket',
    },
    'dead-socket': {},
  },
  load: () => import('./wsi.machine.js').then(({ wsiMachine }) => wsiMachine),
});
