/** The device's tasks: running or blocked, on what, until when. */

import type { Simulation } from '../run/simulation.js';
import { finite, type Table } from './table.js';

/** Every task alive, in order of creation. */
export function tasks(simulation: Simulation): Table {
  simulation.kernel.settleWakeUps();
  return simulation.kernel.tasks.map((task) => ({
    key: task.name,
    state: task.state,
    priority: task.priority,
    inherited: task.priority === task.basePriority ? undefined : task.priority - task.basePriority,
    waitsFor: task.state === 'blocked' ? task.waitingFor : undefined,
    wakesAtUs: finite(task.wakeAtUs),
  }));
}
