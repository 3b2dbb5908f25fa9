/**
 * Bytes of the component's C structures on the 32-bit target, for heap accounts.
 *
 * Source: esp_httpd_priv.h and esp_http_server.h of ESP-IDF v5.3.5 laid out for a 32-bit target with 64-bit alignment
 * of 64-bit fields; FreeRTOS sizes as the reference traces count them (test/conformance/README.md).
 */

import type { FirmwareTraits } from '../../releases/index.js';
import { scratchBytes, type HttpdKconfig } from './kconfig.js';

/** Task control block, charged beside the stack of each task. */
export const TASK_CONTROL_BLOCK_BYTES = 352;
/** Queue, semaphore or mutex without items. */
export const SEMAPHORE_BYTES = 84;
/** FreeRTOS event group. Not measured: computed from its fields with ESP-IDF's spinlock. */
export const EVENT_GROUP_BYTES = 36;
/** One registered URI, without its strings: 24, and a pointer for each callback that it can have. */
export function uriBytes(kconfig: HttpdKconfig): number {
  const callbacks = [
    kconfig.CONFIG_HTTPD_WS_PRE_HANDSHAKE_CB_SUPPORT,
    kconfig.CONFIG_HTTPD_WS_POST_HANDSHAKE_CB_SUPPORT,
  ].filter(Boolean);
  return URI_BYTES + callbacks.length * POINTER_BYTES;
}
const URI_BYTES = 24;
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
/** Pointer to the buffer, its two sizes and its two limits. */
const GROWING_SCRATCH_WORDS = 5;
/** max_req_hdr_len and max_uri_len of httpd_config_t. */
const LIMIT_FIELDS = 2;
const INSTANCE_HEAD_BYTES = 120;
const INSTANCE_TAIL_BYTES = 12;

function align(bytes: number, unit: number): number {
  return Math.ceil(bytes / unit) * unit;
}

/** `httpd_req_t`: 548 by default. */
export function requestBytes(kconfig: HttpdKconfig): number {
  return align(2 * WORD + kconfig.CONFIG_HTTPD_MAX_URI_LEN + 1, WORD) + REQUEST_POINTERS_BYTES;
}

/** The request's internal part: 596 by default, 100 where its buffer is allocated a request. */
export function requestAuxBytes(kconfig: HttpdKconfig, firmware: FirmwareTraits): number {
  if (firmware.growingScratch) return (1 + GROWING_SCRATCH_WORDS) * WORD + AUX_BEHIND_SCRATCH_BYTES;
  return align(WORD + scratchBytes(kconfig) + 1, WORD) + AUX_BEHIND_SCRATCH_BYTES;
}

/** One server instance: 1280 by default in v5.3.5. */
export function instanceBytes(kconfig: HttpdKconfig, firmware: FirmwareTraits): number {
  const hasSemaphore = kconfig.CONFIG_HTTPD_QUEUE_WORK_BLOCKING || firmware.reservesControlSlot;
  const semaphore = hasSemaphore ? POINTER_BYTES : 0;
  const limits = firmware.growingScratch ? LIMIT_FIELDS * WORD : 0;
  const head = INSTANCE_HEAD_BYTES + limits + semaphore;
  const upToCounter = head + requestBytes(kconfig) + requestAuxBytes(kconfig, firmware);
  const state = firmware.storesServerState ? WORD : 0;
  return align(align(upToCounter, LONG) + INSTANCE_TAIL_BYTES + state, LONG);
}
