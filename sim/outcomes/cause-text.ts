/** A cause in words. */

import { namesText } from './names.js';
import type { Cause } from './outcome-types.js';

/** `sessions httpd :80 7/7 held by c1..c7: not accepted`. */
export function causeText({ resource, used, size, holders, effect, because }: Cause): string {
  const behind = because === undefined ? '' : `; behind it ${causeText(because)}`;
  return `${resource}${use(used, size, holders)}${held(holders)}: ${effect}${behind}`;
}

/** A refusal without a list of holders still says that all is taken. */
function use(used: number | undefined, size: number | undefined, holders: readonly string[]): string {
  if (size === undefined) return '';
  return holders.length === 0 ? ` (size ${size})` : ` ${used ?? holders.length}/${size}`;
}

function held(holders: readonly string[]): string {
  return holders.length === 0 ? '' : ` held by ${namesText(holders)}`;
}

/** The limit behind a cause, and those behind that one, by their names. */
export function limitsOf(cause: Cause | undefined): string[] {
  return cause === undefined ? [] : [cause.resource, ...limitsOf(cause.because)];
}
