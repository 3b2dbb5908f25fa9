/** Waiting longer and longer between attempts. */

import type { Random } from '../../../kernel/random.js';

/** How long to wait before the n-th attempt. */
export interface Backoff {
  readonly firstUs: number;
  /** Each wait is so many times the one before. */
  readonly factor: number;
  readonly maxUs: number;
  /** Share of a wait, 0..1, that is drawn at random: 0.5 waits between half and all of it. */
  readonly jitter: number;
}

/** The waits of one client; a success starts them anew. */
export class BackoffTimer {
  private nextUs: number;

  constructor(
    private readonly backoff: Backoff,
    private readonly random: Random,
  ) {
    this.nextUs = backoff.firstUs;
  }

  /** The next wait in whole µs, at least 1. */
  take(): number {
    const { factor, maxUs, jitter } = this.backoff;
    const fullUs = Math.min(this.nextUs, maxUs);
    this.nextUs = Math.min(fullUs * factor, maxUs);
    const cutUs = jitter === 0 ? 0 : fullUs * jitter * this.random.fraction();
    return Math.max(1, Math.round(fullUs - cutUs));
  }

  reset(): void {
    this.nextUs = this.backoff.firstUs;
  }
}
