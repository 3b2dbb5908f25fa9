/**
 * lwip-twin as a library: run a scenario, ask what came of it.
 *
 * `simulate` for one run; `loadCases` and `SimulatedRun` for the cases of a matrix. Matchers for vitest are in
 * `lwip-twin/vitest`.
 */

import { SimulatedRun } from './report/check/sim-run.js';
import { loadCases, loadScenario, type InlineScenario } from './language/load.js';
import type { Scenario } from './language/scenario.js';

export type { CaseFailure, CaseResult, CaseStatus } from './report/check/case-result.js';
export type { Cause, ConnectionOutcome, Outcome } from './outcomes/outcome-types.js';
export { SimulatedRun, type ClientView } from './report/check/sim-run.js';
export { ScenarioError, type Diagnostic } from './document/diagnostic.js';
export type { Position } from './document/place.js';
export type { InlineScenario } from './language/load.js';
export type { Scenario } from './language/scenario.js';
export type * from './kernel/trace.js';
/** For a firmware module of one's own (`apps: [./my-app.ts]`): its entry, what it is given, and its handlers. */
export type { FirmwareApi, UserApp, UserAppParts } from './language/user-app/api.js';
export type { App, AppContext } from '../firmware-model/apps/app.js';
export type {
  esp_err_t,
  httpd_handle_t,
  httpd_req_t,
  httpd_close_func_t,
  httpd_config_t,
  httpd_err_handler_func_t,
  httpd_handler_t,
  httpd_open_func_t,
  httpd_uri_t,
  httpd_ws_frame_t,
} from '../firmware-model/esp-http-server/index.js';
export type { Blocking } from './kernel/task.js';

/** A scenario in the words of the YAML form, as a plain object. */
export interface ScenarioObject {
  readonly device: object;
  readonly [key: string]: unknown;
}

/** A file's name, a scenario's text, or a plain object. Text is told from a name by its line breaks or braces. */
export type ScenarioSource = string | InlineScenario | ScenarioObject;

/** What a run has that is not the scenario's. */
export interface SimulateOptions {
  /** Parameters and paths: `{ tabs: 8, 'httpd.max_open_sockets': 4 }`. */
  readonly set?: Readonly<Record<string, unknown>>;
  /** Replaces the scenario's seed. */
  readonly seed?: number;
}

const INLINE_NAME = '<inline>';

/** Runs a scenario of one case; throws `ScenarioError` for one that can't be run. */
export function simulate(source: ScenarioSource, options: SimulateOptions = {}): SimulatedRun {
  const scenario = loadScenario(inlineOrFile(source), { set: assignments(options) });
  return new SimulatedRun(scenario, options.seed);
}

/** All cases of a scenario's matrix, checked but not run; `new SimulatedRun(one)` runs one. */
export function scenarioCases(
  source: ScenarioSource,
  options: Omit<SimulateOptions, 'seed'> = {},
): readonly Scenario[] {
  return loadCases(inlineOrFile(source), { set: assignments(options) });
}

function assignments({ set = {} }: SimulateOptions): string[] {
  return Object.entries(set).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
}

function inlineOrFile(source: ScenarioSource): string | InlineScenario {
  if (typeof source === 'string') {
    return /[\n{]/.test(source) ? { text: source, file: INLINE_NAME } : source;
  }
  if ('text' in source && typeof source.text === 'string') return source as InlineScenario;
  return { text: JSON.stringify(source), file: INLINE_NAME };
}
