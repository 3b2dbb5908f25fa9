/** What outlives a handler's call: memory that it keeps, and its locks. */

import { DevicePanic } from '../../../sim/kernel/errors.js';
import type { Mutex } from '../../../sim/kernel/sync.js';
import { FOREVER, type Blocking, type Task } from '../../../sim/kernel/task.js';
import type { RtosHome } from '../frame/app.js';
import { portMAX_DELAY, xSemaphoreCreateMutex, xSemaphoreGive, xSemaphoreTake } from '../frame/freertos.js';

interface Lock {
  /** `undefined`: there was no memory for it. */
  readonly mutex: Mutex | undefined;
  holder: Task | undefined;
}

/** The static variables of a device's handlers. */
export class HandlerState {
  /** Flags that are set. */
  readonly flags = new Set<string>();
  private readonly blocks: number[] = [];
  private readonly locks = new Map<string, Lock>();

  constructor(private readonly home: RtosHome) {}

  /** `malloc`; false without memory. */
  alloc(bytes: number): boolean {
    if (!this.home.heap.malloc(bytes)) return false;
    this.blocks.push(bytes);
    return true;
  }

  /** Frees the newest block of that size, or all (`Infinity`). False where there is none. */
  free(bytes: number): boolean {
    if (bytes === Infinity) {
      for (const block of this.blocks.splice(0)) this.home.heap.free(block);
      return true;
    }
    const index = this.blocks.lastIndexOf(bytes);
    if (index < 0) return false;
    this.blocks.splice(index, 1);
    this.home.heap.free(bytes);
    return true;
  }

  /** Takes a mutex (not a recursive one: who has it already waits in vain); false on timeout. */
  *lock(name: string, timeoutUs: number): Blocking<boolean> {
    const { kernel } = this.home;
    const lock = this.lockNamed(name);
    const ticks = timeoutUs === Infinity ? portMAX_DELAY : Math.floor(timeoutUs / kernel.tickUs);
    if (lock.holder !== undefined && lock.holder === kernel.current) {
      yield* kernel.sleepTicks(ticks === portMAX_DELAY ? FOREVER : ticks, name);
      return false;
    }
    if (!(yield* xSemaphoreTake(lock.mutex, ticks))) return false;
    lock.holder = kernel.current;
    return true;
  }

  /** Gives it back; FreeRTOS asserts that the caller has it. False where nobody has. */
  *unlock(name: string): Blocking<boolean> {
    const lock = this.lockNamed(name);
    if (lock.holder === undefined) return false;
    if (lock.holder !== this.home.kernel.current)
      throw new DevicePanic('assert failed: xTaskPriorityDisinherit tasks.c (pxTCB == pxCurrentTCBs)', 0);
    lock.holder = undefined;
    return yield* xSemaphoreGive(lock.mutex);
  }

  private lockNamed(name: string): Lock {
    let lock = this.locks.get(name);
    if (lock === undefined) {
      lock = { mutex: xSemaphoreCreateMutex(this.home, name), holder: undefined };
      this.locks.set(name, lock);
    }
    return lock;
  }
}
