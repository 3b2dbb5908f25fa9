/**
 * The `file_serving` example: files are uploaded (`POST /upload/NAME`), listed (`GET /`), read (`GET /NAME`) and deleted
 * (`POST /delete/NAME`). Larger than 200 KB none may be.
 *
 * Source: examples/protocols/http_server/file_serving (v5.3.5) on SPIFFS, handlers rewritten.
 * `app_settings.conn_close_header` is CONFIG_EXAMPLE_HTTPD_CONN_CLOSE_HEADER, on unless it is false.
 * Simplified: flash takes no time; stdio's buffers are no heap. Page, script and icon have other contents than the vendor's;
 * script and icon are as long, and the page comes in as many pieces.
 */

import type { Blocking } from '../../../sim/kernel/task.js';
import {
  ESP_FAIL,
  ESP_OK,
  HTTP_GET,
  HTTP_POST,
  HTTPD_400_BAD_REQUEST,
  HTTPD_404_NOT_FOUND,
  HTTPD_500_INTERNAL_SERVER_ERROR,
  HTTPD_SOCK_ERR_TIMEOUT,
  httpd_register_uri_handler,
  httpd_req_recv,
  httpd_resp_send,
  httpd_resp_send_chunk,
  httpd_resp_send_err,
  httpd_resp_sendstr,
  httpd_resp_sendstr_chunk,
  httpd_resp_set_hdr,
  httpd_resp_set_status,
  httpd_resp_set_type,
  httpd_uri_match_wildcard,
  type esp_err_t,
  type HandleRef,
  type httpd_handle_t,
  type httpd_req_t,
  type httpd_uri_t,
  type HttpServer,
} from '../../esp-http-server/index.js';
import { configFor, startServer, type App, type AppContext } from '../frame/app.js';
import { numberSetting } from '../frame/settings.js';
import { sendListing } from './listing.js';
import { BASE_PATH, contentTypeOf, pathOf } from './paths.js';
import { Storage } from './storage.js';

const TAG = 'file_server';
const MAX_FILE_BYTES = 200 * 1024;
const SCRATCH_BYTES = 8192;
/** Its base path and the scratch buffer. */
const SERVER_DATA_BYTES = 16 + SCRATCH_BYTES;
/** The partition `storage` of the example's table. */
const PARTITION_BYTES = 0xf_0000;
const ICON_BYTES = 6429;

export function fileServing(context: AppContext): App {
  const { log, heap, kernel, settings } = context;
  const storage = new Storage(numberSetting(context, 'storage_bytes', PARTITION_BYTES));
  const saysClose = settings['conn_close_header'] !== false;
  let server: httpd_handle_t;

  function* fail(req: httpd_req_t, error: number, message: string): Blocking<esp_err_t> {
    yield* httpd_resp_send_err(req, error, message);
    return ESP_FAIL;
  }

  function announceClose(req: httpd_req_t): void {
    if (saysClose) httpd_resp_set_hdr(req, 'Connection', 'close');
  }

  /** What is not among the files. */
  function* missing(req: httpd_req_t, path: string): Blocking<esp_err_t> {
    if (path === '/index.html') {
      httpd_resp_set_status(req, '307 Temporary Redirect');
      httpd_resp_set_hdr(req, 'Location', '/');
      yield* httpd_resp_send(req, null, 0);
      return ESP_OK;
    }
    if (path === '/favicon.ico') {
      httpd_resp_set_type(req, 'image/x-icon');
      yield* httpd_resp_send(req, new Uint8Array(ICON_BYTES), ICON_BYTES);
      return ESP_OK;
    }
    log.e(TAG, `Failed to stat file : ${BASE_PATH}${path}`);
    return yield* fail(req, HTTPD_404_NOT_FOUND, 'File does not exist');
  }

  function* download(req: httpd_req_t): Blocking<esp_err_t> {
    const path = pathOf(req.uri);
    if (path === undefined) {
      log.e(TAG, 'Filename is too long');
      return yield* fail(req, HTTPD_500_INTERNAL_SERVER_ERROR, 'Filename too long');
    }
    if (path.endsWith('/')) return yield* sendListing(req, path, storage, log);
    const content = storage.read(path);
    if (content === undefined) return yield* missing(req, path);

    log.i(TAG, `Sending file : ${path} (${content.length} bytes)...`);
    httpd_resp_set_type(req, contentTypeOf(path));
    for (let at = 0; at < content.length; at += SCRATCH_BYTES) {
      const piece = content.subarray(at, at + SCRATCH_BYTES);
      if ((yield* httpd_resp_send_chunk(req, piece, piece.length)) === ESP_OK) continue;
      log.e(TAG, 'File sending failed!');
      yield* httpd_resp_sendstr_chunk(req, null);
      return yield* fail(req, HTTPD_500_INTERNAL_SERVER_ERROR, 'Failed to send file');
    }
    log.i(TAG, 'File sending complete');
    announceClose(req);
    yield* httpd_resp_send_chunk(req, null, 0);
    return ESP_OK;
  }

  /** Path of a request to change a file; undefined when it is none, which has been answered then. */
  function* pathToChange(req: httpd_req_t, prefix: string): Blocking<string | undefined> {
    const path = pathOf(req.uri.slice(prefix.length));
    if (path === undefined) {
      yield* fail(req, HTTPD_500_INTERNAL_SERVER_ERROR, 'Filename too long');
      return undefined;
    }
    if (!path.endsWith('/')) return path;
    log.e(TAG, `Invalid filename : ${path}`);
    yield* fail(req, HTTPD_500_INTERNAL_SERVER_ERROR, 'Invalid filename');
    return undefined;
  }

  /** Back to the list of files. */
  function* done(req: httpd_req_t, message: string): Blocking<esp_err_t> {
    httpd_resp_set_status(req, '303 See Other');
    httpd_resp_set_hdr(req, 'Location', '/');
    announceClose(req);
    yield* httpd_resp_sendstr(req, message);
    return ESP_OK;
  }

  function* upload(req: httpd_req_t): Blocking<esp_err_t> {
    const path = yield* pathToChange(req, '/upload');
    if (path === undefined) return ESP_FAIL;
    if (storage.read(path) !== undefined) {
      log.e(TAG, `File already exists : ${BASE_PATH}${path}`);
      return yield* fail(req, HTTPD_400_BAD_REQUEST, 'File already exists');
    }
    if (req.content_len > MAX_FILE_BYTES) {
      log.e(TAG, `File too large : ${req.content_len | 0} bytes`);
      return yield* fail(req, HTTPD_400_BAD_REQUEST, 'File size must be less than 200KB!');
    }
    if (!storage.create(path)) {
      log.e(TAG, `Failed to create file : ${BASE_PATH}${path}`);
      return yield* fail(req, HTTPD_500_INTERNAL_SERVER_ERROR, 'Failed to create file');
    }
    log.i(TAG, `Receiving file : ${path}...`);
    const problem = yield* receiveInto(req, path);
    if (problem === undefined) {
      log.i(TAG, 'File reception complete');
      return yield* done(req, 'File uploaded successfully');
    }
    storage.remove(path);
    log.e(TAG, `File ${problem.deed} failed!`);
    return yield* fail(req, HTTPD_500_INTERNAL_SERVER_ERROR, problem.message);
  }

  /** A request's content into a file, piece by piece; what went wrong, if something did. */
  function* receiveInto(
    req: httpd_req_t,
    path: string,
  ): Blocking<{ readonly deed: string; readonly message: string } | undefined> {
    const buf = new Uint8Array(SCRATCH_BYTES);
    let remaining = req.content_len;
    while (remaining > 0) {
      log.i(TAG, `Remaining size : ${remaining}`);
      const n = yield* httpd_req_recv(req, buf, Math.min(remaining, SCRATCH_BYTES));
      if (n === HTTPD_SOCK_ERR_TIMEOUT) continue;
      if (n <= 0) return { deed: 'reception', message: 'Failed to receive file' };
      if (!storage.append(path, buf.subarray(0, n)))
        return { deed: 'write', message: 'Failed to write file to storage' };
      remaining -= n;
    }
    return undefined;
  }

  function* remove(req: httpd_req_t): Blocking<esp_err_t> {
    const path = yield* pathToChange(req, '/delete');
    if (path === undefined) return ESP_FAIL;
    if (storage.read(path) === undefined) {
      log.e(TAG, `File does not exist : ${path}`);
      return yield* fail(req, HTTPD_400_BAD_REQUEST, 'File does not exist');
    }
    log.i(TAG, `Deleting file : ${path}`);
    storage.remove(path);
    return yield* done(req, 'File deleted successfully');
  }

  const uris: readonly httpd_uri_t[] = [
    { uri: '/*', method: HTTP_GET, handler: download },
    { uri: '/upload/*', method: HTTP_POST, handler: upload },
    { uri: '/delete/*', method: HTTP_POST, handler: remove },
  ];

  function register(handle: HttpServer): void {
    for (const uri of uris) httpd_register_uri_handler(handle, uri);
  }

  function* start(): Blocking<void> {
    const started: HandleRef = { handle: undefined };
    const config = configFor(context, { uri_match_fn: httpd_uri_match_wildcard });
    log.i(TAG, `Starting HTTP Server on port: '${config.server_port}'`);
    if ((yield* startServer(context, started, config)) !== ESP_OK || started.handle === undefined) {
      log.e(TAG, 'Failed to start file server!');
      return;
    }
    if (kernel.mustYield()) yield;
    server = started.handle;
    register(server);
  }

  return {
    name: 'file-serving',
    get servers() {
      return [server];
    },
    *boot() {
      log.i('example', 'Starting example');
      log.i('example_mount', 'Initializing SPIFFS');
      if (!heap.malloc(SERVER_DATA_BYTES)) {
        log.e(TAG, 'Failed to allocate memory for server data');
        return;
      }
      yield* start();
      if (server !== undefined) log.i('example', 'File server started');
    },
    // The example keeps its server for ever.
    *connect() {},
    *disconnect() {},
    register,
  };
}
