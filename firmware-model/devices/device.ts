/** A simulated device as its environment sees it: what goes in, what it is told to do, what can be counted. */

import type { LwipStack } from '../../sim/lwip/stack.js';
import type { Segment } from '../../sim/wire/segment.js';
import type { DeviceCommand } from '../apps/command.js';

export interface Device {
  readonly stack: LwipStack;
  /** Starts the device's tasks; called once, at time 0. */
  boot(): void;
  /** A packet arrives at its interface (event context). */
  receive(segment: Segment): void;
  /** Carries out a command of the scenario (event context). */
  command(command: DeviceCommand): void;
  /** Names of the counts of a `res` record, in the order of the record. */
  readonly countNames: readonly string[];
  /** Writes the present counts into `counts`, in the order of {@link countNames}. */
  readCounts(counts: number[]): void;
}
