/**
 * Runs a client group's list of steps on one client.
 *
 * A step that fails ends the list unless the group says otherwise; connections stay as they are then.
 */

import { ScenarioError } from '../../document/diagnostic.js';
import type { SourcePlace } from '../../document/place.js';
import { TooMuchError } from '../../kernel/errors.js';
import type { StepRecord } from '../../kernel/trace.js';
import type { Client } from '../client/client.js';
import { NEVER, type Script } from '../client/fiber.js';
import { expectedText, isAsExpected, seenText } from './judge-step.js';
import { groupSteps, type GroupStep, type RepeatStep, type SingleStep } from './registry.js';
import { performRepeat } from './repeat/repeat.js';
import { StepConnections } from './step-connections.js';

/** What a client does after a step that failed. */
export type OnFailure = 'stop' | 'continue';

/** The script of a client that follows a list of steps. */
export function* runSteps(client: Client, steps: readonly GroupStep[], onFailure: OnFailure): Script<void> {
  yield* new StepRunner(client, onFailure).list(steps, undefined);
}

const MOST_ROUNDS_AT_ONCE = 1_000_000;

function tooMuch({ file, position }: SourcePlace, message: string): ScenarioError {
  return new ScenarioError(file, [{ code: 'too-large', message, position, text: '' }]);
}

class StepRunner {
  private readonly connections: StepConnections;
  /** Rounds of all repetitions at `roundsUs`. */
  private rounds = 0;
  private roundsUs = -1;

  constructor(
    private readonly client: Client,
    private readonly onFailure: OnFailure,
  ) {
    this.connections = new StepConnections(client);
  }

  /** Does steps in sequence. False when one failed that ends the list. */
  *list(steps: readonly GroupStep[], round: number | undefined): Script<boolean> {
    for (const step of steps) {
      if (step.do === 'repeat') {
        const rounds = performRepeat(this.client, step, (inner, n) => {
          this.count(step);
          return this.list(inner, n);
        });
        if (!(yield* rounds)) return false;
      } else if (!(yield* this.one(step, round)) && this.onFailure === 'stop') {
        return false;
      }
    }
    return true;
  }

  private *one(step: SingleStep, round: number | undefined): Script<boolean> {
    const { kernel } = this.client;
    const definition = groupSteps[step.do];
    const begunUs = kernel.nowUs;
    this.tell(step, 'start', round);
    const deadlineUs = begunUs + (step.expect?.withinUs ?? NEVER);
    const result = yield* this.placed(step, definition.perform(this.connections, step, deadlineUs));
    const us = kernel.nowUs - begunUs;
    if (isAsExpected(step.expect, definition.usual, result, us)) {
      this.tell(step, 'done', round, { us });
      return true;
    }
    const expected =
      step.expect === undefined ? {} : { expected: expectedText(step.expect, definition.usual) };
    this.tell(step, 'failed', round, { us, ...expected, got: seenText(result, us) });
    return false;
  }

  /** Another round; nothing moves on while rounds take no time. */
  private count({ place }: RepeatStep): void {
    const { nowUs } = this.client.kernel;
    if (nowUs !== this.roundsUs) [this.rounds, this.roundsUs] = [0, nowUs];
    if (++this.rounds > MOST_ROUNDS_AT_ONCE)
      throw tooMuch(place, 'repeat: more than 1,000,000 rounds at one moment: nothing in them takes time');
  }

  /** What is too much gets the place of its step. */
  private *placed<T>({ place }: SingleStep, performed: Script<T>): Script<T> {
    try {
      return yield* performed;
    } catch (error) {
      throw error instanceof TooMuchError ? tooMuch(place, error.message) : error;
    }
  }

  private tell(
    { index, do: word, place }: SingleStep,
    event: StepRecord['ev'],
    round: number | undefined,
    more: Partial<StepRecord> = {},
  ): void {
    const { kernel, trace, name } = this.client;
    if (!trace.wants.step) return;
    const at = round === undefined ? {} : { round };
    const { line } = place.position;
    trace.emit({ t: kernel.nowUs, k: 'step', c: name, i: index, do: word, ev: event, line, ...at, ...more });
  }
}
