/**
 * Getters for request headers, for the query part of the URI, and for cookies.
 *
 * Headers stay where they were received, in the scratch buffer, until an answer begins. Source: httpd_parse.c
 * semantics, with the C results: values are cut to the buffer and ESP_ERR_HTTPD_RESULT_TRUNC tells so.
 */

import type { HttpServerEnvironment } from '../server/environment.js';
import type { httpd_req_t } from '../api-types.js';
import { startsWithIgnoringCase, strlcpy, strlen, text, textWithin, type CString } from './c-string.js';
import {
  ESP_ERR_HTTPD_RESULT_TRUNC,
  ESP_ERR_NOT_FOUND,
  ESP_ERR_NO_MEM,
  ESP_FAIL,
  ESP_OK,
  type esp_err_t,
} from '../esp-err.js';

const TAG = 'httpd_parse';
const COLON = 0x3a;
const SPACE = 0x20;
const NUL = 0;
const ABSENT = -1;

/** First `byte` in the C string at `start`, or {@link ABSENT}. */
function findInString(buffer: Uint8Array, start: number, byte: number): number {
  for (let at = start; at < buffer.length && buffer[at] !== NUL; at++) if (buffer[at] === byte) return at;
  return ABSENT;
}

/** Where the value of header `field` starts in the scratch buffer, or {@link ABSENT}. */
function findHeader(req: httpd_req_t, field: string): number {
  const { scratch, headerCount } = req.aux;
  let line = 0;
  for (let left = headerCount; left > 0; left--) {
    const colon = findInString(scratch, line, COLON);
    if (colon === ABSENT) return ABSENT;
    if (colon - line === field.length && startsWithIgnoringCase(scratch, line, field)) {
      let value = colon + 1;
      while (scratch[value] === SPACE) value++;
      return value;
    }
    line += strlen(scratch, line);
    while (line < scratch.length && scratch[line] === NUL) line++;
  }
  return ABSENT;
}

/** Bytes of the value of a request header; 0 when it is absent (or empty, or an answer has begun). */
export function httpd_req_get_hdr_value_len(req: httpd_req_t, field: string): number {
  const value = findHeader(req, field);
  return value === ABSENT ? 0 : strlen(req.aux.scratch, value);
}

/**
 * Copies the value of a request header with its NUL into `val`, of which `val_size` bytes may be used.
 * ESP_ERR_NOT_FOUND, ESP_ERR_HTTPD_RESULT_TRUNC.
 */
export function httpd_req_get_hdr_value_str(
  req: httpd_req_t,
  field: string,
  val: Uint8Array,
  val_size: number,
): esp_err_t {
  const value = findHeader(req, field);
  if (value === ABSENT) return ESP_ERR_NOT_FOUND;
  const { scratch } = req.aux;
  const length = strlen(scratch, value);
  strlcpy(val, textWithin(scratch, value, length), val_size);
  const needed = req.handle.env.firmware.exactHeaderFit ? length : length + 1;
  return val_size < needed ? ESP_ERR_HTTPD_RESULT_TRUNC : ESP_OK;
}

/** Bytes of the query part of the URI, without its `?`; 0 when there is none. */
export function httpd_req_get_url_query_len(req: httpd_req_t): number {
  const { log, firmware } = req.handle.env;
  if (req.uri === '' && firmware.checksEmptyUri) {
    if (log.debug) log.d(TAG, 'uri is empty');
    return 0;
  }
  return req.aux.urlFields.query?.length ?? 0;
}

/** Copies the query part of the URI. ESP_FAIL without a URI, ESP_ERR_NOT_FOUND, ESP_ERR_HTTPD_RESULT_TRUNC. */
export function httpd_req_get_url_query_str(req: httpd_req_t, buf: Uint8Array, buf_len: number): esp_err_t {
  const { log, firmware } = req.handle.env;
  if (req.uri === '' && firmware.checksEmptyUri) {
    if (log.debug) log.d(TAG, 'uri is empty');
    return ESP_FAIL;
  }
  const query = req.aux.urlFields.query;
  if (query === undefined) return ESP_ERR_NOT_FOUND;
  const isCut = buf_len < query.length + 1;
  if (!isCut || !firmware.cutValuesNotCopied) {
    strlcpy(buf, req.uri.slice(query.offset, query.offset + query.length), buf_len);
  }
  return isCut ? ESP_ERR_HTTPD_RESULT_TRUNC : ESP_OK;
}

/** How key and value pairs stand in a string. */
interface PairSyntax {
  /** Ends a value. */
  readonly valueEnd: string;
  /** What is skipped to when a key does not match; the next pair starts behind it. */
  readonly nextPair: string;
}
const QUERY: PairSyntax = { valueEnd: '&', nextPair: '&' };
const COOKIES: PairSyntax = { valueEnd: ';', nextPair: ' ' };

/** Value of `key` (case ignored) in `pairs`, or `undefined`. */
function findPair(pairs: string, key: string, syntax: PairSyntax): string | undefined {
  let start = 0;
  while (start < pairs.length) {
    const equals = pairs.indexOf('=', start);
    if (equals < 0) return undefined;
    if (pairs.slice(start, equals).toLowerCase() === key.toLowerCase()) {
      const end = pairs.indexOf(syntax.valueEnd, equals + 1);
      return pairs.slice(equals + 1, end < 0 ? pairs.length : end);
    }
    const next = pairs.indexOf(syntax.nextPair, equals);
    if (next < 0) return undefined;
    start = next + 1;
  }
  return undefined;
}

/**
 * Copies the value of `key` in a query string `a=1&b=2`. ESP_ERR_NOT_FOUND, ESP_ERR_HTTPD_RESULT_TRUNC. The C
 * function has no handle to log through; here the device is its first parameter.
 */
export function httpd_query_key_value(
  env: HttpServerEnvironment,
  qry: CString,
  key: string,
  val: Uint8Array,
  val_size: number,
): esp_err_t {
  const { log, firmware } = env;
  const value = findPair(text(qry), key, QUERY);
  if (value === undefined) {
    if (log.debug) log.d(TAG, 'httpd_query_key_value: key %s not found', key);
    return ESP_ERR_NOT_FOUND;
  }
  const isCut = val_size < value.length + 1;
  if (!isCut || !firmware.cutValuesNotCopied) strlcpy(val, value, Math.min(value.length + 1, val_size));
  return isCut ? ESP_ERR_HTTPD_RESULT_TRUNC : ESP_OK;
}

/** A `size_t *` parameter: room on entry, bytes used (or needed) on return. */
export interface SizeRef {
  size: number;
}

/** Copies the value of a cookie. ESP_ERR_NOT_FOUND, ESP_ERR_NO_MEM, ESP_ERR_HTTPD_RESULT_TRUNC. */
export function httpd_req_get_cookie_val(
  req: httpd_req_t,
  cookie_name: string,
  val: Uint8Array,
  val_size: SizeRef,
): esp_err_t {
  const { log, heap, firmware } = req.handle.env;
  const length = httpd_req_get_hdr_value_len(req, 'Cookie');
  if (length === 0) return ESP_ERR_NOT_FOUND;
  if (!heap.malloc(length + 1)) {
    log.e(TAG, 'Failed to allocate memory for cookie string');
    return ESP_ERR_NO_MEM;
  }
  const cookies = new Uint8Array(length + 1);
  httpd_req_get_hdr_value_str(req, 'Cookie', cookies, length + 1);
  const value = findPair(text(cookies), cookie_name, COOKIES);
  heap.free(length + 1);
  if (value === undefined) {
    if (log.debug) log.d(TAG, 'httpd_cookie_key_value: cookie %s not found', cookie_name);
    return ESP_ERR_NOT_FOUND;
  }
  const needed = value.length + 1;
  const room = val_size.size;
  const isCut = room < needed;
  if (!isCut || !firmware.cutValuesNotCopied) strlcpy(val, value, Math.min(needed, room));
  if (!isCut || !firmware.forgetsCookieLength) val_size.size = needed;
  return isCut ? ESP_ERR_HTTPD_RESULT_TRUNC : ESP_OK;
}
