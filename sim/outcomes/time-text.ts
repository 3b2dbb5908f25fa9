/** Virtual times as people read them. */

import { US_PER_MS, US_PER_S } from '../kernel/units.js';

const MS_DIGITS = 3;
const FEW_MS = 10;

/** A moment: seconds with milliseconds, rounded: `0.102 s`. */
export function secondsText(timeUs: number): string {
  return `${(timeUs / US_PER_S).toFixed(MS_DIGITS)} s`;
}

/** How long something took, in the units of a person: `15.0 s`, `1.25 s`, `312 ms`, `4.2 ms`, `90 µs`. */
export function spanText(us: number): string {
  if (!Number.isFinite(us)) return 'never';
  if (us < US_PER_MS) return us === 0 ? '0 ms' : `${us} µs`;
  const ms = us / US_PER_MS;
  if (us < US_PER_S) return `${trimmed(ms, ms < FEW_MS ? 1 : 0)} ms`;
  const s = us / US_PER_S;
  return `${trimmed(s, s < FEW_MS ? 2 : 1)} s`;
}

function trimmed(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}
