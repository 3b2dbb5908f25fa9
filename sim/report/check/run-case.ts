/** Runs one case and judges it. */

import type { ScenarioError } from '../../document/diagnostic.js';
import type { ExpectationFailure, ExpectationWarning, RunVerdict } from '../../expect/result.js';
import { ExpectationWatch } from '../../expect/watch.js';
import { Simulation } from '../../run/simulation.js';
import type { Scenario } from '../../language/scenario.js';
import type { CaseFailure, CaseResult, CaseStatus, CaseWarning, Complaint } from './case-result.js';
import { gotoCommand, replayCommand } from './command-lines.js';

/** Runs a scenario with a seed. Throws `ScenarioError` for what a user's module throws. */
export function runCase(scenario: Scenario, seed: number): CaseResult {
  const { simulation, judge } = prepared(scenario, seed);
  simulation.run();
  return judge();
}

/** The same, with the run in the caller's hands (limits of wall time are theirs); throws what `run` throws. */
export async function runCaseWithin(
  scenario: Scenario,
  seed: number,
  run: (simulation: Simulation) => PromiseLike<unknown>,
): Promise<CaseResult> {
  const { simulation, judge } = prepared(scenario, seed);
  await run(simulation);
  return judge();
}

function prepared(
  scenario: Scenario,
  seed: number,
): { readonly simulation: Simulation; readonly judge: () => CaseResult } {
  const simulation = new Simulation(scenario, { seed });
  const watch = new ExpectationWatch(simulation);
  return {
    simulation,
    judge: () => caseResult(scenario, seed, watch.finish(), simulation.kernel.nowUs),
  };
}

/** The verdict on a run in the form of the reports. */
export function caseResult(scenario: Scenario, seed: number, verdict: RunVerdict, endUs: number): CaseResult {
  const { failures, count, isBuiltIn, warnings, unexpectedEnd, hangs } = verdict;
  const { file, name } = scenario;
  const base = {
    file,
    name,
    seed,
    expectations: count,
    replay: replayCommand(scenario, seed),
    ...(isBuiltIn ? { builtIn: true as const } : {}),
    ...(warnings.length > 0 ? { warnings: warnings.map(warningOf) } : {}),
  };
  const bad = failures.find(({ kind }) => kind === 'bad-input');
  if (bad !== undefined) return { ...base, status: 'bad-input', failures: [], complaint: complaintOf(bad) };
  const gotoText = (timeUs: number): string => gotoCommand(scenario, seed, timeUs);
  const told = failures.map(({ place, expected, seen, timeUs, sinceUs, why }): CaseFailure => {
    const { line, column } = place.position;
    const since = sinceUs === undefined ? {} : { sinceUs };
    return {
      file: place.file,
      line,
      column,
      expected,
      seen,
      timeUs,
      ...since,
      why,
      goto: gotoText(sinceUs ?? timeUs),
    };
  });
  if (unexpectedEnd !== undefined) {
    const crash = { why: `the device ${unexpectedEnd}`, timeUs: endUs, goto: gotoText(endUs) };
    return { ...base, status: hangs ? 'hangs' : 'crashed', failures: told, crash };
  }
  return { ...base, status: told.length > 0 ? 'failed' : 'passed', failures: told };
}

function warningOf({ place, message }: ExpectationWarning): CaseWarning {
  return { file: place.file, ...place.position, message };
}

/** The verdict on a scenario that can't be read, or whose module throws. */
export function badInput(file: string, name: string, error: ScenarioError): CaseResult {
  const [{ source }] = error.diagnostics;
  const complaint = {
    text: error.format(),
    message: error.message,
    file: source?.file ?? error.file,
    line: error.line ?? 1,
    column: error.column ?? 1,
  };
  return { file, name, status: 'bad-input', expectations: 0, failures: [], complaint };
}

/** The verdict on a case that has no end of its own: what happened instead. */
export function unfinished(file: string, name: string, status: CaseStatus, what: string): CaseResult {
  const [message = ''] = what.split('\n', 1);
  const complaint = { text: what, message, file, line: 1, column: 1 };
  return { file, name, status, expectations: 0, failures: [], complaint };
}

function complaintOf({ place, expected, hint }: ExpectationFailure): Complaint {
  const { line, column } = place.position;
  const message = `${place.file}:${line}:${column}: ${expected}${hint === undefined ? '' : `; ${hint}`}`;
  const text = hint === undefined ? message : `${place.file}:${line}:${column}: ${expected}\n  hint: ${hint}`;
  return { text, message, file: place.file, line, column };
}
