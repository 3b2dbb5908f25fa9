/** Over the whole library and random scenarios: waits add up, and everybody tells the same story. */

import fc from 'fast-check';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { causeText, limitsOf } from '../../sim/outcomes/cause-text.js';
import type { ConnectionOutcome } from '../../sim/outcomes/outcome-types.js';
import { OutcomeCollector, OUTCOME_KINDS } from '../../sim/outcomes/outcomes.js';
import { watchOutcomes } from '../../sim/outcomes/watch-outcomes.js';
import { loadCases } from '../../sim/language/load.js';
import { withRealClients } from '../../sim/live/real-clients.js';
import type { Scenario } from '../../sim/language/scenario.js';
import { SimulatedRun } from '../../sim/report/check/sim-run.js';
import '../../sim/vitest.js';
import { Simulation } from '../../sim/run/simulation.js';
import { scenarioParts, scenarioText } from '../properties/random-scenario.js';

const LIBRARY = join(import.meta.dirname, '../../scenarios');
const FILES = readdirSync(LIBRARY).filter((name) => name.endsWith('.yaml'));

/**
 * Exchanges of any outcome whose waits are not what lies between their start and their end (a stream or websocket: until
 * it was open; one that goes on: until `nowUs`), to the microsecond.
 */
function unequal(connections: readonly ConnectionOutcome[], nowUs: number): string[] {
  return connections.flatMap(({ label, exchanges }) =>
    exchanges
      .filter(({ waits, startUs, openedUs, endedUs }) => {
        const sum = waits.reduce((total, { us }) => total + us, 0);
        return sum !== (openedUs ?? endedUs ?? nowUs) - startUs;
      })
      .map(({ kind, method, path, outcome, startUs, askedUs, openedUs, endedUs, waits }) =>
        JSON.stringify({ label, kind, method, path, outcome, startUs, askedUs, openedUs, endedUs, waits }),
      ),
  );
}

function watched(scenario: Scenario): { connections: readonly ConnectionOutcome[]; nowUs: number } {
  const simulation = new Simulation(scenario);
  const outcomes = watchOutcomes(simulation);
  simulation.run();
  return { connections: outcomes(), nowUs: simulation.kernel.nowUs };
}

const told = (connections: readonly ConnectionOutcome[]): string[] =>
  connections.map(({ label, outcome, cause }) => `${label} ${outcome} ${cause ? causeText(cause) : ''}`);

describe.each(FILES)('%s', (file) => {
  test.each(loadCases(join(LIBRARY, file)).map((scenario) => [scenario.name, scenario] as const))(
    '%s: waits add up, and the report, the expectations and a replayed trace tell the same',
    async (_, written) => {
      const scenario = await withRealClients(written);
      const run = new SimulatedRun(scenario);
      expect(unequal(run.connections, run.timeUs)).toEqual([]);
      expect(told(watched(scenario).connections)).toEqual(told(run.connections));
      const collector = new OutcomeCollector();
      for (const record of run.records) if (OUTCOME_KINDS.includes(record.k)) collector.accept(record);
      expect(told(collector.finish(run.timeUs))).toEqual(told(run.connections));
      for (const client of new Set(run.connections.map((one) => one.client))) {
        const view = run.client(client);
        const newest = view.connections.at(-1)!;
        expect([view.outcome, view.why]).toEqual([newest.outcome, newest.cause && causeText(newest.cause)]);
        expect(view).toHaveOutcome(newest.outcome);
        for (const limit of limitsOf(newest.cause)) expect(view).toHaveOutcome(newest.outcome, limit);
      }
      for (const { label, outcome, isContent, cause } of run.connections) {
        const isExplained = isContent || outcome === 'gave-up' || cause !== undefined;
        expect([label, outcome, isExplained]).toEqual([label, outcome, true]);
      }
    },
  );
});

test('waits add up in any scenario', () => {
  fc.assert(
    fc.property(scenarioParts, (parts) => {
      const scenario = loadCases({ text: scenarioText(parts), file: 'random.yaml' })[0]!;
      const { connections, nowUs } = watched(scenario);
      expect(unequal(connections, nowUs)).toEqual([]);
    }),
    { numRuns: 40, seed: 7 },
  );
});
