/**
 * Registered URIs: registering, removing, finding the handler of a request.
 *
 * Source: components/esp_http_server/src/httpd_uri.c. Simplified: where the firmware leaves a dangling pointer after a
 * failed allocation, the entry is simply absent.
 */

import type { Holder } from '../../../sim/kernel/trace.js';
import { URI_HANDLERS } from '../../../sim/resources/definitions.js';
import { partHolder } from '../../../sim/resources/holder.js';
import { ofPort } from '../../../sim/resources/limit-name.js';
import {
  HTTPD_404_NOT_FOUND,
  HTTPD_405_METHOD_NOT_ALLOWED,
  HTTP_ANY,
  type httpd_err_code_t,
  type httpd_handle_t,
  type httpd_method_t,
  type httpd_uri_t,
} from '../api-types.js';
import {
  ESP_ERR_HTTPD_ALLOC_MEM,
  ESP_ERR_HTTPD_HANDLERS_FULL,
  ESP_ERR_HTTPD_HANDLER_EXISTS,
  ESP_ERR_INVALID_ARG,
  ESP_ERR_NOT_FOUND,
  ESP_OK,
  type esp_err_t,
} from '../esp-err.js';
import { demand } from '../available.js';
import type { HttpServer, RegisteredUri } from '../server/server.js';
import { uriBytes } from '../server/sizes.js';

const TAG = 'httpd_uri';

/** Result of a search: the entry, or why there is none. */
export type UriSearch =
  { readonly found: RegisteredUri } | { readonly found: undefined; readonly error: httpd_err_code_t };

const NOT_FOUND: UriSearch = { found: undefined, error: HTTPD_404_NOT_FOUND };
const NOT_ALLOWED: UriSearch = { found: undefined, error: HTTPD_405_METHOD_NOT_ALLOWED };

/**
 * Finds the first entry for the first `length` characters of `uri` and `method`. With no entry for the method, the
 * error is that of the URI: 404 or 405.
 */
export function findUri(server: HttpServer, uri: string, length: number, method: httpd_method_t): UriSearch {
  const { log } = server.env;
  const match = server.config.uri_match_fn;
  let result = NOT_FOUND;
  for (const [i, entry] of server.uris.entries()) {
    if (log.debug) log.d(TAG, 'httpd_find_uri_handler: [%d] = %s', i, entry.uri);
    const matches = match
      ? match(entry.uri, uri, length)
      : entry.uri.length === length && uri.startsWith(entry.uri);
    if (!matches) continue;
    if (entry.method === method || entry.method === HTTP_ANY) return { found: entry };
    result = NOT_ALLOWED;
  }
  return result;
}

/**
 * Registers a URI. ESP_ERR_HTTPD_HANDLER_EXISTS when an entry (or a wildcard) answers it already,
 * ESP_ERR_HTTPD_HANDLERS_FULL, ESP_ERR_HTTPD_ALLOC_MEM, ESP_ERR_INVALID_ARG for a NULL handle.
 */
export function httpd_register_uri_handler(handle: httpd_handle_t, uri_handler: httpd_uri_t): esp_err_t {
  if (handle === undefined) return ESP_ERR_INVALID_ARG;
  const { log, heap, kconfig, firmware } = handle.env;
  const { uri, method } = uri_handler;
  let { supported_subprotocol } = uri_handler;
  if (method === HTTP_ANY) demand(firmware, 'anyMethod', 'HTTP_ANY');
  if (uri_handler.ws_pre_handshake_cb) demand(firmware, 'preHandshakeCallback', 'ws_pre_handshake_cb');
  if (uri_handler.ws_post_handshake_cb) demand(firmware, 'postHandshakeCallback', 'ws_post_handshake_cb');
  if (findUri(handle, uri, uri.length, method).found !== undefined) {
    log.w(TAG, 'httpd_register_uri_handler: handler %s with method %s already registered', uri, method);
    return ESP_ERR_HTTPD_HANDLER_EXISTS;
  }
  if (log.debug) {
    handle.uris.forEach((entry, i) => log.d(TAG, 'httpd_register_uri_handler: [%d] exists %s', i, entry.uri));
  }
  if (handle.uris.length >= handle.config.max_uri_handlers) {
    log.w(TAG, 'httpd_register_uri_handler: no slots left for registering handler');
    const { max_uri_handlers: size, server_port: port } = handle.config;
    const holders = (): Holder[] => handle.uris.map((entry) => partHolder(entry.uri));
    handle.limitsReached.refuse(
      { limit: URI_HANDLERS, of: ofPort(port), size, holders },
      () => handle.uris.length,
      { effect: `${uri} is not registered` },
    );
    return ESP_ERR_HTTPD_HANDLERS_FULL;
  }

  const blocks = [uriBytes(kconfig), uri.length + 1];
  const fail = (taken: number): esp_err_t => {
    for (const size of blocks.slice(0, taken)) heap.free(size);
    return ESP_ERR_HTTPD_ALLOC_MEM;
  };
  for (const [i, size] of blocks.entries()) if (!heap.malloc(size)) return fail(i);
  if (supported_subprotocol !== undefined && !heap.malloc(supported_subprotocol.length + 1)) {
    if (firmware.checksSubprotocolCopy) return fail(blocks.length);
    supported_subprotocol = undefined;
  }
  handle.uris.push({ ...uri_handler, supported_subprotocol });
  if (log.debug) log.d(TAG, 'httpd_register_uri_handler: [%d] installed %s', handle.uris.length - 1, uri);
  return ESP_OK;
}

/** Frees an entry. Most releases never free the copy of its subprotocol: a leak of the real component. */
function discard(server: HttpServer, entry: RegisteredUri): void {
  const { heap, kconfig, firmware } = server.env;
  heap.free(entry.uri.length + 1);
  if (entry.supported_subprotocol !== undefined && firmware.freesSubprotocol) {
    heap.free(entry.supported_subprotocol.length + 1);
  }
  heap.free(uriBytes(kconfig));
}

/** Removes the entry with this method and exactly this URI; ESP_ERR_NOT_FOUND if there is none. */
export function httpd_unregister_uri_handler(
  handle: httpd_handle_t,
  uri: string,
  method: httpd_method_t,
): esp_err_t {
  if (handle === undefined) return ESP_ERR_INVALID_ARG;
  const { log } = handle.env;
  const i = handle.uris.findIndex((entry) => entry.method === method && entry.uri === uri);
  const entry = handle.uris[i];
  if (entry === undefined) {
    log.w(TAG, 'httpd_unregister_uri_handler: handler %s with method %s not found', uri, method);
    return ESP_ERR_NOT_FOUND;
  }
  if (log.debug) log.d(TAG, 'httpd_unregister_uri_handler: [%d] removing %s', i, uri);
  discard(handle, entry);
  handle.uris.splice(i, 1);
  handle.limitsReached.measure();
  return ESP_OK;
}

/** Removes every entry with exactly this URI; ESP_ERR_NOT_FOUND if there is none. */
export function httpd_unregister_uri(handle: httpd_handle_t, uri: string): esp_err_t {
  if (handle === undefined) return ESP_ERR_INVALID_ARG;
  const { log } = handle.env;
  const before = handle.uris.splice(0);
  for (const [i, entry] of before.entries()) {
    if (entry.uri !== uri) {
      handle.uris.push(entry);
      continue;
    }
    if (log.debug) log.d(TAG, 'httpd_unregister_uri: [%d] removing %s', i, uri);
    discard(handle, entry);
  }
  if (handle.uris.length < before.length) return ESP_OK;
  log.w(TAG, 'httpd_unregister_uri: no handler found for URI %s', uri);
  return ESP_ERR_NOT_FOUND;
}

/** Removes all entries, when the instance is deleted. */
export function discardAllUris(server: HttpServer): void {
  const { log } = server.env;
  for (const [i, entry] of server.uris.entries()) {
    if (log.debug) log.d(TAG, 'httpd_unregister_all_uri_handlers: [%d] removing %s', i, entry.uri);
    discard(server, entry);
  }
  server.uris.length = 0;
}
