/**
 * The socket table: slots, their use counts and their event counters (`struct lwip_sock`, `alloc_socket`,
 * `free_socket`, `event_callback` of sockets.c).
 *
 * Modelled: the lowest free slot is taken; a slot that is closed while another task uses it (LWIP_NETCONN_FULLDUPLEX)
 * is freed when the last user leaves; event counters of freed slots keep their last values, which select() of the
 * W800's lwIP reads.
 */

import type { Kernel } from '../../kernel/kernel.js';
import type { Environment } from '../core/environment.js';
import { EBADF } from '../core/errno.js';
import type { Memory } from '../core/memory.js';
import type { NetconnEvent } from '../netconn/netconn.js';
import type { LwipOptions } from '../core/options.js';
import { freePbuf } from '../core/pbuf.js';
import type { Holder } from '../../kernel/trace.js';
import { netconnHolder, type Netconn } from '../netconn/netconn.js';
import { SOCKETS } from '../../resources/definitions.js';
import { LimitedResource } from '../../resources/resource.js';
import { SocketSlot } from './socket-slot.js';
import type { SelectWaiters } from './select-waiters.js';
import { SOCKET_SLOT_LIFECYCLE } from './socket-slot.table.js';
import { freeNetbuf, Netbuf } from '../core/udp.js';

/** The table. */
export class SocketTable {
  readonly slots: SocketSlot[] = [];
  /** The slots as a limited resource. */
  readonly resource: LimitedResource;
  private readonly kernel: Kernel;
  private readonly firstFd: number;

  constructor(
    private readonly env: Environment,
    private readonly options: LwipOptions,
    private readonly memory: Memory,
    private readonly waiters: SelectWaiters,
  ) {
    this.kernel = env.kernel;
    this.firstFd = options.LWIP_SOCKET_OFFSET;
    for (let i = 0; i < options.MEMP_NUM_NETCONN; i++) {
      const fd = this.firstFd + i;
      this.slots.push(new SocketSlot(fd, env.lifecycles.start(SOCKET_SLOT_LIFECYCLE, `fd ${fd}`)));
    }
    this.resource = new LimitedResource(env, {
      limit: SOCKETS,
      size: options.MEMP_NUM_NETCONN,
      option: options.optionNames[SOCKETS.sizedBy!],
      holders: () => this.holders(),
    });
  }

  /** Whoever holds a slot, in order of fds. */
  holders(): readonly Holder[] {
    return this.slots
      .filter((slot) => slot.conn !== undefined)
      .map((slot) => netconnHolder(slot.conn!, this.env.peerName, slot.sinceUs));
  }

  /** The slot of an fd, used or not; undefined when the fd is outside the table. */
  lookup(fd: number): SocketSlot | undefined {
    return this.slots[fd - this.firstFd];
  }

  /** Begins a use of an open socket (`get_socket`); undefined with errno EBADF. End it with {@link leave}. */
  enter(fd: number): SocketSlot | undefined {
    const slot = this.slots[fd - this.firstFd];
    if (slot === undefined || slot.freePending || slot.conn === undefined) {
      this.kernel.current!.errno = EBADF;
      return undefined;
    }
    slot.users++;
    return slot;
  }

  /**
   * Begins a use for select() or poll() (`tryget_socket_unconn_locked`): the W800's lwIP takes a closed slot too.
   */
  enterForScan(fd: number): SocketSlot | undefined {
    const slot = this.slots[fd - this.firstFd];
    if (slot === undefined || !this.mayScan(slot)) return undefined;
    slot.users++;
    return slot;
  }

  /** Whether {@link enterForScan} takes a slot. */
  mayScan(slot: SocketSlot): boolean {
    return !slot.freePending && (slot.conn !== undefined || !this.options.ESP_LWIP);
  }

  /**
   * Ends a use (`done_socket`). Returns the netconn when that freed a closed slot: the caller must delete it.
   */
  leave(slot: SocketSlot): Netconn | undefined {
    if (--slot.users > 0 || !slot.freePending) return undefined;
    return this.vacate(slot);
  }

  /** Gives a netconn the lowest free slot (`alloc_socket`), in use once; undefined when all are taken. */
  allocate(conn: Netconn, accepted: boolean): SocketSlot | undefined {
    for (const slot of this.slots) {
      if (slot.conn !== undefined || slot.users > 0) continue;
      slot.users = 1;
      slot.freePending = false;
      slot.conn = conn;
      slot.sinceUs = this.kernel.nowUs;
      slot.openedBy = this.kernel.current?.name ?? '';
      slot.lastData = undefined;
      slot.receiveEvents = 0;
      slot.writable = conn.type !== 'tcp' || accepted;
      slot.failed = false;
      slot.lifecycle.send('allocate');
      this.resource.take();
      return slot;
    }
    return undefined;
  }

  /**
   * Ends a use and frees the slot (`free_socket`), or leaves that to the last user. Returns the netconn when it is
   * freed now: the caller must delete it.
   */
  free(slot: SocketSlot): Netconn | undefined {
    if (--slot.users > 0) {
      slot.freePending = true;
      return undefined;
    }
    return this.vacate(slot);
  }

  /** Counts an event of a netconn and wakes select() (`event_callback`). */
  notify(conn: Netconn, event: NetconnEvent): void {
    if (conn.socket < 0) {
      // Accepted by TCP but not yet by the application: remembered until it has a socket.
      if (event === 'receive-plus') conn.socket--;
      return;
    }
    const slot = this.slots[conn.socket - this.firstFd];
    if (slot === undefined || slot.freePending || slot.conn === undefined) return;
    if (this.count(slot, event) && slot.selectWaiting > 0) this.waiters.wake(slot);
  }

  /** Counts; false when select() can't have been waiting for this event. */
  private count(slot: SocketSlot, event: NetconnEvent): boolean {
    switch (event) {
      case 'receive-plus':
        return ++slot.receiveEvents <= 1;
      case 'receive-minus':
        slot.receiveEvents--;
        return false;
      case 'send-plus': {
        const isNews = !slot.writable;
        slot.writable = true;
        return isNews;
      }
      case 'send-minus':
        slot.writable = false;
        return false;
      case 'error':
        slot.failed = true;
        return true;
    }
  }

  private vacate(slot: SocketSlot): Netconn | undefined {
    slot.users = 0;
    const { lastData, conn } = slot;
    slot.lastData = undefined;
    if (lastData instanceof Netbuf) freeNetbuf(lastData, this.memory);
    else freePbuf(lastData, this.memory);
    if (this.options.ESP_LWIP) slot.selectWaiting = 0;
    slot.conn = undefined;
    slot.lifecycle.send('release');
    this.resource.release();
    return conn;
  }
}
