/**
 * Runs a client group's list of steps on one client.
 *
 * A step that fails ends the list unless the group says otherwise; connections stay as they are then.
 */

import type { StepRecord } from '../../../kernel/trace.js';
import type { Client } from '../client.js';
import { NEVER, type Script } from '../fiber.js';
import { expectedText, isAsExpected, seenText, type StepResult } from './judge-step.js';
import { performHold, performPlain } from './perform-hold.js';
import { performSend, performWsExpect } from './perform-message.js';
import { performConnect, performRequest } from './perform-request.js';
import { StepConnections } from './step-connections.js';
import { USUAL_OUTCOME, type GroupStep, type RepeatStep } from './types.js';

/** What a client does after a step that failed. */
export type OnFailure = 'stop' | 'continue';

/** The script of a client that follows a list of steps. */
export function* runSteps(client: Client, steps: readonly GroupStep[], onFailure: OnFailure): Script<void> {
  yield* new StepRunner(client, onFailure).list(steps, undefined);
}

class StepRunner {
  private readonly connections: StepConnections;

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
        if (!(yield* this.repeat(step))) return false;
      } else if (!(yield* this.one(step, round)) && this.onFailure === 'stop') {
        return false;
      }
    }
    return true;
  }

  private *repeat({ times, everyUs = 0, steps }: RepeatStep): Script<boolean> {
    const { fibers, kernel } = this.client;
    for (let round = 1; round <= times; round++) {
      const begunUs = kernel.nowUs;
      if (!(yield* this.list(steps, round))) return false;
      if (round < times) yield* fibers.wait(undefined, begunUs + everyUs);
      // Rounds that take no time would never let time move on.
      if (kernel.nowUs === begunUs && times === Infinity) return true;
    }
    return true;
  }

  private *one(step: Exclude<GroupStep, RepeatStep>, round: number | undefined): Script<boolean> {
    const { kernel } = this.client;
    const begunUs = kernel.nowUs;
    this.tell(step, 'start', round);
    const result = yield* this.perform(step, begunUs + (step.expect?.withinUs ?? NEVER));
    const us = kernel.nowUs - begunUs;
    const usual = USUAL_OUTCOME[step.do];
    if (isAsExpected(step.expect, usual, result, us)) {
      this.tell(step, 'done', round, { us });
      return true;
    }
    const expected = step.expect === undefined ? {} : { expected: expectedText(step.expect, usual) };
    this.tell(step, 'failed', round, { us, ...expected, got: seenText(result, us) });
    return false;
  }

  private *perform(step: Exclude<GroupStep, RepeatStep>, deadlineUs: number): Script<StepResult> {
    const { connections, client } = this;
    switch (step.do) {
      case 'connect':
        return yield* performConnect(connections, step, deadlineUs);
      case 'http':
      case 'ws_open':
        return yield* performRequest(connections, step, deadlineUs);
      case 'ws_expect':
        return yield* performWsExpect(connections, step.on, step.expect, deadlineUs);
      case 'wait':
        yield* client.fibers.sleep(step.forUs);
        return { outcome: 'held' };
      case 'hold':
        return yield* performHold(connections, step, deadlineUs);
      case 'close':
      case 'abort':
      case 'pause':
      case 'resume':
      case 'vanish':
        return yield* performPlain(connections, step, deadlineUs);
      default:
        return yield* performSend(connections, step, deadlineUs);
    }
  }

  private tell(
    { index, do: word, line }: GroupStep,
    event: StepRecord['ev'],
    round: number | undefined,
    more: Partial<StepRecord> = {},
  ): void {
    const { kernel, trace, name } = this.client;
    if (!trace.wants.step) return;
    const at = round === undefined ? {} : { round };
    trace.emit({ t: kernel.nowUs, k: 'step', c: name, i: index, do: word, ev: event, line, ...at, ...more });
  }
}
