/** What a line of a device's console means. */

import type { ServerFamily } from '../../document/firmware.js';

/**
 * How much a line tells, most first: `trouble` is somebody's loss, `telling` points to one, `harmless` looks worse than it is,
 * `news` says what the program does, `trace` is debug output.
 */
export const LINE_WEIGHTS = ['trouble', 'telling', 'harmless', 'news', 'trace'] as const;

export type LineWeight = (typeof LINE_WEIGHTS)[number];

/** A kind of line. */
export interface LineMeaning {
  /** As people look it up: the part that is always the same. */
  readonly name: string;
  /** Tells it in the text of a line; the first meaning that fits counts. */
  readonly pattern: RegExp;
  readonly weight: LineWeight;
  readonly about: string;
  /** What makes the firmware print it. */
  readonly when?: string;
  /** Scenario of the library that shows it. */
  readonly shownBy?: string;
  readonly source: string;
}

/** Kinds of lines, and whose they are. */
export interface LineGroup {
  /** Absent: lwIP's, or the scenario's own. */
  readonly family?: ServerFamily;
  readonly meanings: readonly LineMeaning[];
}
