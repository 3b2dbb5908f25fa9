/**
 * What tasks wait for: message queues, counting semaphores and mutexes, with FreeRTOS semantics.
 *
 * Every object has plain operations for callers that can't block (lwIP's tcpip thread, events) and blocking ones for
 * tasks. A plain operation that wakes a higher task does not switch to it; blocking functions do
 * (`Kernel.mustYield`).
 */

import { ModelError } from './errors.js';
import type { Kernel } from './kernel.js';
import { FOREVER, WaitQueue, type Blocking, type Task } from './task.js';

/** A FreeRTOS queue of at most `capacity` messages. */
export class MessageQueue<T> {
  private readonly items: T[] = [];
  private readonly receivers: WaitQueue;
  private readonly senders: WaitQueue;

  constructor(
    private readonly kernel: Kernel,
    readonly name: string,
    readonly capacity: number,
  ) {
    this.receivers = new WaitQueue(name);
    this.senders = new WaitQueue(name);
  }

  /** Messages waiting. */
  get length(): number {
    return this.items.length;
  }

  private isEmpty(): boolean {
    return this.items.length === 0;
  }

  /** True when a task waits to receive. */
  get hasReceiver(): boolean {
    return this.receivers.tasks.length > 0;
  }

  /** Messages in order, for inspection. */
  contents(): readonly T[] {
    return this.items;
  }

  /** Posts without waiting; false when full. Wakes a receiver but does not switch to it. */
  tryPost(item: T): boolean {
    if (this.items.length >= this.capacity) return false;
    this.items.push(item);
    this.kernel.wakeOne(this.receivers);
    return true;
  }

  /** Fetches without waiting; undefined when empty. Wakes a sender but does not switch to it. */
  tryFetch(): T | undefined {
    if (this.items.length === 0) return undefined;
    const item = this.items.shift()!;
    this.kernel.wakeOne(this.senders);
    return item;
  }

  /** Posts, waiting up to `ticks` while full; false on timeout. */
  *post(item: T, ticks: number): Blocking<boolean> {
    const deadlineUs = this.kernel.deadlineUs(ticks);
    while (!this.tryPost(item)) {
      if (ticks === 0) return false;
      if (this.kernel.blockCurrent(this.senders, deadlineUs, this.name)) yield;
      else if (this.items.length >= this.capacity) return false;
      if (this.kernel.current!.timedOut && this.items.length >= this.capacity) return false;
    }
    if (this.kernel.mustYield()) yield;
    return true;
  }

  /** Fetches, waiting up to `ticks` while empty; undefined on timeout. */
  *fetch(ticks: number): Blocking<T | undefined> {
    const deadlineUs = this.kernel.deadlineUs(ticks);
    while (this.isEmpty()) {
      if (ticks === 0) return undefined;
      if (!this.kernel.blockCurrent(this.receivers, deadlineUs, this.name)) return undefined;
      yield;
      if (this.kernel.current!.timedOut && this.isEmpty()) return undefined;
    }
    const item = this.items.shift()!;
    this.kernel.wakeOne(this.senders);
    if (this.kernel.mustYield()) yield;
    return item;
  }
}

/** A counting semaphore; a binary one with `max` 1. */
export class Semaphore {
  private readonly waiters: WaitQueue;

  constructor(
    private readonly kernel: Kernel,
    readonly name: string,
    readonly max: number,
    public count: number,
  ) {
    this.waiters = new WaitQueue(name);
  }

  private isAvailable(): boolean {
    return this.count > 0;
  }

  /** Gives; false when already at its maximum. Wakes a waiter but does not switch to it. */
  give(): boolean {
    if (this.count >= this.max) return false;
    this.count++;
    this.kernel.wakeOne(this.waiters);
    return true;
  }

  /** Gives from a task, switching to a higher task that waited for it. */
  *giveAndYield(): Blocking<boolean> {
    const given = this.give();
    if (this.kernel.mustYield()) yield;
    return given;
  }

  /** Takes without waiting. */
  tryTake(): boolean {
    if (this.count === 0) return false;
    this.count--;
    return true;
  }

  /**
   * {@link take} without a generator, for a semaphore that one task alone takes: true when the task must `yield`. Whether
   * it was given then, {@link tryTake} says. @internal
   */
  sleep(ticks: number): boolean {
    if (this.isAvailable() || ticks === 0) return false;
    return this.kernel.blockCurrent(this.waiters, this.kernel.deadlineUs(ticks), this.name);
  }

  /** Takes, waiting up to `ticks`; false on timeout. */
  *take(ticks: number): Blocking<boolean> {
    const deadlineUs = this.kernel.deadlineUs(ticks);
    while (!this.isAvailable()) {
      if (ticks === 0) return false;
      if (!this.kernel.blockCurrent(this.waiters, deadlineUs, this.name)) return false;
      yield;
      if (this.kernel.current!.timedOut && !this.isAvailable()) return false;
    }
    this.count--;
    return true;
  }
}

/** A mutex with priority inheritance, optionally recursive. */
export class Mutex {
  private holder: Task | undefined;
  private depth = 0;
  private readonly waiters: WaitQueue;

  constructor(
    private readonly kernel: Kernel,
    readonly name: string,
    private readonly recursive = false,
  ) {
    this.waiters = new WaitQueue(name);
  }

  /**
   * Takes the mutex, waiting up to `ticks` (without limit unless given); false on timeout. The holder inherits the
   * waiter's priority meanwhile.
   */
  *take(ticks = FOREVER): Blocking<boolean> {
    const task = this.kernel.current;
    if (task === undefined) throw new ModelError('mutex taken in event context', { mutex: this.name });
    if (this.holder === task) {
      if (!this.recursive) throw new ModelError('mutex self-deadlock', { mutex: this.name, task: task.name });
      this.depth++;
      return true;
    }
    const deadlineUs = this.kernel.deadlineUs(ticks);
    while (this.holder !== undefined) {
      if (ticks === 0) return false;
      if (this.holder.priority < task.priority) this.kernel.setEffectivePriority(this.holder, task.priority);
      const hasBlocked = this.kernel.blockCurrent(this.waiters, deadlineUs, this.name);
      if (hasBlocked) yield;
      // The waits of several tasks leave other states than one task sees.
      const holder = this.holder as Task | undefined;
      if (holder === undefined || (hasBlocked && !task.timedOut)) continue;
      const waiting = this.waiters.tasks[0]?.priority ?? 0;
      this.kernel.setEffectivePriority(holder, Math.max(holder.basePriority, waiting));
      return false;
    }
    this.holder = task;
    this.depth = 1;
    return true;
  }

  /** Gives the mutex back; the holder falls to its own priority and may be preempted at once. */
  *give(): Blocking<void> {
    const task = this.kernel.current;
    if (task === undefined || this.holder !== task) {
      throw new ModelError('mutex given by a task that does not hold it', { mutex: this.name });
    }
    if (--this.depth > 0) return;
    this.holder = undefined;
    task.priority = task.basePriority;
    this.kernel.wakeOne(this.waiters);
    if (this.kernel.mustYield()) yield;
  }
}
