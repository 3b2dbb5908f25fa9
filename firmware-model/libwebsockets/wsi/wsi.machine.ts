/**
 * Life of a wsi, libwebsockets's connection: the `LRS_…` states of lib/roles/private-lib-roles.h, and what leads from
 * one to the next.
 *
 * Modelled: the states of plain HTTP/1 and websocket connections, of the listener and of the wake-up pipe (both stay
 * `unconnected` until they are closed).
 * Absent: TLS (`LRS_SSL_…`), proxies, HTTP/2, MQTT, files, idle pooled client connections, HTTP client bodies.
 */

import { defineLifecycle } from '../../../sim/kernel/lifecycle.js';

export type WsiState =
  | 'unconnected'
  | 'waiting-dns'
  | 'waiting-connect'
  | 'pre-ws-serving-accept'
  | 'waiting-server-reply'
  | 'deferring-action'
  | 'issue-handshake'
  | 'headers'
  | 'body'
  | 'discard-body'
  | 'established'
  | 'doing-transaction'
  | 'waiting-to-send-close'
  | 'returned-close'
  | 'awaiting-close-ack'
  | 'flushing-before-close'
  | 'dead-socket';

export type WsiEvent =
  | 'adopt'
  | 'resolve'
  | 'connect'
  | 'connected'
  | 'handshake-sent'
  | 'request-complete'
  | 'serve-request'
  | 'upgrade'
  | 'fall-back'
  | 'dispatch'
  | 'expect-body'
  | 'discard-body'
  | 'transaction-done'
  | 'next-transaction'
  | 'close-wanted'
  | 'close-sent'
  | 'close-returned'
  | 'flush'
  | 'die';

const CLOSING = { flush: 'flushing-before-close', die: 'dead-socket' } as const;

export const WSI_LIFECYCLE = defineLifecycle<WsiState, WsiEvent>('wsi', 'unconnected', {
  unconnected: { adopt: 'headers', resolve: 'waiting-dns', ...CLOSING },
  'waiting-dns': { connect: 'waiting-connect', ...CLOSING },
  'waiting-connect': { connected: 'issue-handshake', ...CLOSING },
  'issue-handshake': { 'handshake-sent': 'waiting-server-reply', ...CLOSING },
  'waiting-server-reply': { upgrade: 'established', ...CLOSING },
  headers: {
    'fall-back': 'established',
    'request-complete': 'pre-ws-serving-accept',
    'transaction-done': 'deferring-action',
    ...CLOSING,
  },
  'pre-ws-serving-accept': {
    'serve-request': 'established',
    upgrade: 'established',
    'discard-body': 'discard-body',
    'transaction-done': 'deferring-action',
    ...CLOSING,
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
    ...CLOSING,
  },
  'doing-transaction': {
    'expect-body': 'body',
    'discard-body': 'discard-body',
    'transaction-done': 'deferring-action',
    ...CLOSING,
  },
  body: { 'discard-body': 'discard-body', 'transaction-done': 'deferring-action', ...CLOSING },
  'discard-body': { 'transaction-done': 'deferring-action', ...CLOSING },
  'deferring-action': {
    'next-transaction': 'established',
    'expect-body': 'body',
    'discard-body': 'discard-body',
    'transaction-done': 'deferring-action',
    ...CLOSING,
  },
  'waiting-to-send-close': {
    'close-wanted': 'waiting-to-send-close',
    'close-sent': 'awaiting-close-ack',
    'close-returned': 'returned-close',
    ...CLOSING,
  },
  'awaiting-close-ack': {
    'close-wanted': 'waiting-to-send-close',
    'close-returned': 'returned-close',
    ...CLOSING,
  },
  'returned-close': { 'close-wanted': 'waiting-to-send-close', ...CLOSING },
  'flushing-before-close': {
    'close-wanted': 'waiting-to-send-close',
    'close-returned': 'returned-close',
    ...CLOSING,
  },
  'dead-socket': {},
});

/** `LWSIFS_POCB`: the state can make use of writability. */
const HANDLES_POLLOUT = 0x100;
/** `LWSIFS_NOT_EST`: the connection is not established yet. */
const NOT_ESTABLISHED = 0x200;

/** lws's number of each state (`enum lwsi_state`), as its log lines print it. */
export const WSI_STATE_NUMBER: Readonly<Record<WsiState, number>> = {
  unconnected: NOT_ESTABLISHED | 0,
  'waiting-dns': NOT_ESTABLISHED | 1,
  'waiting-connect': NOT_ESTABLISHED | 2,
  'pre-ws-serving-accept': NOT_ESTABLISHED | 10,
  'waiting-server-reply': NOT_ESTABLISHED | 11,
  'deferring-action': HANDLES_POLLOUT | 16,
  'issue-handshake': 18,
  headers: 22,
  body: 23,
  'discard-body': 24,
  established: HANDLES_POLLOUT | 25,
  'doing-transaction': HANDLES_POLLOUT | 26,
  'waiting-to-send-close': HANDLES_POLLOUT | 27,
  'returned-close': HANDLES_POLLOUT | 28,
  'awaiting-close-ack': HANDLES_POLLOUT | 29,
  'flushing-before-close': HANDLES_POLLOUT | 30,
  'dead-socket': 32,
};

/** `lwsi_state_can_handle_POLLOUT`. */
export function handlesPollout(state: WsiState): boolean {
  return (WSI_STATE_NUMBER[state] & HANDLES_POLLOUT) !== 0;
}

/** `lwsi_state_est`. */
export function isEstablishedState(state: WsiState): boolean {
  return (WSI_STATE_NUMBER[state] & NOT_ESTABLISHED) === 0;
}
