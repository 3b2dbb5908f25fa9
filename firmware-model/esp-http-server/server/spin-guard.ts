/**
 * Notices loops of the firmware that never block: on the device they starve every lower task for ever; here they would
 * hang the simulator.
 */

import type { Kernel, SpinDetail } from '../../../sim/kernel/kernel.js';
import type { Blocking } from '../../../sim/kernel/task.js';

/** Turns at one instant that no working server takes. */
const MAX_TURNS = 100_000;

export class SpinGuard {
  private instantUs = -1;
  private turns = 0;

  constructor(
    private readonly kernel: Kernel,
    /** Function that loops, and why, for the `livelock` record. */
    private readonly loop: string,
    private readonly maxTurns = MAX_TURNS,
  ) {}

  /** Counts a turn; true once there were too many at one instant: reports a livelock, which began at that instant, and what it is about. */
  isSpinning(on?: () => SpinDetail | undefined): boolean {
    const { kernel } = this;
    if (kernel.nowUs !== this.instantUs) {
      this.instantUs = kernel.nowUs;
      this.turns = 0;
    }
    if (++this.turns < this.maxTurns) return false;
    kernel.livelock ??= {
      timeUs: kernel.nowUs,
      taskName: kernel.current?.name ?? '',
      waitingFor: this.loop,
      switches: this.turns,
      on: on?.(),
    };
    return true;
  }

  /** Leaves the processor, for the kernel to end the run. */
  giveUp(): Blocking<void> {
    return this.kernel.sleepTicks(0, 'livelock');
  }
}
