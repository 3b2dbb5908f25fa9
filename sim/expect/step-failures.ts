/** Steps of groups that were not answered as their `expect` says. */

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
    private readonly hasExpectation: (record: StepRecord) => boolean,
  ) {
    const { trace } = context.simulation;
    trace.subscribe(['step'], (record) => {
      if (record.k !== 'step' || record.ev === 'start') return;
      if (this.hasExpectation(record)) this.judged++;
      if (record.ev === 'failed' && record.expected !== undefined) this.note(record, record.expected);
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

  private note(record: StepRecord, expected: string): void {
    const { c, i, do: word, line = 1, round, t, got = 'nothing' } = record;
    const key = `${line} ${i}`;
    const failures = this.byStep.get(key) ?? { told: [], untold: 0 };
    this.byStep.set(key, failures);
    if (failures.told.length >= MOST_TOLD) {
      failures.untold++;
      return;
    }
    const { simulation, connections } = this.context;
    const newest = connections().findLast(({ client }) => client === c);
    failures.told.push({
      kind: 'failed',
      place: { file: simulation.scenario.file, position: { line, column: 1 } },
      expected: `${c}, step ${i} (${word}${round === undefined ? '' : `, round ${round}`}): ${expected}`,
      seen: got,
      timeUs: t,
      why: newest === undefined ? [] : causeLines([newest]),
    });
  }
}
