/** Judges all expectations of a scenario over one run, as it goes: nothing is run twice, nothing is kept. */

import { unansweredClients } from './built-in/answers.js';
import { ServerWatch } from './built-in/servers.js';
import { clientWarnings, emptyExpectation } from './built-in/warnings.js';
import { devicePlace } from './built-in/places.js';
import type { ExpectingRun, ExpectingScenario } from './expectation.js';
import { watchOutcomes, type OutcomeWatch } from '../outcomes/watch-outcomes.js';
import { endingText } from './ending/ending-text.js';
import { ExpectationRun } from './expectation-run.js';
import { expectingSteps } from './expecting-steps.js';
import type { ExpectationFailure, ExpectationWarning, RunVerdict } from './result.js';
import { StepFailures, type OwnStep } from './step-failures.js';

/** How a run is judged. */
export interface JudgeOptions {
  /**
   * Whether the answers to clients are judged where the scenario expects nothing: not where somebody else judges them,
   * or only looks. Default true.
   */
  readonly judgesAnswers?: boolean;
}

/** Attach it to a simulation before it runs. */
export class ExpectationWatch {
  private readonly runs: readonly ExpectationRun[];
  private readonly steps: StepFailures | undefined;
  private readonly servers: ServerWatch;
  private readonly outcomes: OutcomeWatch | undefined;
  private readonly isBuiltIn: boolean;

  constructor(
    private readonly simulation: ExpectingRun,
    { judgesAnswers = true }: JudgeOptions = {},
  ) {
    const { scenario, kernel } = simulation;
    const expectations = scenario.expect ?? [];
    const expected = ownSteps(scenario);
    this.servers = new ServerWatch(simulation);
    const expectsNothing = expectations.length === 0 && expected.length === 0;
    this.isBuiltIn = judgesAnswers && expectsNothing;
    if (expectsNothing && !judgesAnswers) {
      this.runs = [];
      return;
    }
    this.outcomes = watchOutcomes(simulation);
    const common = { simulation, connections: this.outcomes };
    if (expected.length > 0) {
      this.steps = new StepFailures(common, expected);
    }
    this.runs = expectations.map((one) => new ExpectationRun(one, { ...common, when: one.when }));
    const waiting = this.runs.filter(({ expectation }) => expectation.when.kind !== 'end');
    if (waiting.length === 0) return;
    simulation.onSettled(() => {
      for (const run of waiting) run.settled(kernel.nowUs);
    });
    // Time stops at these moments even if nothing happens then; that changes nothing else.
    for (const moment of new Set(waiting.flatMap(({ moments }) => moments))) {
      if (moment <= scenario.untilUs) kernel.at(moment, () => undefined);
    }
  }

  /** The verdict; ask once the run is over. */
  finish(): RunVerdict {
    const { scenario, kernel } = this.simulation;
    const judged = this.runs.map((run) => [run, run.finish()] as const);
    const inSteps = this.steps?.finish() ?? [];
    const failures: ExpectationFailure[] = [
      ...this.servers.finish(),
      ...inSteps,
      ...judged.flatMap(([, failure]) => failure ?? []),
    ];
    if (this.isBuiltIn) failures.push(...unansweredClients(scenario, this.outcomes!(), kernel.nowUs));
    return {
      failures,
      count: this.runs.length + (this.steps?.judged ?? 0),
      isBuiltIn: this.isBuiltIn,
      warnings: this.warnings(judged.flatMap(([run, failure]) => (failure === undefined ? [run] : []))),
      unexpectedEnd: this.isEndExpected() ? undefined : endingText(this.simulation),
      hangs: kernel.livelock !== undefined,
    };
  }

  private warnings(held: readonly ExpectationRun[]): ExpectationWarning[] {
    const { outcomes, simulation } = this;
    const { scenario } = simulation;
    if (outcomes === undefined) return [];
    const seen = { connections: outcomes(), tallies: outcomes.tallies() };
    const unasked =
      this.isBuiltIn && seen.connections.length === 0
        ? [{ place: devicePlace(scenario), message: 'nobody connects, and nothing is expected' }]
        : [];
    return [
      ...unasked,
      ...held.flatMap(({ expectation }) => {
        return emptyExpectation(expectation.conditions, expectation.place, seen) ?? [];
      }),
      ...(this.steps?.warnings() ?? []),
      ...clientWarnings(scenario, seen, this.isBuiltIn),
    ];
  }

  /** Whether an expectation asks for the end that the run had. */
  private isEndExpected(): boolean {
    const { panic } = this.simulation.kernel;
    const of = panic === undefined ? 'livelock' : 'panic';
    return (this.simulation.scenario.expect ?? []).some(
      ({ conditions, when }) =>
        when.kind !== 'never' &&
        conditions.some((one) => one.kind === 'ending' && one.of === of && one.happens),
    );
  }
}

/** Whether a scenario expects anything. */
export function hasExpectations(scenario: ExpectingScenario): boolean {
  return (scenario.expect ?? []).length > 0 || ownSteps(scenario).length > 0;
}

/** All steps that are expected to come to something, of every client. */
function ownSteps({ groups = [] }: ExpectingScenario): OwnStep[] {
  return groups.flatMap(({ clients, program }) => {
    const steps = expectingSteps(program);
    return clients.flatMap((client) => steps.map((step) => ({ ...step, client })));
  });
}
