/** A run with its view, for tests. */

import { scenarioFrom, type ScenarioSource } from '../../../sim/language/scenario-source.js';
import { RunReporter } from '../../../sim/report/timeline/run-reporter.js';
import type { ViewData } from '../../../sim/report/timeline/view-data.js';
import { Simulation } from '../../../sim/run/simulation.js';

/** Runs a scenario; what comes out has been JSON. */
export function recorded(source: ScenarioSource): { data: ViewData; simulation: Simulation } {
  const simulation = new Simulation(scenarioFrom(source));
  const reporter = new RunReporter(simulation);
  simulation.run();
  const data = reporter.data(reporter.verdict());
  return { data: JSON.parse(JSON.stringify(data)) as ViewData, simulation };
}
