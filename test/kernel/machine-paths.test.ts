/** Every machine, driven along the paths of its graph. */

import { describe, expect, test } from 'vitest';
import { lifecycleDefinitions, LifecycleRegistry } from '../../sim/kernel/lifecycle.js';
import '../../sim/run/simulation.js';
import { shortestPaths, simplePaths, type Path } from './machine-paths.js';

/** Machines whose states are so densely connected that their simple paths are millions. */
const DENSE = new Set(['wsi']);

const machines = await Promise.all(
  lifecycleDefinitions().map(async (definition) => ({
    definition,
    id: definition.id,
    machine: await definition.load(),
  })),
);

describe.each(machines)('$id', ({ definition, id, machine }) => {
  const paths: readonly Path[] = DENSE.has(id) ? shortestPaths(machine) : simplePaths(machine);

  test('comes where each path leads', () => {
    for (const path of paths) {
      const life = new LifecycleRegistry().start(definition, 'test');
      for (const { event, state } of path) {
        life.send(event);
        expect(life.state).toBe(state);
      }
    }
  });

  test('has a path to every state', () => {
    const reached = new Set([definition.initial, ...paths.flat().map(({ state }) => state)]);
    expect([...reached].sort()).toEqual(Object.keys(definition.table).sort());
  });
});
