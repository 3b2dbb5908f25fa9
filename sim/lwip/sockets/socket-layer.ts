/** What the socket functions share: the table, the netconns below it, and how a call ends. */

import type { SocketSlot } from './socket-slot.js';
import type { Blocking } from '../../kernel/task.js';
import { Err, errToErrno } from '../core/errno.js';
import type { NetconnContext } from '../netconn/netconn.js';
import { deleteNetconn } from '../netconn/delete.js';
import type { Fetched } from '../netconn/receive.js';
import type { SocketTable } from './socket-table.js';

/** The socket layer of one stack. */
export class SocketLayer {
  /** Where the netconn layer leaves what it received. */
  readonly fetched: Fetched = { data: undefined, datagram: undefined, connection: undefined };

  constructor(
    readonly ctx: NetconnContext,
    readonly table: SocketTable,
  ) {}

  /** Ends a use of a slot; deletes its netconn if the slot was closed meanwhile (`done_socket`). */
  *leave(slot: SocketSlot): Blocking<void> {
    const freed = this.table.leave(slot);
    if (freed !== undefined) yield* deleteNetconn(this.ctx, freed);
  }

  /** Sets errno and returns -1. */
  fail(errno: number): -1 {
    this.ctx.kernel.current!.errno = errno;
    return -1;
  }

  /** Ends a call with lwIP's answer: 0, or -1 with errno. */
  *end(slot: SocketSlot, err: Err): Blocking<number> {
    const freed = this.table.leave(slot);
    if (freed !== undefined) yield* deleteNetconn(this.ctx, freed);
    return err === Err.OK ? 0 : this.fail(errToErrno(err));
  }
}
