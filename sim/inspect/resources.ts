/** What the device has only so many of: pools, slots, backlogs, heap. */

import { holderNames } from '../resources/holder.js';
import type { LimitedResource } from '../resources/resource.js';
import type { Simulation } from '../run/simulation.js';
import { finite, type Row, type Table, withUniqueKeys } from './table.js';

/** Every limited resource, by name in order of first appearance. */
export function resources(simulation: Simulation): Table {
  return withUniqueKeys([...simulation.resources.all()].flatMap((same) => same.map(resourceRow)));
}

function resourceRow(resource: LimitedResource): Row {
  const holders = holderNames(resource.name, resource.heldBy());
  return {
    key: resource.text,
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
