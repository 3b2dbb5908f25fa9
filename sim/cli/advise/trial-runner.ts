/** Makes the runs of a search for cures: here, one after the other, or on all cores where that pays. */

import type { Change } from '../../advise/change.js';
import type { Impossible, Trial } from '../../advise/trial.js';
import { elsewhere } from '../elsewhere.js';
import type { CliIo } from '../io.js';
import { Progress } from '../check/progress.js';
import { runTrial } from '../threads/do-job.js';
import type { TrialJob } from '../threads/jobs.js';
import { JobLost, poolFor, type ThreadPool } from '../threads/pool.js';
import { UsageError } from '../usage-error.js';

/** After this time it is known how long a run takes: the first ones take longer. */
const KNOWN_MS = 400;
/** Threads take time to start: less work than this is done here. */
const WORTH_MS = 1500;
/** A change that makes a run so much longer than today's is no cure; wall time, at least. */
const LONGEST = 20;
const LEAST_LIMIT_MS = 20_000;
const GRACE_MS = 1000;
const MOST_MS = 3_600_000;

export class TrialRunner {
  private pool: ThreadPool | undefined;
  private limitMs = MOST_MS;
  private hasGoal = false;
  private last: Promise<unknown> = Promise.resolve();
  private hereMs = 0;
  private done = 0;
  private asked = 0;

  constructor(
    private readonly plan: Pick<TrialJob, 'file' | 'index' | 'set' | 'seed'>,
    private readonly io: CliIo,
    private readonly jobs: number | undefined,
  ) {}

  /** Runs the scenario as it is. */
  async today(): Promise<Trial> {
    const beganMs = performance.now();
    const today = await runTrial(this.job([]), elsewhere(this.io));
    if ('impossible' in today) throw new UsageError(today.impossible);
    const tookMs = performance.now() - beganMs;
    this.limitMs = Math.max(LEAST_LIMIT_MS, tookMs * LONGEST);
    this.hasGoal = today.failures > 0;
    return this.hasGoal ? { ...today, burden: today.burden + today.failures } : today;
  }

  /** Runs it with changes. */
  async run(changes: readonly Change[]): Promise<Trial | Impossible> {
    this.asked++;
    const trial = (await this.here(changes)) ?? (await this.there(changes));
    this.done++;
    const progress = new Progress(this.io.err, this.asked, this.io.errIsTerminal);
    progress.show(this.done, 'runs');
    if (this.done === this.asked) progress.clear();
    return trial;
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    await this.pool?.close();
  }

  /** Real clients change what all share: one run at a time. Undefined once there are threads. */
  private here(changes: readonly Change[]): Promise<Trial | Impossible | undefined> {
    if (this.pool !== undefined) return Promise.resolve(undefined);
    const trial = this.last.then(async () => {
      if (this.pool !== undefined) return undefined;
      const beganMs = performance.now();
      const done = await runTrial(this.job(changes), elsewhere(this.io));
      this.hereMs += performance.now() - beganMs;
      this.startThreads();
      return done;
    });
    this.last = trial.catch(() => undefined);
    return trial;
  }

  /** As soon as it is known that they pay. */
  private startThreads(): void {
    const { work } = this.io;
    if (work === undefined || this.jobs === 1 || this.hereMs < KNOWN_MS) return;
    const ranHere = this.done + 1;
    const leftMs = (this.hereMs / ranHere) * (this.asked - ranHere);
    if (leftMs > WORTH_MS) this.pool = poolFor(work, this.jobs);
  }

  private async there(changes: readonly Change[]): Promise<Trial | Impossible> {
    try {
      return await this.pool!.do(
        { kind: 'trial', job: this.job(changes) },
        { limitMs: this.limitMs + GRACE_MS },
      );
    } catch (error) {
      if (!(error instanceof JobLost) || error.why === 'error') throw error;
      return { impossible: error.message };
    }
  }

  private job(changes: readonly Change[]): TrialJob {
    return { ...this.plan, changes, hasGoal: this.hasGoal, limitMs: this.limitMs };
  }
}
