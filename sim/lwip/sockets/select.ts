/**
 * select() (`lwip_select` of sockets.c; `esp_vfs_select` of ESP-IDF's vfs.c).
 *
 * Modelled: the wait on the task's semaphore with each port's rounding, slots kept in use while waiting, the two heap
 * blocks of ESP-IDF's VFS layer and the 10 ms that a call without memory for them takes.
 * Simplified: lwIP looks at the sockets a second time after queueing itself; nothing can happen in between here. A
 * select() without any socket costs the same heap as one with sockets.
 * Absent: more than 255 tasks waiting for one socket; file descriptors that are not sockets.
 */

import type { Kernel } from '../../kernel/kernel.js';
import { Semaphore } from '../../kernel/sync.js';
import { FOREVER, type Blocking, type Task } from '../../kernel/task.js';
import { EBADF, EINVAL, ENOMEM } from '../core/errno.js';
import { deleteNetconn } from '../netconn/delete.js';
import type { NetconnContext } from '../netconn/netconn.js';
import { SelectWaiter, type SelectWaiters } from './select-waiters.js';
import { FdSet } from './socket-api.js';
import type { SocketSlot } from './socket-slot.js';
import type { SocketTable } from './socket-table.js';

/** FD_SETSIZE. */
const MAX_FDS = 64;
/** Registered VFS drivers: console and sockets. */
const VFS_DRIVERS = 2;
/** `fds_triple_t` and a driver argument, allocated for each driver. */
const VFS_SETS_BYTES = VFS_DRIVERS * 28;
const VFS_ARGUMENTS_BYTES = VFS_DRIVERS * 4;
/** What a select() that failed for want of memory is charged. */
const FAILED_SELECT_US = 10_000;

/** One task's working set, reused from call to call. */
class SelectState {
  readonly waiter: SelectWaiter;
  readonly read = new FdSet();
  readonly write = new FdSet();
  readonly except = new FdSet();
  /** Slots that this call keeps in use. */
  readonly used: SocketSlot[] = [];

  constructor(kernel: Kernel, task: Task) {
    // In lwIP this is the semaphore of the task's calls; apart, each says what is waited for.
    this.waiter = new SelectWaiter(new Semaphore(kernel, 'select', 1, 0), task);
  }

  begin(): void {
    this.used.length = 0;
    this.read.clear();
    this.write.clear();
    this.except.clear();
  }

  /** Notes in which of the sets a slot has events; returns in how many. */
  note(
    slot: SocketSlot,
    read: FdSet | undefined,
    write: FdSet | undefined,
    except: FdSet | undefined,
  ): number {
    const { fd } = slot;
    let ready = 0;
    if (slot.readable && read?.has(fd) === true) {
      this.read.add(fd);
      ready++;
    }
    if (slot.writable && write?.has(fd) === true) {
      this.write.add(fd);
      ready++;
    }
    if (slot.failed && except?.has(fd) === true) {
      this.except.add(fd);
      ready++;
    }
    return ready;
  }
}

/** select() of one stack. */
export class Selector {
  private readonly states = new WeakMap<Task, SelectState>();
  /** Of the task that called last. */
  private last: SelectState | undefined;

  constructor(
    private readonly ctx: NetconnContext,
    private readonly table: SocketTable,
    private readonly waiters: SelectWaiters,
  ) {}

  /** As {@link SocketApi.select}. */
  *select(
    maxFdPlus1: number,
    read: FdSet | undefined,
    write: FdSet | undefined,
    except: FdSet | undefined,
    timeoutMs: number | undefined,
  ): Blocking<number> {
    const { ctx } = this;
    const task = ctx.kernel.current!;
    if (maxFdPlus1 < 0 || maxFdPlus1 > MAX_FDS) {
      task.errno = EINVAL;
      return -1;
    }
    const throughVfs = ctx.options.ESP_LWIP;
    if (throughVfs && !this.allocateForVfs(maxFdPlus1, read, write, except)) {
      ctx.memory.heap.refuse({ effect: 'select() failed with ENOMEM' });
      if (ctx.kernel.blockCurrent(undefined, ctx.kernel.nowUs + FAILED_SELECT_US, 'delay')) yield;
      task.errno = ENOMEM;
      return -1;
    }
    const state = this.stateOf(task);
    let ready = this.useMembers(state, maxFdPlus1, read, write, except);
    if (ready === 0 && timeoutMs !== 0) {
      const { waiter } = state;
      ctx.calls.ofCurrent();
      waiter.read = read;
      waiter.write = write;
      waiter.except = except;
      waiter.pollFds = undefined;
      this.waiters.add(waiter);
      for (const slot of state.used) slot.selectWaiting++;
      if (waiter.semaphore.sleep(this.waitTicks(timeoutMs))) yield;
      const woken = waiter.semaphore.tryTake();
      for (const slot of state.used) if (slot.selectWaiting > 0) slot.selectWaiting--;
      this.waiters.remove(waiter);
      if (woken) ready = this.scanUsed(state, read, write, except);
    }
    if (ready < 0) task.errno = EBADF;
    else {
      // The results are copied before slots are let go: that may delete a netconn, and wait.
      read?.copyFrom(state.read);
      write?.copyFrom(state.write);
      except?.copyFrom(state.except);
    }
    // A slot that was closed meanwhile is deleted now.
    for (const slot of state.used) {
      const freed = this.table.leave(slot);
      if (freed !== undefined) yield* deleteNetconn(ctx, freed);
    }
    if (throughVfs) {
      ctx.memory.free(VFS_SETS_BYTES);
      ctx.memory.free(VFS_ARGUMENTS_BYTES);
    }
    return ready;
  }

  /** What `esp_vfs_select` allocates; false, and nothing kept, without memory for it. */
  private allocateForVfs(
    maxFdPlus1: number,
    read: FdSet | undefined,
    write: FdSet | undefined,
    except: FdSet | undefined,
  ): boolean {
    const { memory, options, calls } = this.ctx;
    if (!memory.malloc(VFS_SETS_BYTES)) return false;
    if (anyMember(options.LWIP_SOCKET_OFFSET, maxFdPlus1, read, write, except)) calls.prepareCurrent();
    if (memory.malloc(VFS_ARGUMENTS_BYTES)) return true;
    memory.free(VFS_SETS_BYTES);
    return false;
  }

  private stateOf(task: Task): SelectState {
    if (this.last?.waiter.task === task) return this.last;
    let state = this.states.get(task);
    if (state === undefined) {
      state = new SelectState(this.ctx.kernel, task);
      this.states.set(task, state);
    }
    this.last = state;
    return state;
  }

  /** Ticks to wait: at least 1 ms, for ever without a timeout. */
  private waitTicks(timeoutMs: number | undefined): number {
    if (timeoutMs === undefined) return FOREVER;
    return this.ctx.port.semaphoreTicks(Math.max(1, Math.floor(timeoutMs + 0.5)));
  }

  /**
   * Keeps every open member of the sets in use (`lwip_select_inc_sockets_used`), and looks which have events, into the
   * state's sets (`lwip_selscan`); -1 when one is not open.
   */
  private useMembers(
    state: SelectState,
    maxFdPlus1: number,
    read: FdSet | undefined,
    write: FdSet | undefined,
    except: FdSet | undefined,
  ): number {
    let ready = 0;
    state.begin();
    for (let fd = this.ctx.options.LWIP_SOCKET_OFFSET; fd < maxFdPlus1; fd++) {
      if (!isMember(fd, read, write, except)) continue;
      const slot = this.table.enterForScan(fd);
      if (slot === undefined) ready = -1;
      else {
        state.used.push(slot);
        if (ready >= 0) ready += state.note(slot, read, write, except);
      }
    }
    return ready;
  }

  /** Looks again; a member may have been closed meanwhile. */
  private scanUsed(
    state: SelectState,
    read: FdSet | undefined,
    write: FdSet | undefined,
    except: FdSet | undefined,
  ): number {
    let ready = 0;
    for (const slot of state.used) {
      if (!this.table.mayScan(slot)) return -1;
      ready += state.note(slot, read, write, except);
    }
    return ready;
  }
}

function isMember(
  fd: number,
  read: FdSet | undefined,
  write: FdSet | undefined,
  except: FdSet | undefined,
): boolean {
  return read?.has(fd) === true || write?.has(fd) === true || except?.has(fd) === true;
}

function anyMember(
  first: number,
  end: number,
  read: FdSet | undefined,
  write: FdSet | undefined,
  except: FdSet | undefined,
): boolean {
  for (let fd = first; fd < end; fd++) if (isMember(fd, read, write, except)) return true;
  return false;
}
