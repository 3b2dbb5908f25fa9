/**
 * FreeRTOS objects as applications create them: their memory comes from the heap.
 *
 * Modelled: the bytes of a queue or semaphore (test/conformance/README.md, "Heap on the ESP32"), NULL without memory
 * for it. Absent: deleting them, which no application here does.
 */

import { MessageQueue, Semaphore } from '../../sim/kernel/sync.js';
import { SEMAPHORE_BYTES } from '../esp-http-server/index.js';
import type { AppContext } from './app.js';

/** `xSemaphoreCreateCounting`; with `max` 1 it is `xSemaphoreCreateBinary`. `undefined` without memory. */
export function xSemaphoreCreateCounting(
  context: AppContext,
  name: string,
  max: number,
  initial: number,
): Semaphore | undefined {
  if (!context.heap.malloc(SEMAPHORE_BYTES)) return undefined;
  return new Semaphore(context.kernel, name, max, initial);
}

/** `xQueueCreate(length, itemBytes)`. `undefined` without memory. */
export function xQueueCreate<T>(
  context: AppContext,
  name: string,
  length: number,
  itemBytes: number,
): MessageQueue<T> | undefined {
  if (!context.heap.malloc(SEMAPHORE_BYTES + length * itemBytes)) return undefined;
  return new MessageQueue<T>(context.kernel, name, length);
}
