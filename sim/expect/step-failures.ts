/** Steps of groups that were not answered as their `expect` says. */

import type { SourcePlace } from '../document/place.js';
import type { StepRecord } from '../kernel/trace.js';
import { causeLines } from './circumstances.js';
import type { JudgeContext } from './judge.js';
import type { ExpectationFailure } from './result.js';

/** Failures of one step that are told one by one: those of its first clients. */
const MOST_TOLD = 3;

/** Watches the steps of all groups; create it before the run. */
export class StepFailures {
  /** Steps that were expected to come to something, and have ended. */
  judged = 0;
  private readonly byStep = new Map<string, { readonly told: ExpectationFailure[]; untold: number }>();

  constructor(
    private readonly context: Omit<JudgeContext, 'when'>,
    /** Where the step of a record stands, if something is expected of it. */
    private readonly placeOf: (record: StepRecord) => SourcePlace | undefined,
  ) {
    const { trace } = context.simulation;
    trace.subscribe(['step'], (record) => {
      if (record.k !== 'step' || record.ev === 'start') return;
      const place = this.placeOf(record);
      if (place === undefined) return;
      this.judged++;
      if (record.ev === 'failed') this.note(record, place);
    });
  }

  /** All of them, in the order of the steps. */
  finish(): ExpectationFailure[] {
    return [...this.byStep.values()].flatMap(({ told, untold }) => {
      const [last, ...before] = [...told].reverse();
      if (last === undefined || untold === 0) return told;
      const more = `… and ${untold} more times for this step`;
      return [...before.reverse(), { ...last, why: [...last.why, more] }];
    });
  }

  private note(record: StepRecord, place: SourcePlace): void {
    const { c, i, do: word, round, t, expected = '', got = 'nothing' } = record;
    const { line, column } = place.position;
    const key = `${place.file} ${line} ${column}`;
    const failures = this.byStep.get(key) ?? { told: [], untold: 0 };
    this.byStep.set(key, failures);
    if (failures.told.length >= MOST_TOLD) {
      failures.untold++;
      return;
    }
    const { connections } = this.context;
    const newest = connections().findLast(({ client }) => client === c);
    failures.told.push({
      kind: 'failed',
      place,
      expected: `${c}, step ${i} (${word}${round === undefined ? '' : `, round ${round}`}): ${expected}`,
      seen: got,
      timeUs: t,
      why: newest === undefined ? [] : causeLines([newest]),
    });
  }
}
