/** A value of the device followed step by step: what watches and conditions on resources read. */

import type { Simulation } from '../../run/simulation.js';
import type { Cell } from '../../inspect/table.js';

/** Reads the value off a simulation. */
export type Reading = (simulation: Simulation) => Cell;

/** One value and all its changes up to the furthest step done. */
export class Probe {
  /** Positions at which the value changed, ascending, and the values from there on. */
  private readonly positions: number[] = [];
  private readonly values: Cell[] = [];

  constructor(
    readonly name: string,
    private readonly read: Reading,
  ) {}

  /** Looks at a simulation that stands at `position`, later than all before. */
  look(simulation: Simulation, position: number): void {
    const value = this.read(simulation);
    if (this.positions.length > 0 && this.values.at(-1) === value) return;
    this.positions.push(position);
    this.values.push(value);
  }

  /** The value at a position. */
  at(position: number): Cell {
    return this.values[this.entryAt(position)];
  }

  /** True when the step that led to `position` changed the value. */
  changedAt(position: number): boolean {
    const entry = this.entryAt(position);
    return entry > 0 && this.positions[entry] === position;
  }

  /** Forgets everything after a position. */
  truncate(position: number): void {
    const keep = this.entryAt(position) + 1;
    this.positions.length = keep;
    this.values.length = keep;
  }

  /** Index of the last entry at or before a position; -1 before the first. */
  private entryAt(position: number): number {
    let low = 0;
    let high = this.positions.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.positions[middle]! <= position) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
