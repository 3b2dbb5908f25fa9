/**
 * What has happened so far, step by step: when, who, and which records.
 *
 * Moving backwards reads this; a live device is needed only to look into it.
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

/** The past of a session. */
export class History {
  readonly steps: HistoryStep[] = [];
  readonly records: TraceRecord[] = [];
  /**
   * Where the next step's records begin. Moving the clock without a step closes the instant and may write a record:
   * it belongs to the next step, with which it would have come otherwise.
   */
  private nextRecord = 0;

  /** Number of steps. */
  get length(): number {
    return this.steps.length;
  }

  /** Listens to an instance from now on. */
  attach(instance: Instance): void {
    instance.recordTo((record) => this.records.push(record));
  }

  /** Notes the step that `instance` has just done; its records have come before. */
  note(instance: Instance, kind: StepKind): void {
    const { kernel, performed } = instance;
    const task = kind === 'task' ? kernel.lastRun : undefined;
    const outcome = task === undefined ? '' : task.state === 'blocked' ? task.waitingFor : task.state;
    this.steps.push({
      kind,
      timeUs: kernel.nowUs,
      task: task?.name ?? '',
      outcome,
      scripted: performed,
      firstRecord: this.nextRecord,
    });
    this.nextRecord = this.records.length;
  }

  /** Virtual time at a position: that of the last step before it. */
  timeAt(position: number): number {
    return this.steps[position - 1]?.timeUs ?? 0;
  }

  /** Index of the first record that is not before a position. */
  recordsBefore(position: number): number {
    return this.steps[position]?.firstRecord ?? this.nextRecord;
  }

  /** The records of one step. */
  recordsOf(index: number): readonly TraceRecord[] {
    return this.records.slice(this.steps[index]!.firstRecord, this.recordsBefore(index + 1));
  }

  /** The last position whose steps all happened at or before `timeUs`, among the steps known. */
  positionAt(timeUs: number): number {
    let low = 0;
    let high = this.steps.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.steps[middle]!.timeUs <= timeUs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Forgets everything from a position on. */
  truncate(position: number): void {
    this.nextRecord = this.recordsBefore(position);
    this.records.length = this.nextRecord;
    this.steps.length = Math.min(this.steps.length, position);
  }
}
