/** Use of an instance after httpd_stop: on the device its memory has been freed, and the access is a CPU exception. */

import { DevicePanic } from '../../sim/kernel/errors.js';
import type { HttpServer } from './server.js';

/**
 * Throws when the instance has been deleted. Simplified: real memory may still hold its old content and let the
 * access pass, and the faulting address depends on what overwrote it; here the access always fails, at address 0.
 */
export function crashIfDeleted(server: HttpServer): void {
  if (server.state === 'deleted') throw new DevicePanic('memory access fault', 0);
}
