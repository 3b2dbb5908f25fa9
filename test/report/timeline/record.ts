/** A run with its view, for tests. */

import { ExpectationWatch } from '../../../sim/expect/watch.js';
import { scenarioFrom, type ScenarioSource } from '../../../sim/run/scenario-source.js';
import { caseResult } from '../../../sim/report/check/run-case.js';
import { RunReporter } from '../../../sim/report/timeline/run-reporter.js';
import type { ViewData } from '../../../sim/report/timeline/view-data.js';
import { Simulation } from '../../../sim/run/simulation.js';

/** Runs a scenario; what comes out has been JSON. */
export function recorded(
  source: ScenarioSource,
  set?: Readonly<Record<string, unknown>>,
): { data: ViewData; simulation: Simulation } {
  const scenario = scenarioFrom(source, set);
  const simulation = new Simulation(scenario);
  const reporter = new RunReporter(simulation);
  const watch = new ExpectationWatch(simulation);
  simulation.run();
  const data = reporter.data(caseResult(scenario, scenario.seed, watch.finish(), simulation.kernel.nowUs));
  return { data: JSON.parse(JSON.stringify(data)) as ViewData, simulation };
}
