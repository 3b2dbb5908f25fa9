/** A cause in words. */

import { namesText } from './names.js';
import type { Cause } from './outcome-types.js';
import { secondsText } from './time-text.js';

/** `sessions :80 7/7 (max_open_sockets) since 0.7 s held by c1..c7 (all idle since 0.1 s to 0.7 s): not accepted`, and what is behind it. */
export function causeText(cause: Cause): string {
  const { resource, effect, because, option, sinceUs } = cause;
  const since = sinceUs === undefined ? '' : ` since ${secondsText(sinceUs)}`;
  const set = option === undefined ? '' : ` (${option})`;
  const behind = because === undefined ? '' : `; behind it ${causeText(because)}`;
  return `${resource}${use(cause)}${set}${since}${held(cause)}: ${effect}${behind}`;
}

/** The limit behind a cause, and those behind that one, by their names. */
export function limitsOf(cause: Cause | undefined): string[] {
  return cause === undefined ? [] : [cause.resource, ...limitsOf(cause.because)];
}

/** A refusal without a list of holders still says that all is taken. */
function use({ size, used, holders }: Cause): string {
  if (size === undefined) return '';
  const count = used ?? holders.length;
  return count === 0 ? ` (size ${size})` : ` ${count}/${size}`;
}

function held({ holders, worth = [] }: Cause): string {
  if (holders.length === 0) return '';
  const remark = worth.length === 0 ? '' : ` (${worth.join('; ')})`;
  return ` held by ${namesText(holders)}${remark}`;
}
