/**
 * Constants and plain structures of esp_http_server.h that applications use, by their C names.
 *
 * Source: components/esp_http_server/include/esp_http_server.h (ESP-IDF v5.3.5).
 */

import { HttpMethod } from './http-parser/index.js';

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
