/**
 * FreeRTOS for applications, by its C names: queues, semaphores, mutexes, ticks.
 *
 * Modelled: the heap that an object takes (test/conformance/README.md, "Heap on the ESP32"), NULL without memory for it,
 * waits that end on tick edges, priority inheritance of mutexes. Absent: deleting objects, queue sets, notifications,
 * interrupts.
 */

import { US_PER_MS } from '../../../sim/kernel/units.js';
import { DevicePanic } from '../../../sim/kernel/errors.js';
import { MessageQueue, Mutex, Semaphore } from '../../../sim/kernel/sync.js';
import { FOREVER, type Blocking } from '../../../sim/kernel/task.js';
import { SEMAPHORE_BYTES } from '../../esp-http-server/index.js';
import type { RtosHome } from './app.js';

/** FreeRTOS asserts that an object exists (queue.c); NULL is what creating it without memory has left. */
function existing<T>(object: T | undefined, by: string): T {
  if (object === undefined) throw new DevicePanic(`assert failed: ${by} queue.c (pxQueue)`, 0);
  return object;
}

/** A wait without limit. */
export const portMAX_DELAY = FOREVER;

/** Milliseconds as ticks, rounded down. */
export function pdMS_TO_TICKS(context: RtosHome, ms: number): number {
  return Math.floor((ms * US_PER_MS) / context.kernel.tickUs);
}

/** Sleeps to the `ticks`-th tick edge from now; 0 passes the turn to tasks of the same priority. */
export function vTaskDelay(context: RtosHome, ticks: number): Blocking<void> {
  return context.kernel.sleepTicks(ticks);
}

/** A queue of `length` items of `itemBytes` each; `undefined` without memory. */
export function xQueueCreate<T>(
  context: RtosHome,
  name: string,
  length: number,
  itemBytes: number,
): MessageQueue<T> | undefined {
  if (!context.heap.malloc(SEMAPHORE_BYTES + length * itemBytes)) return undefined;
  return new MessageQueue<T>(context.kernel, name, length);
}

/** Puts an item behind the others, waiting up to `ticks` while the queue is full; false on timeout. */
export function xQueueSend<T>(queue: MessageQueue<T> | undefined, item: T, ticks: number): Blocking<boolean> {
  return existing(queue, 'xQueueGenericSend').post(item, ticks);
}

/** Takes the first item, waiting up to `ticks` for one; `undefined` on timeout. */
export function xQueueReceive<T>(queue: MessageQueue<T> | undefined, ticks: number): Blocking<T | undefined> {
  return existing(queue, 'xQueueReceive').fetch(ticks);
}

/** A semaphore that counts to `max`; `undefined` without memory. */
export function xSemaphoreCreateCounting(
  context: RtosHome,
  name: string,
  max: number,
  initial: number,
): Semaphore | undefined {
  if (!context.heap.malloc(SEMAPHORE_BYTES)) return undefined;
  return new Semaphore(context.kernel, name, max, initial);
}

/** A semaphore for one, not given yet; `undefined` without memory. */
export function xSemaphoreCreateBinary(context: RtosHome, name: string): Semaphore | undefined {
  return xSemaphoreCreateCounting(context, name, 1, 0);
}

/** A mutex; its holder inherits the priority of who waits for it. `undefined` without memory. */
export function xSemaphoreCreateMutex(context: RtosHome, name: string): Mutex | undefined {
  return context.heap.malloc(SEMAPHORE_BYTES) ? new Mutex(context.kernel, name) : undefined;
}

/** Takes a semaphore or mutex, waiting up to `ticks`; false on timeout. */
export function xSemaphoreTake(semaphore: Semaphore | Mutex | undefined, ticks: number): Blocking<boolean> {
  return existing(semaphore, 'xQueueSemaphoreTake').take(ticks);
}

/** Gives a semaphore or mutex; false when it is full already. */
export function* xSemaphoreGive(semaphore: Semaphore | Mutex | undefined): Blocking<boolean> {
  const given = existing(semaphore, 'xQueueGenericSend');
  if (given instanceof Semaphore) return yield* given.giveAndYield();
  yield* given.give();
  return true;
}
