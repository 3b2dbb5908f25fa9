/** Performs planned cases on several threads, and tells the results in the order of the plan. */

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
  readonly count: number;
}

/** Fewer cases are done here: a thread takes longer to start. */
const WORTH_A_THREAD = 4;

/** Performs all cases, or those before `take` has had enough. */
export async function performCases(
  plan: readonly PlannedCase[],
  threads: Threads,
  take: TakeResult,
  note: NoteDone,
): Promise<void> {
  const { start } = threads;
  const order = new InOrder(plan, take, note);
  const count = Math.min(threads.count, Math.floor(plan.length / WORTH_A_THREAD));
  if (start === undefined || count < 2) performHere(plan, order);
  else await performOnThreads(plan, Array.from({ length: count }, start), order);
}

function performHere(plan: readonly PlannedCase[], order: InOrder): void {
  for (const [index, { result, scenario, job }] of plan.entries()) {
    if (order.isOver) return;
    order.done(index, result ?? runLoaded(scenario!, job!.seed));
  }
}

async function performOnThreads(
  plan: readonly PlannedCase[],
  workers: readonly Worker[],
  order: InOrder,
): Promise<void> {
  let next = 0;
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
