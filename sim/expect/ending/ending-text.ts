/** Why a device has stopped, in words. */

import type { DevicePanic } from '../../kernel/errors.js';
import { assertionText, hangText } from '../../outcomes/crash-text.js';
import type { ObservedRun } from '../observed-run.js';

/** Why the device has stopped: `crashed in httpd: memory access fault`; undefined while it runs. */
export function endingText({ kernel }: ObservedRun): string | undefined {
  const { panic, livelock } = kernel;
  if (panic !== undefined) {
    const { task, cause } = panic;
    return `crashed${task === undefined ? '' : ` in ${task.name}`}: ${causeText(cause)}`;
  }
  if (livelock === undefined) return undefined;
  const { taskName: task, waitingFor: loop, timeUs: since, on = {} } = livelock;
  const { fd, client: c, port, why, sinceUs: from } = on;
  return hangText({ task, loop, since, fd, c, port, why, from });
}

/** A failed assertion says on whose connection it failed. */
function causeText({ assertion, why, culprit }: DevicePanic): string {
  if (assertion === undefined) return why;
  return assertionText({ rule: assertion, ...(culprit && { c: culprit.client, port: culprit.port }) });
}
