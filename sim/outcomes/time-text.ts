/** Virtual times as people read them. */

import { US_PER_MS, US_PER_S } from '../kernel/units.js';

const MS_DIGITS = 3;
const FEW_MS = 10;
const S_PER_MIN = 60;
const MIN_PER_H = 60;
/** From here on seconds alone are hard to grasp. */
const MANY_MINUTES_US = 10 * S_PER_MIN * US_PER_S;

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
  if (us >= MANY_MINUTES_US) return minutesText(Math.round(us / US_PER_S));
  const s = us / US_PER_S;
  return `${trimmed(s, s < FEW_MS ? 2 : 1)} s`;
}

/** `20 min`, `27 min 12 s`, `5 h 3 min`. */
function minutesText(seconds: number): string {
  const min = Math.floor(seconds / S_PER_MIN);
  if (min < MIN_PER_H) return joined([min, 'min'], [seconds % S_PER_MIN, 's']);
  return joined([Math.floor(min / MIN_PER_H), 'h'], [min % MIN_PER_H, 'min']);
}

function joined(large: readonly [number, string], small: readonly [number, string]): string {
  return small[0] === 0 ? large.join(' ') : `${large.join(' ')} ${small.join(' ')}`;
}

function trimmed(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}
