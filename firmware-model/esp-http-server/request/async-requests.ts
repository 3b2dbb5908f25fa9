/**
 * Requests that are answered outside of their handler, by another task.
 *
 * Source: httpd_txrx.c: httpd_req_async_handler_begin, httpd_req_async_handler_complete, httpd_req_to_sockfd semantics.
 * Where completing does not wake the server's select(), what the client sent meanwhile, its FIN included, waits for
 * something else to wake it. Simplified: in releases in which an async request shares the server's table of answer
 * headers, it shares those that were set when it began.
 */

import type { Blocking } from '../../../sim/kernel/task.js';
import type { httpd_req_t } from '../api-types.js';
import { demand } from '../available.js';
import { sendWake } from '../server/control.js';
import type { HttpServer } from '../server/server.js';
import { ESP_ERR_NO_MEM, ESP_FAIL, ESP_OK, type esp_err_t } from '../esp-err.js';
import { crashIfDeleted } from '../session/freed-memory.js';
import { traceSession } from '../session/session-record.js';
import { requestAuxBytes, requestBytes, RESPONSE_HEADER_BYTES } from '../server/sizes.js';

const TAG = 'httpd_txrx';

/** Where `httpd_req_async_handler_begin` puts the copy (`httpd_req_t **`). */
export interface RequestRef {
  req: httpd_req_t | undefined;
}

/** The allocations of a copy. */
function blocksOf({ handle, aux }: httpd_req_t): number[] {
  const { kconfig, firmware } = handle.env;
  const blocks = [requestBytes(kconfig), requestAuxBytes(kconfig, firmware)];
  if (aux.scratchAllocated > 0) blocks.push(aux.scratchAllocated);
  if (firmware.asyncCopiesAnswerHeaders) blocks.push(handle.config.max_resp_headers * RESPONSE_HEADER_BYTES);
  return blocks;
}

/**
 * Copies a request for another task. The server leaves its session alone until the copy is completed: no reading, no
 * LRU purge. ESP_ERR_NO_MEM.
 */
export function httpd_req_async_handler_begin(req: httpd_req_t, out: RequestRef): esp_err_t {
  const { heap, firmware } = req.handle.env;
  demand(firmware, 'asyncRequests', 'httpd_req_async_handler_begin');
  const blocks = blocksOf(req);
  for (const [i, size] of blocks.entries()) {
    if (heap.malloc(size)) continue;
    for (const taken of blocks.slice(0, i)) heap.free(taken);
    return ESP_ERR_NO_MEM;
  }
  out.req = req.copy();
  if (firmware.asyncOwnsSocket) req.aux.remainingLength = 0;
  req.session.note('async-begin');
  traceSession(req.handle, req.session, 'async');
  return ESP_OK;
}

/**
 * Gives the session back to the server and frees the copy, at once; the rest (`yield*`) tells the server, in releases that
 * do. ESP_FAIL when it could not be told.
 */
export function httpd_req_async_handler_complete(req: httpd_req_t): Blocking<esp_err_t> {
  const { handle } = req;
  crashIfDeleted(handle);
  req.session.note('async-complete');
  traceSession(handle, req.session, 'back');
  for (const size of blocksOf(req)) handle.env.heap.free(size);
  return tellServer(handle);
}

function* tellServer(server: HttpServer): Blocking<esp_err_t> {
  const { log, firmware } = server.env;
  if (!firmware.asyncWakesServer) return ESP_OK;
  if ((yield* sendWake(server)) < 0) {
    log.w(TAG, 'httpd_req_async_handler_complete: failed to send socket notification');
    return ESP_FAIL;
  }
  if (log.debug) log.d(TAG, 'httpd_req_async_handler_complete: socket notification sent');
  return ESP_OK;
}

/** Socket of a request's connection. */
export function httpd_req_to_sockfd(req: httpd_req_t): number {
  return req.session.fd;
}
