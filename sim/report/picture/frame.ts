/** Where in a picture things are. */

import type { TimeRange } from '../timeline/time-range.js';

/** Where things are. */
export interface Frame {
  readonly range: TimeRange;
  readonly left: number;
  readonly right: number;
  /** A moment in pixels, within the picture. */
  readonly x: (us: number) => number;
}
