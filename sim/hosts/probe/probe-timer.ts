/** The one timer of a probe connection: it waits for one thing at a time. */

import { cancel, type ScheduledEvent } from '../../kernel/event-queue.js';
import type { Kernel } from '../../kernel/kernel.js';

/** What it waits for: the SYN's answer, an acknowledgement, an open window. */
export type TimerPurpose = 'syn' | 'retransmit' | 'persist';

/** Restartable one-shot timer with a purpose. */
export class ProbeTimer {
  /** Undefined while stopped. */
  purpose: TimerPurpose | undefined;
  private event: ScheduledEvent | undefined;

  constructor(
    private readonly kernel: Kernel,
    private readonly onExpiry: (purpose: TimerPurpose) => void,
  ) {}

  /** Starts anew, whatever it waited for. */
  start(purpose: TimerPurpose, delayUs: number): void {
    this.stop();
    this.purpose = purpose;
    this.event = this.kernel.at(this.kernel.nowUs + delayUs, this.expire);
  }

  stop(): void {
    if (this.event !== undefined) cancel(this.event);
    this.event = undefined;
    this.purpose = undefined;
  }

  private readonly expire = (): void => {
    const { purpose } = this;
    this.event = undefined;
    this.purpose = undefined;
    if (purpose !== undefined) this.onExpiry(purpose);
  };
}
