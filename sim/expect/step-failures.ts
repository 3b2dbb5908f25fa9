/** Steps of groups that did not come to what their `expect` says, or did not come to their turn at all. */

import { expectedText } from '../hosts/steps/judge-step.js';
import { groupSteps } from '../hosts/steps/registry.js';
import type { StepRecord } from '../kernel/trace.js';
import { namesText } from '../outcomes/names.js';
import { causeLines } from './circumstances.js';
import type { ExpectingStep } from './expecting-steps.js';
import type { JudgeContext } from './judge.js';
import type { ExpectationFailure, ExpectationWarning } from './result.js';

/** Failures of one step that are told one by one: those of its first clients. */
const MOST_TOLD = 3;

/** An expecting step of one client. */
export interface OwnStep extends ExpectingStep {
  readonly client: string;
}

/** A step's end, with the words for what was expected where the record has them. */
type NotedStep = Omit<StepRecord, 'expected'> & { readonly expected?: string | undefined };

/** Watches the steps of all groups; create it before the run. */
export class StepFailures {
  /** Steps that were expected to come to something, and had their turn. */
  judged = 0;
  private readonly steps: ReadonlyMap<string, OwnStep>;
  private readonly reached = new Set<string>();
  /** Begun and not over, by client. */
  private readonly pending = new Map<string, StepRecord>();
  /** The step that ended a client's list, although nothing is expected of it. */
  private readonly stopped = new Map<string, StepRecord>();
  /** Clients one of whose steps is told as a failure. */
  private readonly failed = new Set<string>();
  private readonly byStep = new Map<
    string,
    { readonly at: OwnStep; readonly told: ExpectationFailure[]; untold: number }
  >();

  constructor(
    private readonly context: Omit<JudgeContext, 'when'>,
    steps: readonly OwnStep[],
  ) {
    this.steps = new Map(steps.map((step) => [keyOf(step.client, step.index), step]));
    context.simulation.trace.subscribe(['step'], (record) => {
      if (record.k === 'step') this.accept(record);
    });
  }

  /** All of them, in the order of the steps; ask once the run is over. */
  finish(): ExpectationFailure[] {
    const { nowUs } = this.context.simulation.kernel;
    for (const record of this.pending.values()) {
      const step = this.steps.get(keyOf(record.c, record.i));
      if (step?.wanted !== undefined)
        this.note({ ...record, t: nowUs }, step, 'nothing by the end', record.t);
    }
    this.pending.clear();
    for (const step of this.unreached()) {
      const stop = this.stopped.get(step.client);
      if (stop === undefined) continue;
      this.judged++;
      const seen = `step ${stop.i} (${stop.do}) failed before it: ${stop.got ?? 'nothing'}`;
      const own = { i: step.index, do: step.wanted?.do ?? stop.do, expected: undefined };
      this.note({ ...stop, ...own, t: nowUs }, step, seen, stop.t);
    }
    const inOrder = [...this.byStep.values()].sort((a, b) => a.at.index - b.at.index);
    return inOrder.flatMap(({ told, untold }) => {
      const [last, ...before] = [...told].reverse();
      if (last === undefined || untold === 0) return told;
      const more = `… and ${untold} more times for this step`;
      return [...before.reverse(), { ...last, why: [...last.why, more] }];
    });
  }

  /** Steps that the run was too short for. */
  warnings(): ExpectationWarning[] {
    const byPlace = new Map<unknown, OwnStep[]>();
    for (const step of this.unreached()) {
      if (this.stopped.has(step.client)) continue;
      byPlace.set(step.place, [...(byPlace.get(step.place) ?? []), step]);
    }
    return [...byPlace.values()].map((steps) => ({
      place: steps[0]!.place,
      message: `${namesText(steps.map(({ client }) => client))} never came to this step: what it expects was not judged`,
    }));
  }

  private accept(record: StepRecord): void {
    const { c, i, ev } = record;
    const key = keyOf(c, i);
    const step = this.steps.get(key);
    if (ev === 'start') {
      this.reached.add(key);
      this.pending.set(c, record);
      if (step !== undefined) this.judged++;
      return;
    }
    this.pending.delete(c);
    if (ev === 'done') return;
    if (step === undefined) this.stopped.set(c, record);
    else this.note(record, step, record.got ?? 'nothing');
  }

  /** Steps that had no turn, of clients whose list was not ended by a failure that is told anyway. */
  private unreached(): OwnStep[] {
    return [...this.steps.values()].filter(
      ({ client, index, wanted }) =>
        wanted !== undefined && !this.reached.has(keyOf(client, index)) && !this.failed.has(client),
    );
  }

  private note(record: NotedStep, step: OwnStep, seen: string, sinceUs?: number): void {
    const { c, i, do: word, round, t } = record;
    this.failed.add(c);
    const { line, column } = step.place.position;
    const key = `${step.place.file} ${line} ${column}`;
    const failures = this.byStep.get(key) ?? { at: step, told: [], untold: 0 };
    this.byStep.set(key, failures);
    if (failures.told.length >= MOST_TOLD) {
      failures.untold++;
      return;
    }
    const { wanted } = step;
    const expected =
      record.expected ?? (wanted && expectedText(wanted.expect, groupSteps[wanted.do].usual)) ?? '';
    const { connections } = this.context;
    const newest = connections().findLast(({ client }) => client === c);
    failures.told.push({
      kind: 'failed',
      place: step.place,
      expected: `${c}, step ${i} (${word}${round === undefined ? '' : `, round ${round}`}): ${expected}`,
      seen,
      timeUs: t,
      sinceUs,
      why: newest === undefined ? [] : causeLines([newest]),
    });
  }
}

function keyOf(client: string, index: number): string {
  return `${client} ${index}`;
}
