/** What counts as slow. */

/** Waiting that needs an explanation, unless another time is asked for; virtual microseconds. */
export const SLOW_US = 1_000_000;
