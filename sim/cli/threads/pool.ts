/**
 * Threads that do jobs: each takes the next one as soon as it is free, so that all cores are busy to the end. A thread
 * that is lost (a user's module ended it, or does not come back) is replaced, and its job alone fails.
 */

import { MS_PER_S } from '../../kernel/units.js';
import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import { LoopWatch } from '../../live/watch/pulse.js';
import { placeInUserCode } from './where-it-is.js';
import { pulseOf, startThread } from './start-thread.js';
import type { JobAnswers, JobKind, ThreadReply, ThreadRequest } from './jobs.js';

/** Makes a thread that does jobs. */
type StartThread = () => Worker;

/** Threads for the jobs of a command: so many, or one a core. */
export function poolFor(work: string, count = availableParallelism()): ThreadPool {
  return new ThreadPool(() => startThread('job-thread', work), count);
}

/** Why a job has no answer. `exit`: the thread was ended; `time`: it took too long; `error`: something was thrown. */
export class JobLost extends Error {
  override readonly name = 'JobLost';

  constructor(
    readonly why: 'exit' | 'time' | 'error',
    message: string,
  ) {
    super(message);
  }
}

/** How a job is to be done. */
interface Terms {
  /** Wall time after which the thread is given up. */
  readonly limitMs: number;
  /** Jobs with one name are best done by one thread, which keeps what it has read. */
  readonly affinity?: string;
  /** Called when a thread begins with it. */
  readonly begun?: () => void;
}

interface Pending {
  readonly request: ThreadRequest;
  readonly limitMs: number;
  readonly affinity: string;
  readonly begun: (() => void) | undefined;
  readonly resolve: (answer: never) => void;
  readonly reject: (error: JobLost) => void;
}

interface Slot {
  worker: Worker | undefined;
  watch: LoopWatch | undefined;
  job: Pending | undefined;
  timer: NodeJS.Timeout | undefined;
  /** The thread has loaded its code: only from then on time counts. */
  isReady: boolean;
}

/** How far ahead a thread looks for a job that it is prepared for. */
const LOOK_AHEAD = 64;

export class ThreadPool {
  private readonly slots: Slot[];
  private readonly queue: Pending[] = [];
  private readonly owners = new Map<string, Slot>();
  private isClosed = false;

  /** Threads are started when there is work for them. */
  constructor(
    private readonly start: StartThread,
    count: number,
  ) {
    this.slots = Array.from({ length: count }, () => ({
      worker: undefined,
      watch: undefined,
      job: undefined,
      timer: undefined,
      isReady: false,
    }));
  }

  /** Has a job done; rejects with {@link JobLost}. Jobs are begun in the order in which they come. */
  do<K extends JobKind>(
    request: ThreadRequest<K>,
    { limitMs, affinity = '', begun }: Terms,
  ): Promise<JobAnswers[K]['answer']> {
    return new Promise((resolve, reject) => {
      this.queue.push({ request, limitMs, affinity, begun, resolve, reject });
      this.fill();
    });
  }

  /** Ends all threads; jobs that wait are never done. */
  async close(): Promise<void> {
    this.isClosed = true;
    this.queue.length = 0;
    for (const { timer, watch } of this.slots) {
      clearTimeout(timer);
      watch?.stop();
    }
    const workers = this.slots.map(({ worker }) => worker).filter((worker) => worker !== undefined);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  private fill(): void {
    for (const slot of this.slots) {
      if (this.isClosed || this.queue.length === 0) return;
      if (slot.job === undefined) this.give(slot, this.next(slot));
    }
  }

  /** One that the thread is prepared for, or that nobody is, or the first. */
  private next(slot: Slot): Pending {
    let found = 0;
    for (let i = 0; i < Math.min(this.queue.length, LOOK_AHEAD); i++) {
      const owner = this.owners.get(this.queue[i]!.affinity);
      if (owner !== undefined && owner !== slot) continue;
      found = i;
      break;
    }
    return this.queue.splice(found, 1)[0]!;
  }

  private give(slot: Slot, job: Pending): void {
    slot.job = job;
    slot.worker ??= this.started(slot);
    if (slot.isReady) this.begin(slot, job);
    if (job.affinity !== '') this.owners.set(job.affinity, slot);
    slot.worker.postMessage(job.request);
  }

  private begin(slot: Slot, job: Pending): void {
    slot.timer = setTimeout(() => void this.overdue(slot, job), job.limitMs);
    job.begun?.();
  }

  private started(slot: Slot): Worker {
    const worker = this.start();
    const pulse = pulseOf(worker);
    slot.watch =
      pulse &&
      new LoopWatch(
        () => placeInUserCode(worker),
        pulse,
        (message) => this.stuck(slot, worker, message),
      );
    slot.isReady = false;
    const isPresent = (): boolean => slot.worker === worker;
    worker.on('message', (reply: ThreadReply) => {
      if (!isPresent()) return;
      if ('ready' in reply) {
        slot.isReady = true;
        if (slot.job !== undefined) this.begin(slot, slot.job);
        return;
      }
      const job = this.free(slot);
      if ('answer' in reply) job?.resolve(reply.answer as never);
      else job?.reject(new JobLost('error', reply.error));
      this.fill();
    });
    worker.on('error', (error) => {
      if (!isPresent()) return;
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.lose(slot, new JobLost('error', text));
    });
    worker.on('exit', (code) => {
      if (isPresent()) this.lose(slot, new JobLost('exit', `process.exit(${code})`));
    });
    return worker;
  }

  private async overdue(slot: Slot, job: Pending): Promise<void> {
    const { worker } = slot;
    const place = worker && (await placeInUserCode(worker));
    if (slot.job !== job || slot.worker !== worker) return;
    const where =
      place === undefined ? ': is there an endless loop in a module?' : `, the thread is at ${place}`;
    this.lose(slot, new JobLost('time', `no answer for ${job.limitMs / MS_PER_S} s (--timeout)${where}`));
    void worker?.terminate();
  }

  /** The thread of a slot is in a loop of the user's. */
  private stuck(slot: Slot, worker: Worker, message: string): void {
    if (slot.worker === worker) this.lose(slot, new JobLost('time', message));
    void worker.terminate();
  }

  private lose(slot: Slot, why: JobLost): void {
    slot.worker = undefined;
    slot.watch?.stop();
    for (const [name, owner] of this.owners) if (owner === slot) this.owners.delete(name);
    this.free(slot)?.reject(why);
    this.fill();
  }

  private free(slot: Slot): Pending | undefined {
    clearTimeout(slot.timer);
    const { job } = slot;
    slot.job = undefined;
    return job;
  }
}
