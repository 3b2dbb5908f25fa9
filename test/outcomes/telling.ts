/** Runs a scenario and gives what is said of it. */

import type { ConnectionOutcome } from '../../sim/outcomes/outcome-types.js';
import { watchOutcomes } from '../../sim/outcomes/watch-outcomes.js';
import { loadScenario } from '../../sim/run/load.js';
import { SUMMARY_KINDS, Summary } from '../../sim/report/summary/summary.js';
import { Simulation } from '../../sim/run/simulation.js';

/** What is said. */
export interface Told {
  readonly connections: readonly ConnectionOutcome[];
  readonly summary: readonly string[];
}

/** `device`: what the device has besides its profile; `rest`: the scenario's other keys. */
export function told(device: string, rest: string): Told {
  const text = `name: told\ndevice: { profile: esp32-idf-v5.3, ${device} }\n${rest}`;
  const simulation = new Simulation(loadScenario({ text }));
  const outcomes = watchOutcomes(simulation);
  const summary = new Summary();
  simulation.trace.subscribe(SUMMARY_KINDS, (record) => {
    summary.accept(record);
  });
  simulation.run();
  return { connections: outcomes(), summary: summary.lines() };
}

/** The summary's line that starts so. */
export const lineOf = ({ summary }: Told, start: string): string | undefined =>
  summary.map((line) => line.trim()).find((line) => line.startsWith(start));
