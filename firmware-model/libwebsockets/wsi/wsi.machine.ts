/**
 * Life of a wsi, libwebsockets's connection: the `LRS_…` states of lib/roles/private-lib-roles.h, and what leads from
 * one to the next.
 *
 * Modelled: the states of plain HTTP/1 and websocket connections, of the listener and of the wake-up pipe (both stay
 * `unconnected` until they are closed).
 * `ssl-init` and `ssl-ack-pending` are a server's TLS handshake (`LRS_SSL_…`), `waiting-ssl` is a client's.
 * Absent: proxies, HTTP/2, MQTT, files, idle pooled client connections, HTTP client bodies.
 */

import { setup } from 'xstate';

export const wsiMachine = setup({
  types: {
    events: {} as {
      type:
        | 'adopt'
        | 'adopt-tls'
        | 'tls-begun'
        | 'tls-accepted'
        | 'resolve'
        | 'flush'
        | 'die'
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
    },
  },
}).createMachine({
  id: 'wsi',
  initial: 'unconnected',
  states: {
    unconnected: {
      on: {
        adopt: 'headers',
        'adopt-tls': 'ssl-init',
        resolve: 'waiting-dns',
        flush: 'flushing-before-close',
        die: 'dead-socket',
      },
    },
    'ssl-init': {
      on: { 'tls-begun': 'ssl-ack-pending', flush: 'flushing-before-close', die: 'dead-socket' },
    },
    'ssl-ack-pending': {
      on: { 'tls-accepted': 'established', flush: 'flushing-before-close', die: 'dead-socket' },
    },
    'waiting-dns': { on: { connect: 'waiting-connect', flush: 'flushing-before-close', die: 'dead-socket' } },
    'waiting-connect': {
      on: { connected: 'issue-handshake', flush: 'flushing-before-close', die: 'dead-socket' },
    },
    'issue-handshake': {
      on: {
        'tls-begun': 'waiting-ssl',
        'handshake-sent': 'waiting-server-reply',
        flush: 'flushing-before-close',
        die: 'dead-socket',
      },
    },
    'waiting-ssl': {
      on: { 'handshake-sent': 'waiting-server-reply', flush: 'flushing-before-close', die: 'dead-socket' },
    },
    'waiting-server-reply': {
      on: { upgrade: 'established', flush: 'flushing-before-close', die: 'dead-socket' },
    },
    headers: {
      on: {
        'fall-back': 'established',
        'request-complete': 'pre-ws-serving-accept',
        'transaction-done': 'deferring-action',
        flush: 'flushing-before-close',
        die: 'dead-socket',
      },
    },
    'pre-ws-serving-accept': {
      on: {
        'serve-request': 'established',
        upgrade: 'established',
        'discard-body': 'discard-body',
        'transaction-done': 'deferring-action',
        flush: 'flushing-before-close',
        die: 'dead-socket',
      },
    },
    established: {
      on: {
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
    },
    'doing-transaction': {
      on: {
        'expect-body': 'body',
        'discard-body': 'discard-body',
        'transaction-done': 'deferring-action',
        flush: 'flushing-before-close',
        die: 'dead-socket',
      },
    },
    body: {
      on: {
        'discard-body': 'discard-body',
        'transaction-done': 'deferring-action',
        flush: 'flushing-before-close',
        die: 'dead-socket',
      },
    },
    'discard-body': {
      on: {
        dispatch: 'doing-transaction',
        'transaction-done': 'deferring-action',
        flush: 'flushing-before-close',
        die: 'dead-socket',
      },
    },
    'deferring-action': {
      on: {
        'next-transaction': 'established',
        dispatch: 'doing-transaction',
        'expect-body': 'body',
        'discard-body': 'discard-body',
        'transaction-done': 'deferring-action',
        flush: 'flushing-before-close',
        die: 'dead-socket',
      },
    },
    'waiting-to-send-close': {
      on: {
        'close-wanted': 'waiting-to-send-close',
        'close-sent': 'awaiting-close-ack',
        'close-returned': 'returned-close',
        flush: 'flushing-before-close',
        die: 'dead-socket',
      },
    },
    'awaiting-close-ack': {
      on: {
        'close-wanted': 'waiting-to-send-close',
        'close-returned': 'returned-close',
        flush: 'flushing-before-close',
        die: 'dead-socket',
      },
    },
    'returned-close': {
      on: { 'close-wanted': 'waiting-to-send-close', flush: 'flushing-before-close', die: 'dead-socket' },
    },
    'flushing-before-close': {
      on: {
        'close-wanted': 'waiting-to-send-close',
        'close-returned': 'returned-close',
        flush: 'flushing-before-close',
        die: 'dead-socket',
      },
    },
    'dead-socket': { type: 'final' },
  },
});
