/** Virtual time as text. */

import { US_PER_MS, US_PER_S } from '../../kernel/units.js';

const DIGITS_OF_MS = 3;
const DIGITS_OF_US = 6;

/** `1.203s`, `0.000250s`: seconds with milliseconds, or with microseconds where they count. */
export function timeText(us: number): string {
  const digits = us % US_PER_MS === 0 ? DIGITS_OF_MS : DIGITS_OF_US;
  return `${(us / US_PER_S).toFixed(digits)}s`;
}

/** A point in time as seen from another: `in 0.250s`, `1.000s ago`, `now`. */
export function relativeText(us: number, nowUs: number): string {
  if (us === nowUs) return 'now';
  return us > nowUs ? `in ${timeText(us - nowUs)}` : `${timeText(nowUs - us)} ago`;
}

/** A duration as scenarios write it, exactly, in the largest unit without a fraction. */
export function exactDuration(us: number): string {
  if (us % US_PER_S === 0) return `${us / US_PER_S}s`;
  return us % US_PER_MS === 0 ? `${us / US_PER_MS}ms` : `${us}us`;
}
