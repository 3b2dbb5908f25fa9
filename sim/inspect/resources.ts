/** What the device has only so many of: pools, slots, backlogs, heap. */

import type { LimitedResource } from '../resources/resource.js';
import type { Simulation } from '../run/simulation.js';
import { finite, type Row, type Table, withUniqueKeys } from './table.js';

/** Every limited resource, by name in order of first appearance, the heap first. */
export function resources(simulation: Simulation): Table {
  const { memory } = simulation.device.stack;
  const rows: Row[] = [];
  for (const same of simulation.resources.all()) {
    for (const resource of same) if (resource !== memory.heap) rows.push(resourceRow(resource));
  }
  return withUniqueKeys([heapRow(simulation), ...rows]);
}

function heapRow({ device }: Simulation): Row {
  const { heap, heapBytes, heapPeakBytes, heapFailures } = device.stack.memory;
  return {
    key: heap.name,
    used: heapBytes,
    size: finite(heap.size),
    peak: heapPeakBytes,
    refusals: heap.refusals,
    state: heapFailures > 0 && heap.state === 'available' ? 'available (failed before)' : heap.state,
  };
}

function resourceRow(resource: LimitedResource): Row {
  const holders = resource.heldBy();
  return {
    key: resource.name,
    used: resource.used,
    size: finite(resource.size),
    peak: resource.peak,
    refusals: resource.refusals,
    state: resource.state,
    holders: holders.length > 0 ? holders.join(', ') : undefined,
  };
}

/** The counts of the trace's `res` records, by name. */
export function counts(simulation: Simulation): Table {
  const { device } = simulation;
  const values: number[] = [];
  device.readCounts(values);
  return device.countNames.map((key, i) => ({ key, value: values[i] }));
}
