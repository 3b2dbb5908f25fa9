/** State machines as Mermaid diagrams. */

import type { LifecycleDefinition } from '../../kernel/lifecycle.js';
import type { Table } from '../../inspect/table.js';

/** Mermaid's names of states take no hyphens. */
function stateName(state: string): string {
  return state.replaceAll('-', '_');
}

/** The diagram of one machine; states in which living machines are carry a note with their owners. */
export function machineCharts(definition: LifecycleDefinition<string, string>, living: Table): string[] {
  const lines = [`%% ${definition.id}`, 'stateDiagram-v2', `    [*] --> ${stateName(definition.initial)}`];
  for (const state of Object.keys(definition.table)) {
    if (stateName(state) !== state) lines.push(`    ${stateName(state)}: ${state}`);
  }
  for (const [state, transitions] of Object.entries(definition.table)) {
    for (const [event, target] of Object.entries(transitions)) {
      if (target === undefined || target === null) continue;
      lines.push(`    ${stateName(state)} --> ${stateName(target)}: ${event}`);
    }
    if (Object.values(transitions).every((target) => target === null))
      lines.push(`    ${stateName(state)} --> [*]`);
    const owners = living
      .filter((row) => row.key.startsWith(`${definition.id} `) && row['state'] === state)
      .map((row) => row.key.slice(definition.id.length + 1));
    if (owners.length > 0)
      lines.push(`    note right of ${stateName(state)}: ${owners.join(', ').replaceAll(':', '#58;')}`);
  }
  return lines;
}
