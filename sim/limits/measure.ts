/** One cell: runs a scenario with more and fewer clients until its limit is known. */

import type { AssertRecord, LogRecord } from '../kernel/trace.js';
import { crashText, hangText } from '../outcomes/crash-text.js';
import { Simulation } from '../run/simulation.js';
import type { Scenario } from '../language/scenario.js';
import type { LimitCause, LimitResult, NextClient } from './result.js';
import { largest } from './search.js';

/** What became of a client, in the words of the outcome vocabulary. */
export interface ClientFate {
  readonly client: string;
  readonly outcome: string;
  /** Whether the client got what it came for. */
  readonly content: boolean;
  readonly cause?: LimitCause | undefined;
}

/** Reads what becomes of the clients of a run; told before it runs, asked after it. */
export type FateReader = (simulation: Simulation) => () => readonly ClientFate[];

/** A scenario for each number of clients. */
export type ScenarioOf = (clients: number) => Scenario;

interface Run {
  readonly fates: readonly ClientFate[];
  /** First error of the device's log before any client came. */
  readonly startError: string | undefined;
  /** Why the device stopped, if it did. */
  readonly crash: string | undefined;
}

/** Finds how many clients are served, and what stops the next one. */
export function measure(scenarioOf: ScenarioOf, max: number, read: FateReader): LimitResult {
  const runs = new Map<number, Run>();
  const run = (clients: number): Run => {
    const found = runs.get(clients) ?? runOnce(scenarioOf(clients), read);
    runs.set(clients, found);
    return found;
  };
  const [only] = run(1).fates;
  if (only?.outcome === 'refused') {
    return { status: 'not-started', why: run(1).startError ?? only.cause?.effect ?? 'nothing listens' };
  }
  const served = largest(max, (clients) => isServed(run(clients)));
  if (served === max) return { status: 'no-limit', tried: max };
  const { crash, fates } = run(served + 1);
  if (crash !== undefined) return { status: 'crash', clients: served + 1, why: crash };
  return { status: 'limit', served, next: nextClient(fates) };
}

function isServed({ crash, fates }: Run): boolean {
  return crash === undefined && fates.length > 0 && fates.every(({ content }) => content);
}

/** The last client is the one too many; where it is content, another one paid. */
function nextClient(fates: readonly ClientFate[]): NextClient {
  const last = fates.at(-1);
  const loser = last !== undefined && !last.content ? last : fates.find(({ content }) => !content);
  const victim =
    loser === undefined || loser === last ? undefined : { client: loser.client, outcome: loser.outcome };
  return {
    outcome: last?.outcome ?? 'unanswered',
    ...(loser?.cause === undefined ? {} : { cause: loser.cause }),
    ...(victim === undefined ? {} : { victim }),
  };
}

function runOnce(scenario: Scenario, read: FateReader): Run {
  const simulation = new Simulation(scenario);
  const fates = read(simulation);
  const firstAt = Math.min(...scenario.steps.map(({ atUs }) => atUs));
  let startError: string | undefined;
  let crash: string | undefined;
  let assertion: AssertRecord | undefined;
  const noteError = ({ t, msg }: LogRecord): void => {
    if (t < firstAt) startError ??= msg.split('\n', 1)[0];
  };
  simulation.trace.subscribe(
    ['log', 'assert', 'panic', 'livelock'],
    (record) => {
      if (record.k === 'log' && record.lv === 'E') noteError(record);
      else if (record.k === 'assert') assertion = record;
      else if (record.k === 'panic') crash = crashText(record, assertion);
      else if (record.k === 'livelock') crash = hangText(record);
    },
    'E',
  );
  simulation.run();
  return { fates: fates(), startError, crash };
}
