/** Running a scenario with expectations, for tests. */

import { runCase } from '../../sim/report/check/run-case.js';
import type { CaseResult } from '../../sim/report/check/case-result.js';
import { loadScenario } from '../../sim/run/load.js';

/** A device with two sessions and three tabs that come for a websocket: the third one waits. */
export const THREE_TABS = `
name: three-tabs
device: { profile: esp32-idf-v5.3, apps: [ws-echo], httpd: { max_open_sockets: 2 } }
until: 5s
timeline:
  - { at: 100ms, client: tab1, do: connect }
  - { at: 120ms, client: tab1, do: ws_open, path: /ws }
  - { at: 200ms, client: tab2, do: connect }
  - { at: 220ms, client: tab2, do: ws_open, path: /ws }
  - { at: 300ms, client: tab3, do: connect }
  - { at: 320ms, client: tab3, do: ws_open, path: /ws }
`;

/** An empty text frame crashes the device. */
export const CRASHING = `${THREE_TABS}  - { at: 400ms, client: tab1, do: ws_text, text: "" }\n`;

/** The verdict on a scenario with these entries of `expect`, each as it stands after the dash. */
export function judged(entries: readonly string[], scenario = THREE_TABS): CaseResult {
  const list = entries.map((entry) => `  - ${entry}`).join('\n');
  const loaded = loadScenario({ text: `${scenario}expect:\n${list}\n`, file: 's.yaml' });
  return runCase(loaded, loaded.seed);
}

/** What one entry came to: `ok`, or `expected | seen | time[, since] | why | …`. */
export function verdictOf(entry: string, scenario = THREE_TABS): string {
  const { status, failures, complaint } = judged([entry], scenario);
  const [failure] = failures;
  if (failure !== undefined) {
    const { expected, seen, timeUs, sinceUs, why } = failure;
    const when = sinceUs === undefined ? `${timeUs}` : `${timeUs}, since ${sinceUs}`;
    return [expected, seen, when, ...why].join(' | ');
  }
  return complaint?.message ?? (status === 'passed' ? 'ok' : status);
}
