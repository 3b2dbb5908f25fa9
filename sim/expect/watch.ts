/** Judges all expectations of a scenario over one run, as it goes: nothing is run twice, nothing is kept. */

import type { GroupStep } from '../hosts/steps/registry.js';
import type { SourcePlace } from '../document/place.js';
import type { ExpectingRun, ExpectingScenario } from './expectation.js';
import { watchOutcomes } from '../outcomes/watch-outcomes.js';
import { ExpectationRun } from './expectation-run.js';
import { endingText } from './ending/ending-text.js';
import type { RunVerdict } from './result.js';
import { StepFailures } from './step-failures.js';

/** Attach it to a simulation before it runs. */
export class ExpectationWatch {
  private readonly runs: readonly ExpectationRun[];
  private readonly steps: StepFailures | undefined;

  constructor(private readonly simulation: ExpectingRun) {
    const { scenario, kernel } = simulation;
    const expectations = scenario.expect ?? [];
    const expected = expectingSteps(scenario);
    if (expectations.length === 0 && expected.size === 0) {
      this.runs = [];
      return;
    }
    const common = { simulation, connections: watchOutcomes(simulation) };
    if (expected.size > 0) {
      this.steps = new StepFailures(common, ({ c, i }) => expected.get(stepKey(c, i)));
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
    const failures = [...(this.steps?.finish() ?? []), ...this.runs.flatMap((run) => run.finish() ?? [])];
    return {
      failures,
      count: this.runs.length + (this.steps?.judged ?? 0),
      unexpectedEnd: this.isEndExpected() ? undefined : endingText(this.simulation),
      hangs: this.simulation.kernel.livelock !== undefined,
    };
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
  return (scenario.expect ?? []).length > 0 || expectingSteps(scenario).size > 0;
}

/** Places of all steps that are expected to come to something, by client and number. */
function expectingSteps({ groups = [] }: ExpectingScenario): ReadonlyMap<string, SourcePlace> {
  const found = new Map<string, SourcePlace>();
  const look = (clients: readonly string[], steps: readonly GroupStep[]): void => {
    for (const step of steps) {
      if (step.do === 'repeat') look(clients, step.steps);
      else if (step.expect !== undefined)
        for (const client of clients) found.set(stepKey(client, step.index), step.place);
    }
  };
  for (const { clients, program } of groups) {
    if (program.kind === 'steps') look(clients, program.steps);
    // A program that throws is a failure whatever else is expected; it is one step in traces.
    else if (program.kind === 'real')
      for (const client of clients) found.set(stepKey(client, 1), program.place);
  }
  return found;
}

function stepKey(client: string, index: number): string {
  return `${client} ${index}`;
}
