/** Use of an instance after httpd_stop: on the device its memory has been freed. */

import { DevicePanic } from '../../../sim/kernel/errors.js';
import type { HttpServer } from '../server/server.js';

/** What a pointer in freed memory reads as in the reference traces' harness. */
const FREED_POINTER = 0xdddd_dddd;

/**
 * Throws when the instance has been deleted: the access is a CPU exception of the running task. Simplified: real memory
 * may still hold its old content and let the access pass for a while, and the faulting address depends on what
 * overwrote it; here the first access always fails, as with the harness's poison.
 */
export function crashIfDeleted(server: HttpServer): void {
  if (server.state !== 'deleted') return;
  const { server_port } = server.config;
  throw new DevicePanic(
    `memory access fault: use after free, httpd_stop has freed the sessions of the server on port ${server_port}`,
    FREED_POINTER,
  );
}
