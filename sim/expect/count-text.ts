/** How often, in words. */

import type { Amount } from './amount.js';

/** What has been counted: `never`, `1 time`, `3 times`. */
export function timesText(count: number): string {
  return count === 0 ? 'never' : `${count} ${count === 1 ? 'time' : 'times'}`;
}

/** What is asked for: `once`, `at least once`, `at most 3 times`, `never`. */
export function wantedTimes({ most, text }: Amount): string {
  if (most === 0) return 'never';
  return / ?\b1$/.test(text) ? text.replace(/1$/, 'once') : `${text} times`;
}
