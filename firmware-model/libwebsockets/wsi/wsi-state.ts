/** lws's numbers of the states of a wsi, and what they say of each. */

import type { WsiState } from './wsi.table.js';

/** `LWSIFS_POCB`: the state can make use of writability. */
const HANDLES_POLLOUT = 0x100;
/** `LWSIFS_NOT_EST`: the connection is not established yet. */
const NOT_ESTABLISHED = 0x200;

/** lws's number of each state (`enum lwsi_state`), as its log lines print it. */
export const WSI_STATE_NUMBER: Readonly<Record<WsiState, number>> = {
  unconnected: NOT_ESTABLISHED | 0,
  'waiting-dns': NOT_ESTABLISHED | 1,
  'waiting-connect': NOT_ESTABLISHED | 2,
  'waiting-ssl': NOT_ESTABLISHED | 4,
  'ssl-init': NOT_ESTABLISHED | 8,
  'ssl-ack-pending': NOT_ESTABLISHED | 9,
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
