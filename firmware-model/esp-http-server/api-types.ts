/**
 * Types of esp_http_server.h that applications use, by their C names; codes.ts has the constants, callbacks.ts says what
 * the functions are for.
 */

import type { Blocking } from '../../sim/kernel/task.js';
import type {
  CloseOf,
  ErrorHandlerOf,
  HandlerOf,
  OpenOf,
  PendingOf,
  TransferOf,
  UriOf,
} from './callbacks.js';
import type { esp_err_t } from './esp-err.js';
import type { HttpRequest, HttpServer } from './server/server.js';

export * from './codes.js';
export type { httpd_free_ctx_fn_t, httpd_uri_match_func_t } from './callbacks.js';

/** A running instance; `undefined` is the NULL handle. */
export type httpd_handle_t = HttpServer | undefined;
/** The request that a handler is given. */
export type httpd_req_t = HttpRequest;

export type httpd_handler_t = HandlerOf<HttpRequest>;
export type httpd_err_handler_func_t = ErrorHandlerOf<HttpRequest>;
export type httpd_open_func_t = OpenOf<HttpServer>;
export type httpd_close_func_t = CloseOf<HttpServer>;
/** Sends `buf[offset..offset+length)`; bytes sent, or one of HTTPD_SOCK_ERR_…. */
export type httpd_send_func_t = TransferOf<HttpServer>;
/** Receives into `buf[offset..offset+length)`; bytes received, 0 at the end, or one of HTTPD_SOCK_ERR_…. */
export type httpd_recv_func_t = TransferOf<HttpServer>;
export type httpd_pending_func_t = PendingOf<HttpServer>;
/** Work for the server task. */
export type httpd_work_fn_t<T = unknown> = (arg: T) => Blocking<void>;
export type transfer_complete_cb = (err: esp_err_t, socket: number, arg: unknown) => Blocking<void>;
/** A URI to register. */
export type httpd_uri_t = UriOf<HttpRequest>;
