/** Steps of groups that are expected to come to something. */

import type { ClientProgram } from '../hosts/client-program.js';
import type { StepExpectation } from '../hosts/steps/expectation.js';
import type { GroupStep, SingleStep } from '../hosts/steps/registry.js';
import type { SourcePlace } from '../document/place.js';

/** Such a step. */
export interface ExpectingStep {
  readonly index: number;
  readonly place: SourcePlace;
  /** Absent for a program of the user's, which is one step: whenever it throws, it has failed. */
  readonly wanted?: { readonly do: SingleStep['do']; readonly expect: StepExpectation };
}

/** Those of a client's program, also inside of repetitions. */
export function expectingSteps(program: ClientProgram): ExpectingStep[] {
  if (program.kind === 'real') return [{ index: 1, place: program.place }];
  return program.kind === 'steps' ? within(program.steps) : [];
}

function within(steps: readonly GroupStep[]): ExpectingStep[] {
  return steps.flatMap((step) => {
    if (step.do === 'repeat') return within(step.steps);
    const { do: word, index, place, expect } = step;
    return expect === undefined ? [] : [{ index, place, wanted: { do: word, expect } }];
  });
}
