/** The line on a terminal that tells how far a long run is. */

import { durationText, seenTimeText } from '../../expect/time-words.js';
import { Progress } from '../check/progress.js';
import type { CliIo } from '../io.js';
import { wallMs } from '../wall-clock.js';

/** Shorter runs tell nothing. */
const QUIET_MS = 2000;
const BETWEEN_MS = 500;
const PERCENT = 100;

/** Tells the virtual time of a run now and then. */
export class RunProgress {
  private readonly progress: Progress;
  private nextMs = wallMs() + QUIET_MS;

  /** Where the console's log is printed as it comes, that is progress enough. */
  constructor(
    { err, errIsTerminal, outIsTerminal }: CliIo,
    private readonly untilUs: number,
  ) {
    this.progress = new Progress(err, PERCENT, errIsTerminal && !outIsTerminal);
  }

  /** Told often; prints seldom. */
  show(timeUs: number): void {
    const nowMs = wallMs();
    if (nowMs < this.nextMs) return;
    this.nextMs = nowMs + BETWEEN_MS;
    const percent = Math.floor((timeUs / this.untilUs) * PERCENT);
    this.progress.show(percent, `${seenTimeText(timeUs)} of ${durationText(this.untilUs)}`);
  }

  clear(): void {
    this.progress.clear();
  }
}
