/**
 * Bytes of the component's C structures on the 32-bit target, for heap accounts.
 *
 * Source: esp_httpd_priv.h and esp_http_server.h of ESP-IDF v5.3.5 laid out for a 32-bit target with 64-bit alignment
 * of 64-bit fields; FreeRTOS sizes as the reference traces count them (test/conformance/README.md).
 */

import { scratchBytes, type HttpdKconfig } from './kconfig.js';

/** Task control block, charged beside the stack of each task. */
export const TASK_CONTROL_BLOCK_BYTES = 352;
/** Queue, semaphore or mutex without items. */
export const SEMAPHORE_BYTES = 84;
/** FreeRTOS event group. Not measured: computed from its fields with ESP-IDF's spinlock. */
export const EVENT_GROUP_BYTES = 36;
/** One registered URI, without its strings. */
export const URI_BYTES = 24;
/** One slot of the session table. */
export const SESSION_BYTES = 200;
/** Pointer, and one entry of the tables of pointers. */
export const POINTER_BYTES = 4;
/** One additional response header: two pointers. */
export const RESPONSE_HEADER_BYTES = 8;
/** Control message on the loopback socket: kind, function, argument. */
export const CONTROL_MESSAGE_BYTES = 12;
/** A websocket frame waiting to be sent by the server task (`httpd_ws_send_data`). */
export const WS_TRANSFER_BYTES = 40;

const WORD = 4;
const LONG = 8;
const REQUEST_POINTERS_BYTES = 24;
const AUX_BEHIND_SCRATCH_BYTES = 76;
const INSTANCE_HEAD_BYTES = 120;
const INSTANCE_TAIL_BYTES = 12;

function align(bytes: number, unit: number): number {
  return Math.ceil(bytes / unit) * unit;
}

/** `httpd_req_t`: 548 by default. */
export function requestBytes(kconfig: HttpdKconfig): number {
  return align(2 * WORD + kconfig.CONFIG_HTTPD_MAX_URI_LEN + 1, WORD) + REQUEST_POINTERS_BYTES;
}

/** The request's internal part: 596 by default. */
export function requestAuxBytes(kconfig: HttpdKconfig): number {
  return align(WORD + scratchBytes(kconfig) + 1, WORD) + AUX_BEHIND_SCRATCH_BYTES;
}

/** One server instance: 1280 by default. */
export function instanceBytes(kconfig: HttpdKconfig): number {
  const semaphore = kconfig.CONFIG_HTTPD_QUEUE_WORK_BLOCKING ? POINTER_BYTES : 0;
  const upToCounter = INSTANCE_HEAD_BYTES + semaphore + requestBytes(kconfig) + requestAuxBytes(kconfig);
  return align(align(upToCounter, LONG) + INSTANCE_TAIL_BYTES, LONG);
}
