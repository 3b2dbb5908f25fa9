/** What a client's end of a connection can do in each of its states. */

import type { EndpointState } from './endpoint.table.js';

/** Handshake done and not both FINs through: segments carry data and are acknowledged. */
export const IS_TRANSFERRING: Readonly<Record<EndpointState, boolean>> = {
  closed: false,
  'syn-sent': false,
  'syn-received': false,
  established: true,
  'fin-wait-1': true,
  'fin-wait-2': true,
  'close-wait': true,
  closing: true,
  'last-ack': true,
  'time-wait': false,
  dead: false,
};
