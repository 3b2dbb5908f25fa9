/**
 * Requests that are answered outside of their handler, by another task.
 *
 * Source: httpd_txrx.c: httpd_req_async_handler_begin, httpd_req_async_handler_complete, httpd_req_to_sockfd semantics
 * (v5.3.5: completing does not wake the server's select(), so that what the client sent meanwhile, its FIN included,
 * waits for something else to wake it).
 */

import type { httpd_req_t } from '../api-types.js';
import { ESP_ERR_NO_MEM, ESP_OK, type esp_err_t } from '../esp-err.js';
import { crashIfDeleted } from '../session/freed-memory.js';
import { requestAuxBytes, requestBytes, RESPONSE_HEADER_BYTES } from '../server/sizes.js';

/** Where `httpd_req_async_handler_begin` puts the copy (`httpd_req_t **`). */
export interface RequestRef {
  req: httpd_req_t | undefined;
}

/** The three allocations of a copy. */
function blocksOf(req: httpd_req_t): number[] {
  const { kconfig } = req.handle.env;
  return [
    requestBytes(kconfig),
    requestAuxBytes(kconfig),
    req.handle.config.max_resp_headers * RESPONSE_HEADER_BYTES,
  ];
}

/**
 * Copies a request for another task. The server leaves its session alone until the copy is completed: no reading, no
 * LRU purge. ESP_ERR_NO_MEM.
 */
export function httpd_req_async_handler_begin(req: httpd_req_t, out: RequestRef): esp_err_t {
  const { heap } = req.handle.env;
  const blocks = blocksOf(req);
  for (const [i, size] of blocks.entries()) {
    if (heap.malloc(size)) continue;
    for (const taken of blocks.slice(0, i)) heap.free(taken);
    return ESP_ERR_NO_MEM;
  }
  out.req = req.copy();
  req.aux.remainingLength = 0;
  req.session.note('async-begin');
  return ESP_OK;
}

/** Gives the session back to the server and frees the copy. */
export function httpd_req_async_handler_complete(req: httpd_req_t): esp_err_t {
  crashIfDeleted(req.handle);
  req.session.note('async-complete');
  for (const size of blocksOf(req)) req.handle.env.heap.free(size);
  return ESP_OK;
}

/** Socket of a request's connection. */
export function httpd_req_to_sockfd(req: httpd_req_t): number {
  return req.session.fd;
}
