/** Every lifecycle machine: its state, and the events that it would accept now. */

import type { Simulation } from '../run/simulation.js';
import { type Row, type Table, withUniqueKeys } from './table.js';

/** All machines alive, oldest first; keys are `machine owner`. */
export function machines(simulation: Simulation): Table {
  const rows: Row[] = [];
  for (const lifecycle of simulation.lifecycles.all()) {
    rows.push({
      key: `${lifecycle.definition.id} ${lifecycle.owner}`,
      state: lifecycle.state,
      accepts: lifecycle.accepts().join(' '),
    });
  }
  return withUniqueKeys(rows);
}
