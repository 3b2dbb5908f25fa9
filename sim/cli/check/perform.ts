/** Performs planned cases here or on several threads, and tells the results in the order of the plan. */

import type { CaseResult } from '../../report/check/case-result.js';
import type { PlacedResult } from '../../report/check/check-report.js';
import { unfinished } from '../../report/check/run-case.js';
import { runLoaded } from '../threads/run-loaded.js';
import { JobLost, type ThreadPool } from '../threads/pool.js';
import { wallMs } from '../wall-clock.js';
import type { Durations } from './shards.js';
import type { CasePages } from './pages.js';
import type { PlannedCase } from './plan.js';

/** Told of each result in the plan's order; false ends the check. */
export type TakeResult = (placed: PlacedResult) => boolean;

/** Told as soon as a case is done, in any order. */
export type NoteDone = (done: number, newest: PlannedCase) => void;

/** How cases are performed. */
export interface Means {
  /** Absent: everything is done here. */
  readonly pool: ThreadPool | undefined;
  /** Threads are used as soon as it is known that they pay; else for all that is not loaded here. */
  readonly isTrial: boolean;
  /** Wall time that a case may take. */
  readonly limitMs: number;
  /** Other orders of tasks that are tried for each case. */
  readonly interleavings: number;
  readonly set: readonly string[];
  readonly durations: Durations;
  /** Where the page of each case goes, if anywhere. */
  readonly pages: CasePages;
}

/** After this time it is known how long the rest takes. */
const TRIAL_MS = 400;
/** Threads take time to start: less work than this is done here. */
const WORTH_MS = 2000;
/** A case that is over its time says so itself, unless it is stuck in one call: then its thread is given up. */
const GRACE_MS = 1000;

/** Performs all cases, or those before `take` has had enough. */
export async function performCases(
  plan: readonly PlannedCase[],
  means: Means,
  take: TakeResult,
  note: NoteDone,
): Promise<void> {
  const order = new InOrder(plan, take, note);
  const { pool } = means;
  const next = pool === undefined || means.isTrial ? await performHere(plan, means, order) : 0;
  if (pool === undefined || next === plan.length || order.isOver) return;
  // The longest first, where it is known: no thread is left alone with one at the end.
  const rest = plan.map((_, i) => i).slice(next);
  const cost = (i: number): number => means.durations(plan[i]!) ?? 0;
  rest.sort((a, b) => cost(b) - cost(a) || a - b);
  await Promise.race([Promise.all(rest.map((i) => performThere(plan, i, pool, means, order))), order.over]);
}

/** Performs cases here as long as that pays; the number of the next one. */
async function performHere(
  plan: readonly PlannedCase[],
  { pool, limitMs, interleavings, pages }: Means,
  order: InOrder,
): Promise<number> {
  const beganMs = wallMs();
  for (let next = 0; next < plan.length; next++) {
    if (order.isOver) return next;
    const { result, scenario, seed, order: place } = plan[next]!;
    if (result === undefined && scenario === undefined) return next;
    const tookMs = wallMs() - beganMs;
    if (pool !== undefined && tookMs > TRIAL_MS && (tookMs / next) * (plan.length - next) > WORTH_MS)
      return next;
    const caseMs = wallMs();
    const done = result ?? (await runLoaded(scenario!, { seed, limitMs, interleavings, page: pages(place) }));
    order.done(next, done, result === undefined ? wallMs() - caseMs : undefined);
  }
  return plan.length;
}

async function performThere(
  plan: readonly PlannedCase[],
  at: number,
  pool: ThreadPool,
  { limitMs, set, interleavings, pages }: Means,
  order: InOrder,
): Promise<void> {
  const { result, file, index, seed, wanted, name, order: place } = plan[at]!;
  if (result !== undefined) {
    order.done(at, result, undefined);
    return;
  }
  const page = pages(place);
  const request = {
    kind: 'run',
    job: { file, index, seed, set, wanted, limitMs, interleavings, page },
  } as const;
  let beganMs = wallMs();
  let answer: CaseResult;
  try {
    answer = await pool.do(request, {
      limitMs: limitMs + GRACE_MS,
      affinity: file,
      begun: () => (beganMs = wallMs()),
    });
  } catch (error) {
    if (!(error instanceof JobLost)) throw error;
    answer = lostResult(file, name, error);
  }
  order.done(at, answer, wallMs() - beganMs);
}

/** The verdict on a case (or a file) whose thread is lost. */
export function lostResult(file: string, name: string, { why, message }: JobLost): CaseResult {
  if (why === 'error') return unfinished(file, name, 'internal', message);
  return why === 'exit'
    ? unfinished(file, name, 'bad-input', `a module of this scenario ended the program: ${message}`)
    : unfinished(file, name, 'timed-out', message);
}

/** Holds results back until those before them are there. */
class InOrder {
  isOver = false;
  /** Resolves when {@link isOver}. */
  readonly over: Promise<void>;
  private end: () => void = () => undefined;
  private readonly results: (PlacedResult | undefined)[];
  private next = 0;
  private count = 0;

  constructor(
    private readonly plan: readonly PlannedCase[],
    private readonly take: TakeResult,
    private readonly note: NoteDone,
  ) {
    this.results = plan.map(() => undefined);
    this.over = new Promise((resolve) => (this.end = resolve));
  }

  done(index: number, result: CaseResult, durationMs: number | undefined): void {
    const planned = this.plan[index]!;
    const rounded = durationMs === undefined ? {} : { durationMs: Math.round(durationMs) };
    this.results[index] = { order: planned.order, result, ...rounded };
    this.note(++this.count, planned);
    while (!this.isOver) {
      const ready = this.results[this.next];
      if (ready === undefined) return;
      this.results[this.next++] = undefined;
      if (this.take(ready)) continue;
      this.isOver = true;
      this.end();
    }
  }
}
