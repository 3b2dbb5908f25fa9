/** Why a device has stopped, in words. */

import type { ObservedRun } from '../observed-run.js';

/** Why the device has stopped: `crashed in httpd: memory access fault`; undefined while it runs. */
export function endingText({ kernel }: ObservedRun): string | undefined {
  const { panic, livelock } = kernel;
  if (panic !== undefined) {
    const { task, cause } = panic;
    return `crashed${task === undefined ? '' : ` in ${task.name}`}: ${cause.assertion ?? cause.why}`;
  }
  return livelock && `hangs for ever: task ${livelock.taskName}, waiting for ${livelock.waitingFor}`;
}
