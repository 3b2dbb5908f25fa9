/** What the device has only so many of: pools, slots, backlogs, heap. */

import { holderNames, holderText } from '../resources/holder.js';
import type { LimitedResource } from '../resources/resource.js';
import type { Simulation } from '../run/simulation.js';
import { finite, type Row, type Table, withUniqueKeys } from './table.js';

/** Shares of a heap that a row names. */
const MOST_SHARES = 3;

/** Every limited resource, by name in order of first appearance; what is only counted is in {@link counts}. */
export function resources(simulation: Simulation): Table {
  const limited = [...simulation.resources.all()].flat().filter(({ limit }) => limit.sizedBy !== undefined);
  return withUniqueKeys(limited.map(resourceRow));
}

function resourceRow(resource: LimitedResource): Row {
  return {
    key: resource.text,
    used: resource.used,
    size: finite(resource.size),
    peak: resource.peak,
    refusals: resource.refusals,
    state: resource.state,
    holders: holdersText(resource),
  };
}

/** Who holds it, one entry a unit; of bytes the largest shares. */
function holdersText(resource: LimitedResource): string | undefined {
  const { name, limit } = resource;
  const holders = resource.heldBy();
  if (holders.length === 0) return undefined;
  if (limit.unit !== 'bytes') return holderNames(name, holders).join(', ');
  const shown = holders.slice(0, MOST_SHARES).map((holder) => `${holderText(holder)} ${holder.units ?? 0}`);
  const more = holders.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** The counts of the trace's `res` records, by name. */
export function counts(simulation: Simulation): Table {
  const { device } = simulation;
  const values: number[] = [];
  device.readCounts(values);
  return device.countNames.map((key, i) => ({ key, value: values[i] }));
}
