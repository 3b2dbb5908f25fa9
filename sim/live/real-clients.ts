/** Scenarios of which some clients are programs of the user's: they are run before a command asks what came of it. */

import type { Scenario } from '../language/scenario.js';
import { realPrograms } from '../run/run-groups.js';

/** The scenario with what its real clients do; as it is, where it has none. Throws `ScenarioError`. */
export async function withRealClients(scenario: Scenario, seed?: number): Promise<Scenario> {
  if (realPrograms(scenario.groups).size === 0) return scenario;
  const { recordRealClients } = await import('./virtual/programs/record.js');
  return recordRealClients(scenario, { seed });
}
