/** Performs planned cases on several threads, and tells the results in the order of the plan. */

import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import type { CaseResult } from '../../report/check/case-result.js';
import { runLoaded } from './do-job.js';
import type { PlannedCase } from './plan.js';

/** Told of each result in the plan's order; false ends the check. */
export type TakeResult = (planned: PlannedCase, result: CaseResult) => boolean;

/** Told as soon as a case is done, in any order. */
export type NoteDone = (done: number, newest: PlannedCase) => void;

/** Makes a thread that does jobs. */
export type StartWorker = () => Worker;

/** How many threads, and how they are made; without `start` everything is done here. */
export interface Threads {
  readonly start: StartWorker | undefined;
  /** undefined: one a core, if that pays. */
  readonly count: number | undefined;
}

/** After this time it is known how long the rest takes. */
const TRIAL_MS = 400;
/** Threads take time to start: less work than this is done here. */
const WORTH_MS = 2000;

/** Performs all cases, or those before `take` has had enough. */
export async function performCases(
  plan: readonly PlannedCase[],
  { start, count }: Threads,
  take: TakeResult,
  note: NoteDone,
): Promise<void> {
  const order = new InOrder(plan, take, note);
  if (start === undefined || count === 1) {
    performHere(plan, 0, order, Infinity);
    return;
  }
  const begunMs = performance.now();
  const done = count === undefined ? performHere(plan, 0, order, begunMs + TRIAL_MS) : 0;
  const leftMs = ((performance.now() - begunMs) / done) * (plan.length - done);
  const threads = Math.min(count ?? availableParallelism(), plan.length - done);
  if (threads < 2 || (count === undefined && leftMs < WORTH_MS)) performHere(plan, done, order, Infinity);
  else await performOnThreads(plan, done, Array.from({ length: threads }, start), order);
}

/** Performs cases from `first` on until `untilMs`; the number of the next one. */
function performHere(plan: readonly PlannedCase[], first: number, order: InOrder, untilMs: number): number {
  let next = first;
  while (next < plan.length && !order.isOver && performance.now() < untilMs) {
    const { result, scenario, job } = plan[next]!;
    order.done(next++, result ?? runLoaded(scenario!, job!.seed));
  }
  return next;
}

async function performOnThreads(
  plan: readonly PlannedCase[],
  first: number,
  workers: readonly Worker[],
  order: InOrder,
): Promise<void> {
  let next = first;
  const nextJob = (): number | undefined => {
    while (next < plan.length && !order.isOver) {
      const index = next++;
      const { result } = plan[index]!;
      if (result === undefined) return index;
      order.done(index, result);
    }
    return undefined;
  };
  try {
    await Promise.all(workers.map((worker) => drive(worker, plan, nextJob, order)));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** Gives a thread one job after the other. */
function drive(
  worker: Worker,
  plan: readonly PlannedCase[],
  nextJob: () => number | undefined,
  order: InOrder,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let current: number | undefined;
    const more = (): void => {
      current = nextJob();
      if (current === undefined) resolve();
      else worker.postMessage(plan[current]!.job);
    };
    worker.on('message', (result: CaseResult) => {
      if (current !== undefined) order.done(current, result);
      more();
    });
    worker.on('error', reject);
    worker.on('exit', (code) => reject(new Error(`a thread of the check ended with ${code}`)));
    more();
  });
}

/** Holds results back until those before them are there. */
class InOrder {
  isOver = false;
  private readonly results: (CaseResult | undefined)[];
  private next = 0;
  private count = 0;

  constructor(
    private readonly plan: readonly PlannedCase[],
    private readonly take: TakeResult,
    private readonly note: NoteDone,
  ) {
    this.results = plan.map(() => undefined);
  }

  done(index: number, result: CaseResult): void {
    this.results[index] = result;
    this.note(++this.count, this.plan[index]!);
    while (!this.isOver) {
      const ready = this.results[this.next];
      if (ready === undefined) return;
      this.results[this.next] = undefined;
      if (!this.take(this.plan[this.next++]!, ready)) this.isOver = true;
    }
  }
}
