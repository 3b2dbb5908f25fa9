/**
 * What `lwip-twin/vitest` is made of, but for vitest itself: in the package it stands in the bundle, as everything does, and
 * vitest is imported beside it.
 */

import './virtual.js';

export { filesLike } from './cli/check/glob.js';
export { UsageError } from './cli/usage-error.js';
export { strictly } from './report/check/case-result.js';
export { suggestion } from './document/suggest.js';
export { causeNameHint, isBecauseOf } from './expect/resource/resource-names.js';
export { detailLines } from './report/check/verdict-lines.js';
export { SimulatedRun, type ClientView } from './report/check/sim-run.js';
export { namesText } from './outcomes/names.js';
export { OUTCOMES, type Outcome } from './outcomes/outcome-words.js';
export { ScenarioError } from './document/diagnostic.js';
export { loadCases } from './run/load.js';
export { withRealClients } from './live/real-clients.js';
export { scenarioFrom, type ScenarioSource } from './run/scenario-source.js';
export { VirtualRun } from './live/virtual/run.js';
export type { Twin } from './live/virtual/twin.js';
export type { Scenario } from './language/scenario.js';
