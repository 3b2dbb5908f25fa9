/** Writes a `res` record whenever a resource count has changed, just before time moves on. */

import type { Device } from './firmware.js';
import type { Kernel } from '../kernel/kernel.js';
import type { ResRecord, Trace } from '../kernel/trace.js';

export class ResRecorder {
  private readonly last: number[] = [];
  private readonly now: number[] = [];

  constructor(
    private readonly kernel: Kernel,
    private readonly trace: Trace,
    private readonly device: Device,
  ) {}

  /** Looks at the counts and writes a record if one differs from the last one written. */
  look(): void {
    const { now, last, device } = this;
    device.readCounts(now);
    let changed = false;
    for (let i = 0; i < now.length; i++) {
      if (now[i] === last[i]) continue;
      last[i] = now[i]!;
      changed = true;
    }
    if (!changed) return;
    const record: Record<string, number | string> = { t: this.kernel.nowUs, k: 'res' };
    device.countNames.forEach((name, i) => (record[name] = now[i]!));
    this.trace.emit(record as unknown as ResRecord);
  }
}
