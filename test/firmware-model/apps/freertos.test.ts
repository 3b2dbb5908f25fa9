/** FreeRTOS for applications: heap, timeouts, priority inheritance; and newlib's rand(). */

import { expect, test } from 'vitest';
import { DevicePanic } from '../../../sim/kernel/errors.js';
import { createTask } from '../../../firmware-model/apps/frame/app.js';
import {
  pdMS_TO_TICKS,
  portMAX_DELAY,
  vTaskDelay,
  xQueueCreate,
  xQueueReceive,
  xQueueSend,
  xSemaphoreCreateBinary,
  xSemaphoreCreateCounting,
  xSemaphoreCreateMutex,
  xSemaphoreGive,
  xSemaphoreTake,
} from '../../../firmware-model/apps/frame/freertos.js';
import { newlibRand } from '../../../firmware-model/apps/frame/newlib-rand.js';
import { fakeDevice, FakeHeap } from '../fake-device.js';

const SECOND_US = 1_000_000;

test('objects take heap: 84 bytes, and the items of a queue', () => {
  const { context, heap } = fakeDevice({}, { apps: [] });
  const before = heap.inUse;
  xQueueCreate(context, 'queue', 5, 8);
  xSemaphoreCreateCounting(context, 'counting', 3, 0);
  xSemaphoreCreateMutex(context, 'mutex');
  expect(heap.inUse - before).toBe(84 + 40 + 84 + 84);
});

test('without memory they are NULL, and using NULL is a crash', () => {
  const { context } = fakeDevice({ heap: new FakeHeap(0) }, { apps: [] });
  expect(xQueueCreate(context, 'queue', 1, 1)).toBeUndefined();
  expect(xSemaphoreCreateMutex(context, 'mutex')).toBeUndefined();
  const semaphore = xSemaphoreCreateBinary(context, 'binary');
  expect(semaphore).toBeUndefined();
  expect(() => xSemaphoreTake(semaphore, 0).next()).toThrow(DevicePanic);
});

test('waits end on tick edges; portMAX_DELAY does not end', () => {
  const { context, kernel } = fakeDevice({}, { apps: [] });
  const seen: unknown[] = [];
  createTask(
    context,
    'waiter',
    0,
    2,
    (function* () {
      const queue = xQueueCreate<string>(context, 'queue', 1, 4);
      const semaphore = xSemaphoreCreateBinary(context, 'binary');
      seen.push(yield* xQueueReceive(queue, pdMS_TO_TICKS(context, 25)), kernel.nowUs);
      seen.push(yield* xSemaphoreTake(semaphore, pdMS_TO_TICKS(context, 30)), kernel.nowUs);
      seen.push(yield* xQueueSend(queue, 'a', 0), yield* xQueueSend(queue, 'b', 0));
      seen.push(yield* xQueueReceive(queue, portMAX_DELAY));
      seen.push(yield* xSemaphoreGive(semaphore), yield* xSemaphoreGive(semaphore));
      seen.push(yield* xSemaphoreTake(semaphore, portMAX_DELAY));
      yield* xSemaphoreTake(semaphore, portMAX_DELAY);
      seen.push('never');
    })(),
  );
  kernel.run(SECOND_US);
  expect(seen).toEqual([undefined, 20_000, false, 50_000, true, false, 'a', true, false, true]);
});

test('the holder of a mutex has the priority of who waits for it, as long as it is waited for', () => {
  const { context, kernel } = fakeDevice({}, { apps: [] });
  const mutex = xSemaphoreCreateMutex(context, 'mutex');
  const seen: unknown[] = [];
  const tick = pdMS_TO_TICKS(context, 10);
  const low = createTask(
    context,
    'low',
    0,
    2,
    (function* () {
      yield* xSemaphoreTake(mutex, portMAX_DELAY);
      yield* vTaskDelay(context, 10 * tick);
      yield* xSemaphoreGive(mutex);
    })(),
  );
  createTask(
    context,
    'high',
    0,
    7,
    (function* () {
      yield* vTaskDelay(context, tick);
      seen.push(yield* xSemaphoreTake(mutex, 0), yield* xSemaphoreTake(mutex, 2 * tick), kernel.nowUs);
      seen.push(low?.priority);
      seen.push(yield* xSemaphoreTake(mutex, portMAX_DELAY), kernel.nowUs);
    })(),
  );
  createTask(
    context,
    'observer',
    0,
    9,
    (function* () {
      yield* vTaskDelay(context, 2 * tick);
      seen.push(low?.priority);
    })(),
  );
  kernel.run(SECOND_US);
  expect(seen).toEqual([7, false, false, 30_000, 2, true, 100_000]);
});

test('rand() is the same after every boot', () => {
  const rand = newlibRand();
  expect([rand(), rand(), rand(), rand(), rand()]).toEqual([
    1481765933, 1085377743, 1270216262, 1191391529, 812669700,
  ]);
});
