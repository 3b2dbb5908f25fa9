/**
 * lwip-twin as a library: run a scenario, ask what came of it.
 *
 * `simulate` for one run; `loadCases` and `SimulatedRun` for the cases of a matrix. Matchers for vitest are in
 * `lwip-twin/vitest`.
 */

import { SimulatedRun } from './report/check/sim-run.js';
import { casesFrom, scenarioFrom, type ScenarioSource } from './run/scenario-source.js';
import type { Scenario } from './language/scenario.js';

export type { CaseFailure, CaseResult, CaseStatus } from './report/check/case-result.js';
export type { Cause, ConnectionOutcome } from './outcomes/outcome-types.js';
export type { Outcome } from './outcomes/outcome-words.js';
export { SimulatedRun, type ClientView } from './report/check/sim-run.js';
export { ScenarioError, type Diagnostic } from './document/diagnostic.js';
export type { Position, SourceText } from './document/place.js';
export type { InlineScenario } from './run/load.js';
export type { ScenarioObject, ScenarioSource } from './run/scenario-source.js';
export type { Scenario } from './language/scenario.js';
export type * from './kernel/trace.js';
/** For a firmware module of one's own (`apps: [./my-app.ts]`): its entry, what it is given, and its handlers. */
export type { FirmwareApi, UserApp, UserAppParts } from './run/firmware.js';
export type { App, AppContext } from './run/firmware.js';
/** The same for the W800: a libwebsockets program of one's own. */
export type {
  LwsApi,
  LwsAppContext,
  LwsCallback,
  LwsCallbackIn,
  LwsCallbackReason,
  LwsContextHandle,
  LwsHandle,
  LwsProgram,
  LwsProgramParts,
  LwsProtocols,
  LwsUserApp,
} from './run/firmware.js';
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
} from './run/firmware.js';
export type { Kernel } from './kernel/kernel.js';
export type { Blocking, Task } from './kernel/task.js';

/** What a run has that is not the scenario's. */
export interface SimulateOptions {
  /** Parameters and paths: `{ tabs: 8, 'httpd.max_open_sockets': 4 }`. */
  readonly set?: Readonly<Record<string, unknown>>;
  /** Replaces the scenario's seed. */
  readonly seed?: number;
}

/** Runs a scenario of one case; throws `ScenarioError` for one that can't be run. */
export function simulate(source: ScenarioSource, options: SimulateOptions = {}): SimulatedRun {
  return new SimulatedRun(scenarioFrom(source, options.set), options.seed);
}

/** All cases of a scenario's matrix, checked but not run; `new SimulatedRun(one)` runs one. */
export function scenarioCases(
  source: ScenarioSource,
  options: Omit<SimulateOptions, 'seed'> = {},
): readonly Scenario[] {
  return casesFrom(source, options.set);
}
