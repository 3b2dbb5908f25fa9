/** Units of time. */

/** Microseconds in a millisecond. */
export const US_PER_MS = 1_000;
/** Microseconds in a second. */
export const US_PER_S = 1_000_000;
/** Milliseconds in a second. */
export const MS_PER_S = 1_000;
