/** One expectation during a run: looked at when its moments come, decided once. */

import { circumstances } from './circumstances.js';
import { expectationText } from './describe.js';
import type { Judge, JudgeContext, Reading } from './judge.js';
import { endingText } from './ending/ending-text.js';
import { judgeOf } from './registry.js';
import type { ExpectationFailure } from './result.js';
import type { Expectation } from './expectation.js';

/** Judges an expectation; create it before the run. */
export class ExpectationRun {
  private readonly judges: readonly Judge[];
  private isDecided = false;
  private failure: ExpectationFailure | undefined;

  constructor(
    readonly expectation: Expectation,
    private readonly context: JudgeContext,
  ) {
    this.judges = expectation.conditions.map((condition) => judgeOf(condition, context));
  }

  /** Moments at which it must be looked at, whatever happens then. */
  get moments(): readonly number[] {
    const { kind, atUs, fromUs, toUs } = this.expectation.when;
    if (kind === 'end') return [];
    return kind === 'at' ? [atUs] : [fromUs, toUs].filter((timeUs) => Number.isFinite(timeUs));
  }

  /** Looks, once everything at this moment has happened. */
  settled(nowUs: number): void {
    const { kind, atUs, fromUs, toUs } = this.expectation.when;
    if (this.isDecided || kind === 'end') return;
    if (kind === 'at' ? nowUs !== atUs : nowUs < fromUs || nowUs > toUs) return;
    const readings = this.read();
    const holds = readings.every((reading) => reading.holds);
    if (kind === 'at') this.decide(holds, readings, nowUs);
    else if (kind === 'always' && !holds) this.decide(false, readings, nowUs);
    else if (kind === 'never' && holds) this.decide(false, readings, nowUs);
    else if (kind === 'eventually' && (holds || nowUs === toUs)) this.decide(holds, readings, nowUs);
  }

  /** The run is over: what has failed, if anything. */
  finish(): ExpectationFailure | undefined {
    const unjudgeable = this.judges.map((judge) => judge.unjudgeable?.()).find((one) => one !== undefined);
    const { nowUs } = this.context.simulation.kernel;
    const { place } = this.expectation;
    if (unjudgeable !== undefined) {
      const { message, hint } = unjudgeable;
      return { kind: 'bad-input', place, expected: message, seen: '', timeUs: nowUs, why: [], hint };
    }
    this.settled(nowUs);
    if (!this.isDecided) this.decideAtEnd(nowUs);
    return this.failure;
  }

  private decideAtEnd(nowUs: number): void {
    const { kind, atUs, fromUs } = this.expectation.when;
    if (kind === 'end' || kind === 'eventually') {
      const readings = this.read();
      this.decide(
        readings.every(({ holds }) => holds),
        readings,
        nowUs,
      );
    } else if (nowUs < (kind === 'at' ? atUs : fromUs)) {
      const why = endingText(this.context.simulation) ?? 'stopped';
      this.fail(`the run was over by then: the device ${why}`, nowUs, []);
    }
  }

  private decide(holds: boolean, readings: readonly Reading[], timeUs: number): void {
    this.isDecided = true;
    if (holds) return;
    const isNever = this.expectation.when.kind === 'never';
    const guilty = isNever ? readings : readings.filter((reading) => !reading.holds);
    const since = guilty.flatMap(({ sinceUs }) => sinceUs ?? []).filter((sinceUs) => sinceUs < timeUs);
    this.fail(guilty.map(({ seen }) => seen).join('; '), timeUs, circumstances(guilty), since);
  }

  private fail(seen: string, timeUs: number, why: readonly string[], since: readonly number[] = []): void {
    const { place } = this.expectation;
    const sinceUs = since.length === 0 ? undefined : Math.min(...since);
    this.failure = {
      kind: 'failed',
      place,
      expected: expectationText(this.expectation),
      seen,
      timeUs,
      sinceUs,
      why,
    };
  }

  private read(): Reading[] {
    return this.judges.map((judge) => judge.read());
  }
}
