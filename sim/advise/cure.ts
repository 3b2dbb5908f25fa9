/**
 * What may cure a trouble: a change of the device's configuration, its application, its clients or its network.
 *
 * A cure is data: what it is tried against, what it costs, what must hold for it, where that is known from; and the changes
 * themselves, smallest first. Whether it helps is never said here: `advise` runs it.
 */

import type { Change } from './change.js';
import type { Situation } from './situation.js';

/** How deep a change cuts, smallest first. */
export const CURE_KINDS = [
  'field',
  'setting',
  'option',
  'client',
  'program',
  'release',
  'surroundings',
] as const;

/**
 * - `field`: a field of `httpd_config_t`; `setting`: of the application's own;
 * - `option`: Kconfig or lwipopts.h, the firmware is built anew;
 * - `client`: what clients do;
 * - `program`: the application is written differently;
 * - `release`: another release of the firmware;
 * - `surroundings`: the network, or more memory.
 */
export type CureKind = (typeof CURE_KINDS)[number];

/** Changes that belong together. */
export interface Rung {
  readonly changes: readonly Change[];
}

/** A cure. */
export interface Cure {
  /** Its name in reports and documents: `lru-purge`. */
  readonly name: string;
  /** A few words. */
  readonly title: string;
  readonly kind: CureKind;
  /** What it is tried against: {@link Trouble.symptoms}. */
  readonly against: readonly string[];
  /**
   * Roots of troubles ({@link Trouble.roots}) for which it mostly is the smallest change that helps: said without a run, as
   * what is likely. Read from what `advise` finds for the library, and held against it by a test.
   */
  readonly likely?: readonly string[];
  /** What it does, in a sentence or two. */
  readonly about: string;
  /** What it costs: sockets, memory, other clients' harm. */
  readonly costs: string;
  /** What must hold for it. */
  readonly precondition?: string;
  /** What is written in the firmware or the client, where that is more than a value. */
  readonly code?: string;
  readonly source: string;
  /** The changes, smallest first; none where it does not apply. Longer ladders are searched for the smallest that does it. */
  readonly rungs: (situation: Situation) => readonly Rung[];
}
