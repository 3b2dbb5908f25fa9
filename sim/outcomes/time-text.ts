/** Virtual times as people read them. */

const US_PER_MS = 1000;
const US_PER_S = 1_000_000;
const MS_DIGITS = 3;
const US_DIGITS = 6;

/** Seconds with milliseconds, or with microseconds where they matter: `0.102 s`, `1.500250 s`. */
export function secondsText(timeUs: number): string {
  return `${(timeUs / US_PER_S).toFixed(timeUs % US_PER_MS === 0 ? MS_DIGITS : US_DIGITS)} s`;
}
