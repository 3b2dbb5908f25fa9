/** Tasks that wait in select() or poll(), and which events wake them (`select_check_waiters` of sockets.c). */

import type { Semaphore } from '../../kernel/sync.js';
import type { Task } from '../../kernel/task.js';
import { POLLIN, POLLOUT, type FdSet, type PollFd } from './socket-api.js';
import type { SocketSlot } from './socket-slot.js';

/** One waiting call (`struct lwip_select_cb`). The sets are the caller's own, unchanged while it waits. */
export class SelectWaiter {
  read: FdSet | undefined;
  write: FdSet | undefined;
  except: FdSet | undefined;
  /** Set for poll(). */
  pollFds: readonly PollFd[] | undefined;
  /** Woken already: the semaphore is given once. */
  signalled = false;

  constructor(
    /** The waiting task's semaphore. */
    readonly semaphore: Semaphore,
    readonly task: Task,
  ) {}
}

/** All waiting calls of a stack. */
export class SelectWaiters {
  /** Oldest first; lwIP's list begins with the newest. */
  private readonly waiters: SelectWaiter[] = [];

  constructor(
    /** ESP-IDF's patch: the counters decide as they are, so that one below zero counts as an event too. */
    private readonly usesRawCounters: boolean,
  ) {}

  /** Enters a call. */
  add(waiter: SelectWaiter): void {
    waiter.signalled = false;
    this.waiters.push(waiter);
  }

  remove(waiter: SelectWaiter): void {
    this.waiters.splice(this.waiters.indexOf(waiter), 1);
  }

  /** A task that waits for something to read from a socket. */
  readerOf(fd: number): Task | undefined {
    const found = this.waiters.find(({ read, pollFds }) =>
      pollFds === undefined ? read?.has(fd) === true : pollFds.some((entry) => entry.fd === fd),
    );
    return found?.task;
  }

  /** Wakes every call, newest first, that an event of `slot` concerns. */
  wake(slot: SocketSlot): void {
    for (let i = this.waiters.length - 1; i >= 0; i--) {
      const waiter = this.waiters[i]!;
      if (waiter.signalled) continue;
      const concerned =
        waiter.pollFds === undefined ? this.selects(waiter, slot) : polls(waiter.pollFds, slot);
      if (!concerned) continue;
      waiter.signalled = true;
      waiter.semaphore.give();
    }
  }

  private selects(waiter: SelectWaiter, slot: SocketSlot): boolean {
    const { fd } = slot;
    const readable = this.usesRawCounters ? slot.receiveEvents !== 0 : slot.receiveEvents > 0;
    return (
      (readable && waiter.read?.has(fd) === true) ||
      (slot.writable && waiter.write?.has(fd) === true) ||
      (slot.failed && waiter.except?.has(fd) === true)
    );
  }
}

/** `lwip_poll_should_wake`. */
function polls(fds: readonly PollFd[], slot: SocketSlot): boolean {
  for (const entry of fds) {
    if (entry.fd !== slot.fd) continue;
    if (slot.receiveEvents > 0 && (entry.events & POLLIN) !== 0) return true;
    if (slot.writable && (entry.events & POLLOUT) !== 0) return true;
    if (slot.failed) return true;
  }
  return false;
}
