/**
 * What the two ports of lwIP to FreeRTOS do differently (sys_arch.c of ESP-IDF and of the W800 SDK).
 *
 * Modelled: how milliseconds become ticks, which operating system objects cost heap, lwIP's clock.
 * Absent: the protection mutex (nothing that holds it can be preempted here).
 */

import { US_PER_MS } from '../../kernel/units.js';
import type { Kernel } from '../../kernel/kernel.js';
import { FOREVER } from '../../kernel/task.js';
import type { LwipOptions } from './options.js';

/** `struct sys_mbox_s` of ESP-IDF's port: queue handle and owner. */
const ESP_MAILBOX_STRUCT_BYTES = 8;
/** ESP-IDF keeps a task's semaphore behind an allocated pointer. */
const ESP_THREAD_SEMAPHORE_POINTER_BYTES = 4;

/** A FreeRTOS queue, semaphore or mutex without its items, as the traces count it. */
export const QUEUE_STRUCT_BYTES = 84;
/** Mailboxes hold pointers. */
export const POINTER_BYTES = 4;

/** One port. */
export class SysArch {
  /** Heap bytes of a mailbox besides its queue. */
  readonly mailboxStructBytes: number;
  /** Heap bytes of a task's semaphore besides the semaphore. */
  readonly threadSemaphoreBytes: number;
  /** Ticks that `sys_arch_mbox_tryfetch` waits for a message. */
  readonly tryFetchTicks: number;
  private readonly tickMs: number;
  private readonly roundsWaitsUp: boolean;

  constructor(
    private readonly kernel: Kernel,
    options: LwipOptions,
  ) {
    this.mailboxStructBytes = options.ESP_LWIP ? ESP_MAILBOX_STRUCT_BYTES : 0;
    this.threadSemaphoreBytes = options.ESP_LWIP ? ESP_THREAD_SEMAPHORE_POINTER_BYTES : 0;
    this.tryFetchTicks = options.MBOX_TRYFETCH_TICKS;
    this.roundsWaitsUp = options.SEMAPHORE_WAITS_ROUND_UP;
    this.tickMs = kernel.tickUs / US_PER_MS;
  }

  /** `sys_now()`: milliseconds since boot, in steps of a tick. */
  nowMs(): number {
    return this.kernel.tickCount * this.tickMs;
  }

  /** Ticks of a mailbox fetch (`sys_arch_mbox_fetch`); 0 ms waits for ever. */
  fetchTicks(timeoutMs: number): number {
    return timeoutMs === 0 ? FOREVER : Math.floor(timeoutMs / this.tickMs);
  }

  /** Ticks of a semaphore wait (`sys_arch_sem_wait`); 0 ms waits for ever. */
  semaphoreTicks(timeoutMs: number): number {
    if (timeoutMs === 0) return FOREVER;
    return this.roundsWaitsUp ? Math.ceil(timeoutMs / this.tickMs) + 1 : Math.floor(timeoutMs / this.tickMs);
  }
}
