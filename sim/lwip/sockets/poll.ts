/** poll() (`lwip_poll`, `lwip_pollscan` of sockets.c). Absent: more than 255 tasks waiting for one socket. */

import type { SocketSlot } from './socket-slot.js';
import type { Kernel } from '../../kernel/kernel.js';
import { Semaphore } from '../../kernel/sync.js';
import type { Blocking, Task } from '../../kernel/task.js';
import { deleteNetconn } from '../netconn/delete.js';
import type { NetconnContext } from '../netconn/netconn.js';
import { SelectWaiter, type SelectWaiters } from './select-waiters.js';
import { POLLERR, POLLIN, POLLNVAL, POLLOUT, type PollFd } from './socket-api.js';
import type { SocketTable } from './socket-table.js';

/** One task's working set, reused from call to call. */
class PollState {
  readonly waiter: SelectWaiter;
  /** Slots that this call keeps in use. */
  readonly used: SocketSlot[] = [];

  constructor(kernel: Kernel, task: Task) {
    // In lwIP this is the semaphore of the task's calls, see select.ts.
    this.waiter = new SelectWaiter(new Semaphore(kernel, 'poll', 1, 0), task);
  }
}

/** poll() of one stack. */
export class Poller {
  private readonly states = new WeakMap<Task, PollState>();

  constructor(
    private readonly ctx: NetconnContext,
    private readonly table: SocketTable,
    private readonly waiters: SelectWaiters,
  ) {}

  /** As {@link SocketApi.poll}. -1 (errno untouched, POLLNVAL set) when an fd is outside the table or being closed. */
  *poll(fds: readonly PollFd[], timeoutMs: number): Blocking<number> {
    const { ctx } = this;
    const { waiter, used } = this.stateOf(ctx.kernel.current!);
    this.use(fds, used);
    let ready = this.scan(fds, 0);
    if (ready === 0 && timeoutMs !== 0) {
      ctx.calls.ofCurrent();
      waiter.pollFds = fds;
      this.waiters.add(waiter);
      this.scan(fds, 1);
      const woken = yield* waiter.semaphore.take(ctx.port.semaphoreTicks(Math.max(timeoutMs, 0)));
      ready = this.scan(fds, -1);
      this.waiters.remove(waiter);
      if (waiter.signalled && !woken) waiter.semaphore.tryTake();
    }
    for (const slot of used) {
      const freed = this.table.leave(slot);
      if (freed !== undefined) yield* deleteNetconn(ctx, freed);
    }
    return ready;
  }

  /** Clears the results and keeps every slot in use, open or not (`lwip_poll_inc_sockets_used`). */
  private use(fds: readonly PollFd[], used: SocketSlot[]): void {
    used.length = 0;
    for (const entry of fds) {
      entry.revents = 0;
      const slot = this.table.lookup(entry.fd);
      if (slot === undefined || slot.freePending) continue;
      slot.users++;
      used.push(slot);
    }
  }

  private stateOf(task: Task): PollState {
    let state = this.states.get(task);
    if (state === undefined) {
      state = new PollState(this.ctx.kernel, task);
      this.states.set(task, state);
    }
    return state;
  }

  /**
   * Adds the events of every entry to its `revents` and `waiting` to the slots' wait counts. Returns the number of
   * entries with events, -1 when one is not open.
   */
  private scan(fds: readonly PollFd[], waiting: number): number {
    let ready = 0;
    for (const entry of fds) {
      if (entry.fd >= 0 && (entry.revents & POLLNVAL) === 0) {
        const slot = this.table.enterForScan(entry.fd);
        if (slot === undefined) {
          entry.revents |= POLLNVAL;
          return -1;
        }
        slot.users--;
        slot.selectWaiting = Math.max(0, slot.selectWaiting + waiting);
        if ((entry.events & POLLIN) !== 0 && slot.readable) entry.revents |= POLLIN;
        if ((entry.events & POLLOUT) !== 0 && slot.writable) entry.revents |= POLLOUT;
        if (slot.failed) entry.revents |= POLLERR;
      }
      if (entry.revents !== 0) ready++;
    }
    return ready;
  }
}
