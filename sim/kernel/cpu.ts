/**
 * CPU time that a device's tasks are charged with: what `device.cpu` says, nothing where it says nothing.
 *
 * The task that does the work is busy meanwhile (`Kernel.busy`): those of its own and lower priority wait. Only devices
 * with `device.cpu` have one.
 */

import type { Kernel } from './kernel.js';
import type { Blocking } from './task.js';
import { US_PER_S } from './units.js';

/** How `work` records begin what a busy task waits for: `CPU: parsing`. */
export const CPU_WAIT = 'CPU: ';

/** What was spent on one kind of work. */
export interface CpuSpent {
  times: number;
  us: number;
}

/** Figures by their names: microseconds, or bytes a second for {@link Cpu.bytes}. */
export type CpuCosts = Readonly<Record<string, number | undefined>>;

export class Cpu {
  /** By entry, in the order in which they first came. */
  readonly spent = new Map<string, CpuSpent>();

  constructor(
    private readonly kernel: Kernel,
    private readonly costs: CpuCosts,
  ) {}

  /** The running task does this once; `what` names it for whoever waits. */
  *work(entry: string, what: string): Blocking<void> {
    const us = this.costs[entry] ?? 0;
    if (us > 0) yield* this.take(entry, us, what);
  }

  /** The running task handles so many bytes. */
  *bytes(entry: string, count: number, what: string): Blocking<void> {
    const rate = this.costs[entry];
    if (rate !== undefined && count > 0) yield* this.take(entry, Math.ceil((count * US_PER_S) / rate), what);
  }

  /** The running task computes; nobody counts it. */
  compute(us: number): Blocking<void> {
    return this.kernel.busy(us, `${CPU_WAIT}computing`);
  }

  private take(entry: string, us: number, what: string): Blocking<void> {
    let spent = this.spent.get(entry);
    if (spent === undefined) this.spent.set(entry, (spent = { times: 0, us: 0 }));
    spent.times++;
    spent.us += us;
    return this.kernel.busy(us, CPU_WAIT + what);
  }
}
