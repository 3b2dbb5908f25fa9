/** Since when connections are what they are. */

import type { ConnectionOutcome } from '../outcomes/outcome-types.js';

/** When the first of them came to what it is. */
export function sinceOf(connections: readonly ConnectionOutcome[]): number | undefined {
  const times = connections.map(({ openedUs, endedUs }) => endedUs ?? openedUs);
  return times.length === 0 ? undefined : Math.min(...times);
}
