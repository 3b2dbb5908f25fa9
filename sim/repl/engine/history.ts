/**
 * What has happened so far, step by step: when, who, and which records.
 *
 * Moving backwards reads this; a live device is needed only to look into it. Memory is bounded: of a long run only the
 * newest chapters are kept, and of the others where they begin. A chapter that is looked at later is computed again
 * from the start, which gives the same to the last record.
 */

import type { StepKind } from '../../kernel/kernel.js';
import type { TraceRecord } from '../../kernel/trace.js';
import type { Step } from '../../language/scenario.js';
import type { Instance } from './instance.js';

/** One step. */
export interface HistoryStep {
  readonly kind: StepKind;
  /** Virtual time at which it happened. */
  readonly timeUs: number;
  /** The task that ran; empty for other kinds. */
  readonly task: string;
  /** What the task blocked on; `ready` when it was preempted, `dead` when it ended; empty for other kinds. */
  readonly outcome: string;
  /** The scenario's step that it performed. */
  readonly scripted: Step | undefined;
  /** Index of its first record. */
  readonly firstRecord: number;
}

/** Steps that follow one another, with their records. */
interface Chapter {
  readonly steps: HistoryStep[];
  readonly records: TraceRecord[];
}

/** Where a chapter begins. */
interface Beginning {
  readonly timeUs: number;
  readonly firstRecord: number;
}

/** Steps of a chapter. */
const CHAPTER_STEPS = 4096;
/** Steps and records that are kept, besides the chapter under way; some 150 MB. */
export const MOST_KEPT = 600_000;

/** The past of a session. */
export class History {
  /** By number; those that are not kept are missing. The oldest in the map is the one not looked at for longest. */
  private readonly kept = new Map<number, Chapter>();
  private readonly beginnings: Beginning[] = [];
  /** The one looked at last. */
  private recent: { readonly number: number; readonly chapter: Chapter } | undefined;
  private entries = 0;
  private count = 0;
  private recordCount = 0;
  /** Records that belong to the next step. */
  private pending: TraceRecord[] = [];
  private reader: { readonly instance: Instance; chapter: number } | undefined;

  constructor(
    /** A fresh instance of the same run, to compute a chapter again. */
    private readonly create: () => Instance,
    private readonly mostKept = MOST_KEPT,
  ) {}

  /** Number of steps. */
  get length(): number {
    return this.count;
  }

  /** Steps and records in memory. */
  get keptEntries(): number {
    return this.entries;
  }

  /** Steps in memory. */
  get keptSteps(): number {
    let steps = 0;
    for (const chapter of this.kept.values()) steps += chapter.steps.length;
    return steps;
  }

  /**
   * Listens to an instance from now on. Moving the clock without a step closes the instant and may write a record: it
   * belongs to the next step, with which it would have come otherwise.
   */
  attach(instance: Instance): void {
    instance.recordTo((record) => this.pending.push(record));
  }

  /** Notes the step that `instance` has just done; its records have come before. */
  note(instance: Instance, kind: StepKind): void {
    const number = chapterOf(this.count);
    const step = stepOf(instance, kind, this.recordCount);
    if (this.count % CHAPTER_STEPS === 0) {
      this.beginnings[number] = { timeUs: step.timeUs, firstRecord: this.recordCount };
      this.kept.set(number, { steps: [], records: [] });
      this.forget(number);
    }
    const { steps, records } = this.chapter(number);
    steps.push(step);
    for (const record of this.pending) records.push(record);
    this.entries += 1 + this.pending.length;
    this.recordCount += this.pending.length;
    this.pending = [];
    this.count++;
  }

  /** A step by its index; undefined where there is none. */
  step(index: number): HistoryStep | undefined {
    if (index < 0 || index >= this.count) return undefined;
    return this.chapter(chapterOf(index)).steps[index % CHAPTER_STEPS];
  }

  /** A record by its index. */
  record(index: number): TraceRecord {
    const number = lastAtOrBefore(this.beginnings, index, ({ firstRecord }) => firstRecord);
    return this.chapter(number).records[index - this.beginnings[number]!.firstRecord]!;
  }

  /** Records from one index up to another, in order. */
  *records(from: number, end: number): Generator<TraceRecord> {
    for (let index = from; index < end; index++) yield this.record(index);
  }

  /** Virtual time at a position: that of the last step before it. */
  timeAt(position: number): number {
    return this.step(position - 1)?.timeUs ?? 0;
  }

  /** Index of the first record that is not before a position. */
  recordsBefore(position: number): number {
    if (position >= this.count) return this.recordCount;
    if (position % CHAPTER_STEPS === 0) return this.beginnings[chapterOf(position)]!.firstRecord;
    return this.step(position)!.firstRecord;
  }

  /** The records of one step. */
  recordsOf(index: number): readonly TraceRecord[] {
    return [...this.records(this.step(index)!.firstRecord, this.recordsBefore(index + 1))];
  }

  /** The last position whose steps all happened at or before `timeUs`, among the steps known. */
  positionAt(timeUs: number): number {
    if (this.count === 0 || this.beginnings[0]!.timeUs > timeUs) return 0;
    const number = lastAtOrBefore(this.beginnings, timeUs, (beginning) => beginning.timeUs);
    const { steps } = this.chapter(number);
    return number * CHAPTER_STEPS + lastAtOrBefore(steps, timeUs, (step) => step.timeUs) + 1;
  }

  /** Forgets everything from a position on. */
  truncate(position: number): void {
    this.reader = undefined;
    this.recent = undefined;
    this.pending = [];
    if (position >= this.count) return;
    const number = chapterOf(position);
    const within = position % CHAPTER_STEPS;
    // What is written next goes into a chapter that is there.
    if (within > 0) {
      const { steps, records } = this.chapter(number);
      records.length = steps[within]!.firstRecord - this.beginnings[number]!.firstRecord;
      steps.length = within;
    }
    this.recordCount =
      this.beginnings[number]!.firstRecord + (within > 0 ? this.kept.get(number)!.records.length : 0);
    for (const known of this.kept.keys())
      if (known > number || (known === number && within === 0)) this.kept.delete(known);
    this.beginnings.length = within > 0 ? number + 1 : number;
    this.count = position;
    this.entries = 0;
    for (const { steps, records } of this.kept.values()) this.entries += steps.length + records.length;
  }

  /** The run has got another step behind what has happened: what is computed again must have it, too. */
  noteChange(): void {
    this.reader = undefined;
  }

  private chapter(number: number): Chapter {
    if (this.recent?.number === number) return this.recent.chapter;
    const chapter = this.lookUp(number);
    this.recent = { number, chapter };
    return chapter;
  }

  private lookUp(number: number): Chapter {
    const known = this.kept.get(number);
    if (known === undefined) return this.computeAgain(number);
    // It is the last one to go now.
    this.kept.delete(number);
    this.kept.set(number, known);
    return known;
  }

  /** Chapters in a row cost one run, however many they are. */
  private computeAgain(number: number): Chapter {
    const begins = number * CHAPTER_STEPS;
    if (this.reader === undefined || this.reader.instance.position > begins)
      this.reader = { instance: this.create(), chapter: 0 };
    const { instance } = this.reader;
    instance.recordTo(undefined);
    instance.advanceTo(begins);
    const steps: HistoryStep[] = [];
    const records: TraceRecord[] = [];
    const { firstRecord } = this.beginnings[number]!;
    instance.recordTo((record) => records.push(record));
    let next = firstRecord;
    const end = Math.min(begins + CHAPTER_STEPS, this.count);
    while (instance.position < end) {
      const kind = instance.advance();
      if (kind === undefined) break;
      steps.push(stepOf(instance, kind, next));
      next = firstRecord + records.length;
    }
    const chapter = { steps, records };
    this.kept.set(number, chapter);
    this.entries += steps.length + records.length;
    this.forget(number);
    return chapter;
  }

  /** Lets go of what has not been looked at for longest, but neither of this chapter nor of the one under way. */
  private forget(present: number): void {
    for (const [number, { steps, records }] of this.kept) {
      if (this.entries <= this.mostKept) return;
      if (number === present || number === this.beginnings.length - 1) continue;
      this.kept.delete(number);
      if (this.recent?.number === number) this.recent = undefined;
      this.entries -= steps.length + records.length;
    }
  }
}

function chapterOf(index: number): number {
  return Math.floor(index / CHAPTER_STEPS);
}

function stepOf({ kernel, performed }: Instance, kind: StepKind, firstRecord: number): HistoryStep {
  const task = kind === 'task' ? kernel.lastRun : undefined;
  const outcome = task === undefined ? '' : task.state === 'blocked' ? task.waitingFor : task.state;
  return {
    kind,
    timeUs: kernel.nowUs,
    task: task?.name ?? '',
    outcome,
    scripted: performed,
    firstRecord,
  };
}

/** Index of the last entry whose value is not above a limit; -1 without one. Values ascend. */
function lastAtOrBefore<T>(entries: readonly T[], limit: number, valueOf: (entry: T) => number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (valueOf(entries[middle]!) <= limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
