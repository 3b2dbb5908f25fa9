/**
 * The `simple` example: GET `/hello`, POST `/echo`, PUT `/ctrl`, any `/any`, with LRU purge on.
 *
 * Source: examples/protocols/http_server/simple, as each release has it (source lines in the log: v5.3.5). Absent:
 * CONFIG_EXAMPLE_BASIC_AUTH and CONFIG_EXAMPLE_ENABLE_SSE_HANDLER (off by default).
 */

import type { Blocking } from '../../sim/kernel/task.js';
import {
  ESP_ERR_NO_MEM,
  ESP_FAIL,
  ESP_OK,
  HTTPD_404_NOT_FOUND,
  httpd_query_key_value,
  httpd_register_err_handler,
  httpd_register_uri_handler,
  httpd_req_get_hdr_value_len,
  httpd_req_get_hdr_value_str,
  httpd_req_get_url_query_len,
  httpd_req_get_url_query_str,
  httpd_req_recv,
  httpd_resp_send,
  httpd_resp_send_408,
  httpd_resp_send_chunk,
  httpd_resp_send_err,
  httpd_resp_set_hdr,
  HTTPD_RESP_USE_STRLEN,
  HTTPD_SOCK_ERR_TIMEOUT,
  httpd_unregister_uri,
  HTTP_ANY,
  HTTP_GET,
  HTTP_POST,
  HTTP_PUT,
  strlen,
  text,
  type esp_err_t,
  type httpd_req_t,
  type httpd_uri_t,
} from '../esp-http-server/index.js';
import type { App, AppContext } from './frame/app.js';
import { exampleUriDecode } from './uri-decode.js';
import { webServerApp } from './frame/web-server-app.js';

const TAG = 'example';
/** Room for a query value, and in releases that do not decode them. */
const KEY_MAX_BYTES = 64;
const PLAIN_KEY_MAX_BYTES = 32;
const ECHO_BUFFER_BYTES = 100;
const GREETING = 'Hello World!';
const ZERO = 0x30;

/** Headers that `/hello` looks at, with the source line that reports a failed allocation. */
const HELLO_HEADERS: readonly (readonly [name: string, sourceLine: number])[] = [
  ['Host', 181],
  ['Test-Header-2', 192],
  ['Test-Header-1', 202],
];
const QUERY_SOURCE_LINE = 214;
const QUERY_KEYS = ['query1', 'query3', 'query2'];

export function simple(context: AppContext): App {
  const { log, heap, firmware } = context;
  const keyBytes = firmware.simpleDecodesQuery ? KEY_MAX_BYTES : PLAIN_KEY_MAX_BYTES;

  function malloc(size: number, sourceLine: number): Uint8Array | undefined {
    if (heap.malloc(size)) return new Uint8Array(size);
    if (firmware.simpleHasAny) log.e(TAG, `hello_get_handler(${sourceLine}): buffer alloc failed`);
    return undefined;
  }

  /** Older releases do not look: the getters refuse the NULL buffer, and the handler goes on. */
  const withoutMemory = firmware.simpleHasAny && firmware.anyMethod ? ESP_ERR_NO_MEM : ESP_OK;

  /** Logs a request header if it is there. */
  function showHeader(req: httpd_req_t, name: string, sourceLine: number): esp_err_t {
    const size = httpd_req_get_hdr_value_len(req, name) + 1;
    if (size === 1) return ESP_OK;
    const buf = malloc(size, sourceLine);
    if (buf === undefined) return withoutMemory;
    if (httpd_req_get_hdr_value_str(req, name, buf, size) === ESP_OK) {
      log.i(TAG, `Found header => ${name}: ${text(buf)}`);
    }
    heap.free(size);
    return ESP_OK;
  }

  /** Logs the query and three of its parameters; decoded ones share a buffer that is never cleared. */
  function showQuery(req: httpd_req_t): esp_err_t {
    const size = httpd_req_get_url_query_len(req) + 1;
    if (size === 1) return ESP_OK;
    const buf = malloc(size, QUERY_SOURCE_LINE);
    if (buf === undefined) return withoutMemory;
    if (httpd_req_get_url_query_str(req, buf, size) === ESP_OK) {
      log.i(TAG, `Found URL query => ${text(buf)}`);
      const param = new Uint8Array(keyBytes);
      const decoded = new Uint8Array(keyBytes);
      for (const key of QUERY_KEYS) {
        if (httpd_query_key_value(context, buf, key, param, keyBytes) !== ESP_OK) continue;
        log.i(TAG, `Found URL query parameter => ${key}=${text(param)}`);
        if (!firmware.simpleDecodesQuery) continue;
        exampleUriDecode(decoded, param, strlen(param));
        log.i(TAG, `Decoded query parameter => ${text(decoded)}`);
      }
    }
    heap.free(size);
    return ESP_OK;
  }

  function* helloGet(req: httpd_req_t): Blocking<esp_err_t> {
    for (const [name, sourceLine] of HELLO_HEADERS) {
      const shown = showHeader(req, name, sourceLine);
      if (shown !== ESP_OK) return shown;
    }
    const shown = showQuery(req);
    if (shown !== ESP_OK) return shown;

    httpd_resp_set_hdr(req, 'Custom-Header-1', 'Custom-Value-1');
    httpd_resp_set_hdr(req, 'Custom-Header-2', 'Custom-Value-2');
    yield* httpd_resp_send(req, req.user_ctx as string, HTTPD_RESP_USE_STRLEN);
    if (httpd_req_get_hdr_value_len(req, 'Host') === 0) log.i(TAG, 'Request headers lost');
    return ESP_OK;
  }

  function* echoPost(req: httpd_req_t): Blocking<esp_err_t> {
    const buf = new Uint8Array(ECHO_BUFFER_BYTES);
    let remaining = req.content_len | 0;
    while (remaining > 0) {
      const n = yield* httpd_req_recv(req, buf, Math.min(remaining, ECHO_BUFFER_BYTES));
      if (n <= 0) {
        if (n === HTTPD_SOCK_ERR_TIMEOUT) continue;
        return ESP_FAIL;
      }
      yield* httpd_resp_send_chunk(req, buf, n);
      remaining -= n;
      log.i(TAG, '=========== RECEIVED DATA ==========');
      log.i(TAG, text(buf.subarray(0, n)));
      log.i(TAG, '====================================');
    }
    yield* httpd_resp_send_chunk(req, null, 0);
    return ESP_OK;
  }

  function* any(req: httpd_req_t): Blocking<esp_err_t> {
    yield* httpd_resp_send(req, req.user_ctx as string, HTTPD_RESP_USE_STRLEN);
    yield* httpd_resp_send_chunk(req, null, 0);
    return ESP_OK;
  }

  /** Takes over 404 after `PUT /ctrl` with 0; keeps the connection only for `/hello`. */
  function* notFound(req: httpd_req_t): Blocking<esp_err_t> {
    const isRemoved = req.uri === '/hello' || req.uri === '/echo';
    const message = isRemoved ? `${req.uri} URI is not available` : 'Some 404 error message';
    yield* httpd_resp_send_err(req, HTTPD_404_NOT_FOUND, message);
    return req.uri === '/hello' ? ESP_OK : ESP_FAIL;
  }

  const hello: httpd_uri_t = { uri: '/hello', method: HTTP_GET, handler: helloGet, user_ctx: GREETING };
  const echo: httpd_uri_t = { uri: '/echo', method: HTTP_POST, handler: echoPost };

  function* ctrlPut(req: httpd_req_t): Blocking<esp_err_t> {
    const buf = new Uint8Array(1);
    const n = yield* httpd_req_recv(req, buf, buf.length);
    if (n <= 0) {
      if (n === HTTPD_SOCK_ERR_TIMEOUT) yield* httpd_resp_send_408(req);
      return ESP_FAIL;
    }
    if (buf[0] === ZERO) {
      log.i(TAG, 'Unregistering /hello and /echo URIs');
      httpd_unregister_uri(req.handle, '/hello');
      httpd_unregister_uri(req.handle, '/echo');
      httpd_register_err_handler(req.handle, HTTPD_404_NOT_FOUND, notFound);
    } else {
      log.i(TAG, 'Registering /hello and /echo URIs');
      httpd_register_uri_handler(req.handle, hello);
      httpd_register_uri_handler(req.handle, echo);
      httpd_register_err_handler(req.handle, HTTPD_404_NOT_FOUND, undefined);
    }
    yield* httpd_resp_send(req, null, 0);
    return ESP_OK;
  }

  const ctrl: httpd_uri_t = { uri: '/ctrl', method: HTTP_PUT, handler: ctrlPut };
  const anyUri: httpd_uri_t = { uri: '/any', method: HTTP_ANY, handler: any, user_ctx: GREETING };

  return webServerApp(context, {
    name: 'simple',
    tag: TAG,
    config: { lru_purge_enable: true },
    register(server) {
      const uris =
        firmware.simpleHasAny && firmware.anyMethod ? [hello, echo, ctrl, anyUri] : [hello, echo, ctrl];
      for (const uri of uris) httpd_register_uri_handler(server, uri);
    },
  });
}
