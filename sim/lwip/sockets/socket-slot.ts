/** One slot of the socket table (`struct lwip_sock`). */

import type { Lifecycle } from '../../kernel/lifecycle.js';
import type { RxPbuf } from '../core/pbuf.js';
import type { Netbuf } from '../core/udp.js';
import type { Netconn } from '../netconn/netconn.js';
import type { SocketSlotEvent, SocketSlotState } from './socket-slot.table.js';

/** A socket, or the place for one. */
export class SocketSlot {
  conn: Netconn | undefined;
  /** When the slot was last taken. */
  sinceUs = 0;
  /** The task that took it. */
  openedBy = '';
  /** What the last receive call left over or peeked at. */
  lastData: RxPbuf | Netbuf | undefined;
  /** Receive events not yet consumed. */
  receiveEvents = 0;
  writable = false;
  failed = false;
  /** Tasks that wait for this slot in select() or poll(). */
  selectWaiting = 0;
  /** Tasks inside a call on this slot. */
  users = 0;
  /** To be freed when the last user leaves (`fd_free_pending`). */
  freePending = false;

  constructor(
    readonly fd: number,
    readonly lifecycle: Lifecycle<SocketSlotState, SocketSlotEvent>,
  ) {}

  /** True when a receive call finds something. */
  get readable(): boolean {
    return this.lastData !== undefined || this.receiveEvents > 0;
  }
}
