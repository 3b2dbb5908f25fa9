/** A restartable one-shot timer. */

import { cancel, type ScheduledEvent } from '../../kernel/event-queue.js';
import type { Kernel } from '../../kernel/kernel.js';

export class LinuxTimer {
  private event: ScheduledEvent | undefined;

  constructor(
    private readonly kernel: Kernel,
    private readonly onExpiry: () => void,
  ) {}

  get isRunning(): boolean {
    return this.event !== undefined;
  }

  /** Starts anew. */
  start(delayUs: number): void {
    this.stop();
    this.event = this.kernel.at(this.kernel.nowUs + Math.round(delayUs), () => {
      this.event = undefined;
      this.onExpiry();
    });
  }

  stop(): void {
    if (this.event !== undefined) cancel(this.event);
    this.event = undefined;
  }
}
