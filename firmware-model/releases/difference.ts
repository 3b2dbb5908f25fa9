/** A named difference between releases: what changed, where, in which of them, and how that is known. */

import type { ReleaseRange } from './release.js';

/** Who notices. `code`: whoever writes handlers. `memory`: the heap. `log`: readers of the console only. */
export type Concern = 'clients' | 'code' | 'memory' | 'log';

/** `traced`: reference traces of releases with and without it show it. `read`: known from the source alone. */
export type Evidence = 'traced' | 'read';

export interface Difference extends ReleaseRange {
  /** Short name for lists. */
  readonly title: string;
  /** What a release in the range does. */
  readonly now: string;
  /** What one outside of it does. */
  readonly otherwise: string;
  readonly concern: Concern;
  /** File and function in ESP-IDF. */
  readonly source: string;
  readonly evidence: Evidence;
  /** Name of the scenario of the library that shows it. */
  readonly shownBy?: string;
}
