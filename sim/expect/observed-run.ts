/** A run as expectations see it: they look, and change nothing. */

import type { Kernel } from '../kernel/kernel.js';
import type { Trace } from '../kernel/trace.js';
import type { ResourceRegistry } from '../resources/resource.js';

/** A step of the timeline: a client's, or the device's. */
export type TimelineStep =
  | { readonly atUs: number; readonly client: string; readonly do: string }
  | { readonly atUs: number; readonly device: string };

/** What judges look at in a scenario. */
export interface ObservedScenario {
  /** Steps of its timeline. */
  readonly steps: readonly TimelineStep[];
}

/** Counts of the device. */
export interface ObservedDevice {
  /** Names of the counts of `res` records, in the order of {@link readCounts}. */
  readonly countNames: readonly string[];
  /** Reads the counts as they are now. */
  readCounts(into: number[]): void;
}

/** A run, before it begins and while it goes on. */
export interface ObservedRun {
  readonly kernel: Kernel;
  readonly trace: Trace;
  readonly resources: ResourceRegistry;
  readonly device: ObservedDevice;
  readonly scenario: ObservedScenario;
  /** Calls `look` whenever everything at a moment has happened, just before time moves on; subscribe before the run. */
  onSettled(look: () => void): void;
}
