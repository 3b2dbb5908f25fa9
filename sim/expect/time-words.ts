/** Times as scenarios write them, so that they can be copied back into one (or into the REPL's `goto`). */

import { US_PER_MS, US_PER_S } from '../kernel/units.js';

const LONGEST_FRACTION = 3;

/** Exact: `5s`, `1.25s`, `102ms`, `2500us`; `never` for what does not happen. */
export function durationText(us: number): string {
  if (!Number.isFinite(us)) return 'never';
  const seconds = String(us / US_PER_S);
  if (us >= US_PER_S && (seconds.split('.')[1] ?? '').length <= LONGEST_FRACTION) return `${seconds}s`;
  if (us === 0) return '0s';
  return us % US_PER_MS === 0 ? `${us / US_PER_MS}ms` : `${us}us`;
}
