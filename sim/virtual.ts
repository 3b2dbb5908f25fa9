/**
 * lwip-twin for real clients: `ws`, `undici`, `fetch`, `node:http` and others talk to the simulated device in virtual
 * time.
 *
 * Import it before the libraries whose random numbers are to be the run's, or put it into vitest's `setupFiles`: the
 * wrappers of Node's clock are installed as it is loaded, and only pass on as long as no run owns the process.
 */

import { scenarioFrom, type ScenarioSource } from './run/scenario-source.js';
import { install } from './live/virtual/clock/install.js';
import { VirtualRun, type VirtualRunOptions } from './live/virtual/run.js';
import { installNetwork } from './live/virtual/socket/network.js';

export type { RealClient } from './live/virtual/client.js';
export * from './live/virtual/errors.js';
export type { ProgramContext } from './live/virtual/programs/context.js';
export { recordRealClients, type RecordOptions } from './live/virtual/programs/record.js';
export { VirtualRun, type VirtualRunOptions } from './live/virtual/run.js';
export type { DeviceStep } from './language/scenario.js';
export type { ScenarioSource } from './run/scenario-source.js';
export type { Twin } from './live/virtual/twin.js';

install();
installNetwork();

/** Choices of {@link virtualRun}. */
export interface VirtualOptions extends VirtualRunOptions {
  /** Parameters and paths: `{ tabs: 8, 'httpd.max_open_sockets': 4 }`. */
  readonly set?: Readonly<Record<string, unknown>>;
}

/** A run of a scenario that owns a body: `await run.run(async (twin) => …)`; then `run.result`. */
export function virtualRun(source: ScenarioSource, { set, ...options }: VirtualOptions = {}): VirtualRun {
  return new VirtualRun(scenarioFrom(source, set), options);
}
