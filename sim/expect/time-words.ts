/** Times as scenarios write them, so that they can be copied back into one (or into the REPL's `goto`). */

import { US_PER_MS, US_PER_S } from '../kernel/units.js';

/** Exact: `5s`, `1.25s`, `102ms`, `3.156945s`, `2.5ms`, `250us`; `never` for what does not happen. */
export function durationText(us: number): string {
  if (!Number.isFinite(us)) return 'never';
  if (us === 0) return '0s';
  if (us >= US_PER_S) return `${us / US_PER_S}s`;
  return us >= US_PER_MS ? `${us / US_PER_MS}ms` : `${us}us`;
}

/** What was seen, to the millisecond where it is a second or more: `3.157s`, `52.3ms`. */
export function seenTimeText(us: number): string {
  return durationText(us >= US_PER_S && Number.isFinite(us) ? roundedUs(us) : us);
}

/** To the millisecond. */
function roundedUs(us: number): number {
  return Math.round(us / US_PER_MS) * US_PER_MS;
}
