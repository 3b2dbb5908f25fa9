/**
 * Types and constants of esp_http_server.h that applications use, by their C names.
 *
 * Functions of an application that can block are generators. Contexts (`void *`) are any value; `undefined` is NULL.
 * Source: components/esp_http_server/include/esp_http_server.h (ESP-IDF v5.3.5).
 */

import type { Blocking } from '../../sim/kernel/task.js';
import { HttpMethod } from './http-parser/index.js';
import type { esp_err_t } from './esp-err.js';
import type { HttpRequest } from './request/request.js';
import type { HttpServer } from './server/server.js';

/** A running instance; `undefined` is the NULL handle. */
export type httpd_handle_t = HttpServer | undefined;
/** The request that a handler is given. */
export type httpd_req_t = HttpRequest;
/** Number of a method as the parser counts them (`HTTP_GET` 1), or {@link HTTP_ANY}. */
export type httpd_method_t = number;

export const HTTP_DELETE = HttpMethod.DELETE;
export const HTTP_GET = HttpMethod.GET;
export const HTTP_HEAD = HttpMethod.HEAD;
export const HTTP_POST = HttpMethod.POST;
export const HTTP_PUT = HttpMethod.PUT;
export const HTTP_OPTIONS = HttpMethod.OPTIONS;
export const HTTP_PATCH = HttpMethod.PATCH;
/** Matches every method (INT_MAX). */
export const HTTP_ANY = 0x7fff_ffff;

/** Length argument that means "up to the NUL". */
export const HTTPD_RESP_USE_STRLEN = -1;

export const HTTPD_SOCK_ERR_FAIL = -1;
export const HTTPD_SOCK_ERR_INVALID = -2;
export const HTTPD_SOCK_ERR_TIMEOUT = -3;

export const HTTPD_200 = '200 OK';
export const HTTPD_204 = '204 No Content';
export const HTTPD_207 = '207 Multi-Status';
export const HTTPD_400 = '400 Bad Request';
export const HTTPD_404 = '404 Not Found';
export const HTTPD_408 = '408 Request Timeout';
export const HTTPD_500 = '500 Internal Server Error';

export const HTTPD_TYPE_JSON = 'application/json';
export const HTTPD_TYPE_TEXT = 'text/html';
export const HTTPD_TYPE_OCTET = 'application/octet-stream';

/** Errors that the server answers, or hands to a custom handler (`httpd_err_code_t`). */
export const HTTPD_500_INTERNAL_SERVER_ERROR = 0;
export const HTTPD_501_METHOD_NOT_IMPLEMENTED = 1;
export const HTTPD_505_VERSION_NOT_SUPPORTED = 2;
export const HTTPD_400_BAD_REQUEST = 3;
export const HTTPD_401_UNAUTHORIZED = 4;
export const HTTPD_403_FORBIDDEN = 5;
export const HTTPD_404_NOT_FOUND = 6;
export const HTTPD_405_METHOD_NOT_ALLOWED = 7;
export const HTTPD_408_REQ_TIMEOUT = 8;
export const HTTPD_411_LENGTH_REQUIRED = 9;
export const HTTPD_414_URI_TOO_LONG = 10;
export const HTTPD_431_REQ_HDR_FIELDS_TOO_LARGE = 11;
export const HTTPD_413_CONTENT_TOO_LARGE = 12;
/** How many there are. */
export const HTTPD_ERR_CODE_MAX = 13;
export type httpd_err_code_t = number;

/** Websocket opcodes (`httpd_ws_type_t`); a received frame may carry any of 0..15. */
export const HTTPD_WS_TYPE_CONTINUE = 0x0;
export const HTTPD_WS_TYPE_TEXT = 0x1;
export const HTTPD_WS_TYPE_BINARY = 0x2;
export const HTTPD_WS_TYPE_CLOSE = 0x8;
export const HTTPD_WS_TYPE_PING = 0x9;
export const HTTPD_WS_TYPE_PONG = 0xa;
export type httpd_ws_type_t = number;

/** What a socket is (`httpd_ws_client_info_t`). */
export const HTTPD_WS_CLIENT_INVALID = 0;
export const HTTPD_WS_CLIENT_HTTP = 1;
export const HTTPD_WS_CLIENT_WEBSOCKET = 2;
export type httpd_ws_client_info_t = 0 | 1 | 2;

/** A websocket frame. */
export interface httpd_ws_frame_t {
  /** Received: its FIN bit. To send: the FIN bit, if `fragmented`. */
  final: boolean;
  /** To send: this is part of a message, so `final` says whether it is the last. */
  fragmented: boolean;
  type: httpd_ws_type_t;
  /** Buffer of the payload; `undefined` is NULL. */
  payload: Uint8Array | undefined;
  /** Bytes of payload, 0..2^32 - 1. */
  len: number;
  /** Bytes of it that `httpd_ws_recv_frame_part` has not received yet. */
  left_len: number;
}

/** A zeroed frame, as `memset` leaves it. */
export function httpd_ws_frame(): httpd_ws_frame_t {
  return {
    final: false,
    fragmented: false,
    type: HTTPD_WS_TYPE_CONTINUE,
    payload: undefined,
    len: 0,
    left_len: 0,
  };
}

export type httpd_handler_t = (req: httpd_req_t) => Blocking<esp_err_t>;
export type httpd_err_handler_func_t = (req: httpd_req_t, error: httpd_err_code_t) => Blocking<esp_err_t>;
export type httpd_free_ctx_fn_t = (ctx: unknown) => void;
export type httpd_open_func_t = (hd: HttpServer, sockfd: number) => Blocking<esp_err_t>;
export type httpd_close_func_t = (hd: HttpServer, sockfd: number) => Blocking<void>;
/** Does `uri` (of which the first `length` characters count) match a registered one? */
export type httpd_uri_match_func_t = (reference: string, uri: string, length: number) => boolean;
/** Work for the server task. */
export type httpd_work_fn_t<T = unknown> = (arg: T) => Blocking<void>;
export type transfer_complete_cb = (err: esp_err_t, socket: number, arg: unknown) => Blocking<void>;
/** Sends `buf[offset..offset+length)`; bytes sent, or one of HTTPD_SOCK_ERR_…. */
export type httpd_send_func_t = (
  hd: HttpServer,
  sockfd: number,
  buf: Uint8Array,
  offset: number,
  length: number,
  flags: number,
) => Blocking<number>;
/** Receives into `buf[offset..offset+length)`; bytes received, 0 at the end, or one of HTTPD_SOCK_ERR_…. */
export type httpd_recv_func_t = httpd_send_func_t;
/** Bytes that wait elsewhere than in the socket. */
export type httpd_pending_func_t = (hd: HttpServer, sockfd: number) => Blocking<number>;

/** A URI to register. */
export interface httpd_uri_t {
  readonly uri: string;
  readonly method: httpd_method_t;
  readonly handler: httpd_handler_t;
  readonly user_ctx?: unknown;
  readonly is_websocket?: boolean | undefined;
  /** Hand control frames to the handler too, and answer none of them. */
  readonly handle_ws_control_frames?: boolean | undefined;
  readonly supported_subprotocol?: string | undefined;
  /** Called before a handshake is answered; anything but ESP_OK ends the connection without an answer. */
  readonly ws_pre_handshake_cb?: httpd_handler_t | undefined;
  /** Called after a handshake has been answered. */
  readonly ws_post_handshake_cb?: httpd_handler_t | undefined;
}
