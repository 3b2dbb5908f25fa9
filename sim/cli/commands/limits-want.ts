/** `lwip-twin limits --want N`: the smallest settings that serve so many clients. */

import { Situation } from '../../advise/situation.js';
import { watchTrial, type Trial } from '../../advise/trial.js';
import { knobsOf } from '../../advise/want/knobs.js';
import { wantText, type WantReport } from '../../advise/want/text.js';
import { findWant, type RunWith } from '../../advise/want/want.js';
import { ScenarioError } from '../../document/diagnostic.js';
import { NotAvailableError } from '../../kernel/errors.js';
import { parseAssignment } from '../../language/compose/assignment.js';
import { CellMeasurer, type LimitsRequest } from '../../limits/find-limits.js';
import { readFates } from '../../report/limits/limits-outcomes.js';
import { Simulation } from '../../run/simulation.js';
import type { Scenario } from '../../language/scenario.js';
import { setArguments } from '../../advise/written.js';

/** What is found for each kind of clients (or each case of a scenario). Throws `ScenarioError` for a bad one. */
export function wantReports(request: LimitsRequest, clients: number): WantReport[] {
  const cells = new CellMeasurer(request, readFates);
  return Array.from({ length: cells.count }, (_, cell) => wantReport(request, cells, cell, clients));
}

/** All of them as text. */
export function wantLines(reports: readonly WantReport[]): string[] {
  return reports.flatMap((report, i) => [...(i === 0 ? [] : ['']), ...wantText(report)]);
}

function wantReport(request: LimitsRequest, cells: CellMeasurer, cell: number, clients: number): WantReport {
  const scenario = cells.scenario(cell, clients);
  const today = run(scenario);
  const seen = { troubles: today.troubles, limits: today.snapshot.limits, wanted: today.wanted };
  const knobs = knobsOf(new Situation(scenario, {}, seen), today.wanted);
  const runWith: RunWith = (changes) => {
    const set = [...request.set, ...setArguments(changes).map((one) => parseAssignment(one))];
    try {
      return run(new CellMeasurer({ ...request, set }, readFates).scenario(cell, clients));
    } catch (error) {
      if (error instanceof ScenarioError || error instanceof NotAvailableError) return undefined;
      throw error;
    }
  };
  return { clients, of: cells.nameOf(cell), result: findWant(knobs, today, runWith) };
}

function run(scenario: Scenario): Trial {
  const simulation = new Simulation(scenario);
  const judge = watchTrial(simulation, { hasGoal: false });
  simulation.run();
  return judge();
}
