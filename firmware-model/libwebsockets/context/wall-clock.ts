/**
 * The device's wall clock (`gettimeofday`, `settimeofday`): the tick count (1 ms) plus an offset.
 *
 * lws keeps all its timers in wall-clock time; TCP and FreeRTOS do not.
 */

import type { Kernel } from '../../../sim/kernel/kernel.js';
import { US_PER_SEC } from '../sizes.js';

/** 2025-01-01 00:00:00 UTC: the clock of a device that boots without SNTP. */
export const BOOT_UNIX_SECS = 1_735_689_600;

export class WallClock {
  private offsetUs: number;

  constructor(
    private readonly kernel: Kernel,
    bootUnixSecs = BOOT_UNIX_SECS,
  ) {
    this.offsetUs = bootUnixSecs * US_PER_SEC;
  }

  /** Microseconds since 1970, in steps of a tick. */
  nowUs(): number {
    const { nowUs, tickUs } = this.kernel;
    return nowUs - (nowUs % tickUs) + this.offsetUs;
  }

  /** Sets the clock at once; `unixSecs` stands for the whole second that is running. */
  set(unixSecs: number): void {
    const runningSecs = Math.floor(this.kernel.nowUs / US_PER_SEC);
    this.offsetUs = (unixSecs - runningSecs) * US_PER_SEC;
  }
}
