/** One run of a scenario with changes: what is wrong in it, and what can be compared with other runs. */

import { ScenarioError } from '../document/diagnostic.js';
import { watchRun, type RunSnapshot } from '../diff/snapshot.js';
import { ExpectationWatch } from '../expect/watch.js';
import { NotAvailableError } from '../kernel/errors.js';
import type { LoadOptions } from '../run/load.js';
import { loadCases } from '../run/load.js';
import type { Scenario } from '../language/scenario.js';
import type { ConnectionOutcome } from '../outcomes/outcome-types.js';
import type { Simulation } from '../run/simulation.js';
import type { Change } from './change.js';
import { HEAP } from '../resources/definitions.js';
import { burdenOf, TroubleReader, type Trouble } from './trouble.js';

/** A case of a scenario file with changes: plain values, for threads. */
export interface TrialPlan {
  readonly file: string;
  /** Of the file's matrix, from 0. */
  readonly index: number;
  readonly set: readonly string[];
  readonly changes: readonly Change[];
  readonly seed: number | undefined;
  /** Whether its expectations say what ought to be: what fails of them then weighs too. */
  readonly hasGoal: boolean;
}

/** What a run came to. */
export interface Trial {
  readonly troubles: readonly Trouble[];
  /** Their weight, and one for each expectation that failed where those count. */
  readonly burden: number;
  /** Expectations that failed. */
  readonly failures: number;
  /** Connections that clients wanted at the same time, at most. */
  readonly wanted: number;
  readonly snapshot: RunSnapshot;
}

/** A scenario can't be run with these changes, and why. */
export interface Impossible {
  readonly impossible: string;
}

/** Loads the scenario of a plan; throws `ScenarioError`. */
export function trialScenario(
  { file, index, set, changes }: TrialPlan,
  beforeModule?: LoadOptions['beforeModule'],
): Scenario {
  const over = changes.map(({ path, value }) => `${path}=${JSON.stringify(value)}`);
  return loadCases(file, { set, over, beforeModule, modulesOf: [index] })[index]!;
}

/** Watches a run from its beginning; the function that it returns judges it at its end. */
export function watchTrial(simulation: Simulation, { hasGoal }: Pick<TrialPlan, 'hasGoal'>): () => Trial {
  const { trace, kernel } = simulation;
  const run = watchRun(simulation, 'I');
  const reader = new TroubleReader();
  trace.subscribe(['blocked', 'work', 'refuse', 'server', 'panic', 'livelock'], (record) =>
    reader.accept(record),
  );
  const expected = new ExpectationWatch(simulation, { judgesAnswers: false });
  return () => {
    const outcomes = run.outcomes();
    const snapshot = run.finish();
    const isShort = (snapshot.limits.get(HEAP.kind)?.refusals ?? 0) > 0;
    // Where memory was short, that may be behind whatever the device has done.
    const troubles = reader
      .troubles(outcomes, kernel.nowUs)
      .map((one) => (isShort ? { ...one, symptoms: [...new Set([...one.symptoms, HEAP.kind])] } : one));
    // What is expected of every device is among the troubles already.
    const own = expected.finish().failures.filter(({ isBuiltIn }) => isBuiltIn !== true);
    const failures = own.length;
    return {
      troubles,
      burden: burdenOf(troubles) + (hasGoal ? failures : 0),
      failures,
      wanted: mostAtOnce(outcomes),
      snapshot,
    };
  };
}

/** Runs `run`; a scenario that can't be run with its changes is no error. */
export async function attempt(run: () => Promise<Trial | Impossible>): Promise<Trial | Impossible> {
  try {
    return await run();
  } catch (error) {
    if (isImpossible(error)) return { impossible: error.message };
    throw error;
  }
}

/** Whether a scenario can't be run because of what was changed in it. */
export function isImpossible(error: unknown): error is Error {
  return error instanceof ScenarioError || error instanceof NotAvailableError;
}

/** Connections that clients wanted at the same time, at most; who was purged would have stayed. */
export function mostAtOnce(connections: readonly ConnectionOutcome[]): number {
  const edges = connections.flatMap(({ openedUs, endedUs, outcome }): [number, number][] =>
    endedUs === undefined || outcome === 'purged'
      ? [[openedUs, 1]]
      : [
          [openedUs, 1],
          [endedUs, -1],
        ],
  );
  edges.sort(([a, up], [b, down]) => a - b || up - down);
  let now = 0;
  let most = 0;
  for (const [, change] of edges) {
    now += change;
    most = Math.max(most, now);
  }
  return most;
}
