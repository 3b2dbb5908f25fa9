/** What threads are asked to do, and what they answer: plain values. */

import type { CaseResult } from '../../report/check/case-result.js';
import type { Sample } from '../../explore/sample.js';
import type { LimitResult } from '../../limits/result.js';
import type { Impossible, Trial, TrialPlan } from '../../advise/trial.js';
import type { LimitsArguments } from '../commands/limits-options.js';

/** One case that is to be run. */
export interface CaseJob {
  readonly file: string;
  /** Of the file's matrix, from 0. */
  readonly index: number;
  readonly seed: number;
  readonly set: readonly string[];
  /** As in {@link PlanJob}. */
  readonly wanted?: readonly number[] | undefined;
  /** Wall time that it may take. */
  readonly limitMs: number;
  /** Other orders of tasks that are tried. */
  readonly interleavings: number;
  /** File that its page is written to, if any. */
  readonly page?: string | undefined;
}

/** A file of which the cases are to be named. */
export interface PlanJob {
  readonly file: string;
  readonly set: readonly string[];
  /** Cases that will be run, from 0; absent: all. For the others no code of the user's is. */
  readonly wanted?: readonly number[] | undefined;
}

/** What a file has; a file that can't be read has its result already. */
export type FilePlan =
  | { readonly cases: readonly { readonly name: string; readonly seed: number }[] }
  | { readonly bad: CaseResult };

/** One cell of a table of limits. */
export interface CellJob extends LimitsArguments {
  readonly cell: number;
}

/** One run of a search for cures. */
export interface TrialJob extends TrialPlan {
  /** Wall time that it may take. */
  readonly limitMs: number;
}

/** One run of a search for trouble. */
export interface SampleJob {
  readonly file: string;
  readonly set: readonly string[];
}

/** Every kind of job with its answer. */
export interface JobAnswers {
  readonly plan: { readonly job: PlanJob; readonly answer: FilePlan };
  readonly run: { readonly job: CaseJob; readonly answer: CaseResult };
  readonly cell: { readonly job: CellJob; readonly answer: LimitResult };
  readonly trial: { readonly job: TrialJob; readonly answer: Trial | Impossible };
  readonly sample: { readonly job: SampleJob; readonly answer: Sample };
}

export type JobKind = keyof JobAnswers;

/** What is sent to a thread. */
export interface ThreadRequest<K extends JobKind = JobKind> {
  readonly kind: K;
  readonly job: JobAnswers[K]['job'];
}

/** What comes back: first that the thread is there, then for each job an answer, or an error that is a bug of ours. */
export type ThreadReply =
  { readonly ready: true } | { readonly answer: JobAnswers[JobKind]['answer'] } | { readonly error: string };
