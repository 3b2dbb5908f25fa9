/**
 * What the parser's reports do to the request in hand: URI, headers, start of the content.
 *
 * Source: httpd_parse.c: cb_url, cb_header_field, cb_header_value, cb_headers_complete, cb_on_body, cb_no_body,
 * verify_url.
 */

import {
  HTTPD_400_BAD_REQUEST,
  HTTPD_414_URI_TOO_LONG,
  HTTPD_500_INTERNAL_SERVER_ERROR,
  HTTPD_505_VERSION_NOT_SUPPORTED,
  type httpd_err_code_t,
} from '../api-types.js';
import { equalIgnoringCase, latin1, text, textWithin } from './c-string.js';
import { ESP_FAIL, ESP_OK } from '../esp-err.js';
import { httpd_req_get_hdr_value_str } from './headers.js';
import {
  HttpMethod,
  parseUrl,
  type HttpParserCallbacks,
  type HttpRequestParser,
} from '../http-parser/index.js';
import type { FirmwareTraits } from '../../releases/index.js';
import { Part } from './request-part.js';
import type { HttpRequest } from '../server/server.js';

const TAG = 'httpd_parse';

/** The reading of a request, as far as its parts change it. */
export interface RequestReading {
  readonly request: HttpRequest;
  readonly parser: HttpRequestParser;
  part: Part;
  /** The text in hand: where it starts in the scratch buffer, and its length so far. */
  textStart: number;
  textLength: number;
  /** Bytes in the scratch buffer. */
  readonly filled: number;
  /** Bytes that the part of the request in hand may take. */
  limitBytes: number;
  /** Ends parsing with `error` as the answer; for use in parser callbacks, whose result it is. */
  fail(error: httpd_err_code_t): typeof ESP_FAIL;
  /** Logs an event that does not belong to the present part. */
  unexpected(callback: string): typeof ESP_FAIL;
  /** Pauses the parser and puts back everything from `at` on. False when that does not fit. */
  pauseAt(at: number): boolean;
}

const LF = 0x0a;
const COLON = 0x3a;
const SPACE = 0x20;
const WEBSOCKET = 'websocket';
/** Line ends behind the last header: its own and the empty line's. */
const LINE_ENDS_AT_END = 2;
/** `(int) content_length == -1`: the parser was told no length. */
const NO_LENGTH = 0xffff_ffff;

/** HTTP versions that are served; others get 505. */
function servesVersion(firmware: FirmwareTraits, major: number, minor: number): boolean {
  if (!firmware.refusesOtherVersions) return major === 1 || minor === 1;
  return major === 1 && (minor === 1 || (minor === 0 && !firmware.refusesHttp10));
}

/** The URI is complete: keeps it and its parts, and checks the version. */
function takeUrl(reader: RequestReading): boolean {
  const { request, parser } = reader;
  const { log, firmware, kconfig } = request.handle.env;
  const { scratch } = request.aux;
  request.method = parser.method;
  const room = kconfig.CONFIG_HTTPD_MAX_URI_LEN + 1;
  if (reader.textLength + 1 > room) {
    // Only where httpd_config_t.max_uri_len is longer than the request's own field.
    log.w(TAG, 'verify_url: URI length (%d) greater than supported (%d)', reader.textLength, room);
    reader.fail(HTTPD_414_URI_TOO_LONG);
    return false;
  }
  const url = latin1(scratch, reader.textStart, reader.textStart + reader.textLength);
  request.uri = url;
  if (log.debug) log.d(TAG, 'verify_url: received URI = %s', url);

  if (!servesVersion(firmware, parser.httpMajor, parser.httpMinor)) {
    log.w(TAG, 'verify_url: unsupported HTTP version = %d.%d', parser.httpMajor, parser.httpMinor);
    reader.fail(HTTPD_505_VERSION_NOT_SUPPORTED);
    return false;
  }
  const isConnect = request.method === HttpMethod.CONNECT;
  const parsed = parseUrl(scratch, reader.textStart, reader.textLength, isConnect);
  request.aux.urlFields = parsed.fields;
  if (!parsed.valid) {
    log.w(TAG, 'verify_url: http_parser_parse_url failed with errno = %d', parser.errno);
    reader.fail(HTTPD_400_BAD_REQUEST);
    return false;
  }
  return true;
}

function onUrl(reader: RequestReading, block: Uint8Array, start: number, length: number): number {
  const { env, limits } = reader.request.handle;
  const { log } = env;
  if (reader.part === Part.idle) {
    if (log.debug) log.d(TAG, 'cb_url: message begin');
    reader.textStart = start;
    reader.textLength = 0;
    reader.part = Part.url;
  } else if (reader.part !== Part.url) {
    return reader.unexpected('cb_url');
  }
  if (log.debug) log.d(TAG, 'cb_url: processing url = %s', textWithin(block, start, length));

  reader.textLength += length;
  const limit = limits.uriBytes;
  if (reader.textLength > limit) {
    log.w(TAG, 'cb_url: URI length (%d) greater than supported (%d)', reader.textLength, limit);
    return reader.fail(HTTPD_414_URI_TOO_LONG);
  }
  return ESP_OK;
}

function onHeaderField(reader: RequestReading, block: Uint8Array, start: number, length: number): number {
  const { env, limits } = reader.request.handle;
  const { log } = env;
  const { aux } = reader.request;
  if (reader.part === Part.url) {
    if (!takeUrl(reader)) return ESP_FAIL;
    if (log.debug) log.d(TAG, 'cb_header_field: headers begin');
    reader.textStart = 0;
    reader.textLength = 0;
    reader.part = Part.fieldName;
    reader.limitBytes = limits.headerBytes;
    // From here on the headers are read again, to the start of the buffer.
    if (!reader.pauseAt(start)) return reader.fail(HTTPD_500_INTERNAL_SERVER_ERROR);
  } else if (reader.part === Part.fieldValue) {
    aux.scratch.fill(0, reader.textStart + reader.textLength, start);
    reader.textStart = start;
    reader.textLength = 0;
    reader.part = Part.fieldName;
    aux.headerCount++;
  } else if (reader.part !== Part.fieldName) {
    return reader.unexpected('cb_header_field');
  }
  if (log.debug) log.d(TAG, 'cb_header_field: processing field = %s', textWithin(block, start, length));
  reader.textLength += length;
  return ESP_OK;
}

/** Where an empty value stands: the parser reports it from behind its line end. */
function emptyValueStart(scratch: Uint8Array, reported: number): number {
  let at = reported - 1;
  while (at > 0 && scratch[at] !== COLON) at--;
  do at++;
  while (scratch[at] === SPACE);
  return at;
}

function onHeaderValue(reader: RequestReading, block: Uint8Array, start: number, length: number): number {
  const { log } = reader.request.handle.env;
  if (reader.part === Part.fieldName) {
    reader.textStart = length === 0 ? emptyValueStart(reader.request.aux.scratch, start) : start;
    reader.textLength = 0;
    reader.part = Part.fieldValue;
  } else if (reader.part !== Part.fieldValue) {
    return reader.unexpected('cb_header_value');
  }
  if (log.debug) log.d(TAG, 'cb_header_value: processing value = %s', textWithin(block, start, length));
  reader.textLength += length;
  return ESP_OK;
}

/** Terminates the last header and finds the end of the header section. */
function endHeaders(reader: RequestReading): number {
  const { log } = reader.request.handle.env;
  const { scratch } = reader.request.aux;
  let at = reader.textStart + reader.textLength;
  if (reader.filled - at < LINE_ENDS_AT_END) {
    log.e(TAG, 'cb_headers_complete: invalid length of data remaining to be parsed');
    return reader.fail(HTTPD_500_INTERNAL_SERVER_ERROR);
  }
  let missing = LINE_ENDS_AT_END;
  for (; at < reader.filled && missing > 0; at++) {
    // The last LF may stay: the parser has it in hand, and a NUL stands before it.
    if (scratch[at] === LF && --missing === 0) continue;
    scratch[at] = 0;
  }
  if (missing > 0) {
    log.e(TAG, 'cb_headers_complete: incomplete termination of headers');
    return reader.fail(HTTPD_400_BAD_REQUEST);
  }
  reader.textStart = at;
  reader.request.aux.headerCount++;
  return ESP_OK;
}

/** An upgrade was asked for: only to websocket. */
function checkUpgrade(reader: RequestReading): number {
  const { request } = reader;
  const { log, kconfig } = request.handle.env;
  if (!kconfig.CONFIG_HTTPD_WS_SUPPORT) {
    if (log.debug) {
      log.d(TAG, 'cb_headers_complete: WS functions has been disabled, Upgrade request is not supported.');
    }
    return reader.fail(HTTPD_400_BAD_REQUEST);
  }
  if (log.debug) log.d(TAG, 'cb_headers_complete: Got an upgrade request');
  const value = new Uint8Array(WEBSOCKET.length + 1);
  if (httpd_req_get_hdr_value_str(request, 'Upgrade', value, value.length) !== ESP_OK) {
    log.w(TAG, 'cb_headers_complete: Upgrade header does not match the length of "websocket"');
    return reader.fail(HTTPD_400_BAD_REQUEST);
  }
  if (!equalIgnoringCase(WEBSOCKET, text(value))) {
    log.w(TAG, "cb_headers_complete: Upgrade header found but it's %s", text(value));
    return reader.fail(HTTPD_400_BAD_REQUEST);
  }
  request.aux.upgradeRequested = true;
  return ESP_OK;
}

function onHeadersComplete(reader: RequestReading): number {
  const { request, parser } = reader;
  const { log } = request.handle.env;
  if (reader.part === Part.url) {
    if (log.debug) log.d(TAG, 'cb_headers_complete: no headers');
    if (!takeUrl(reader)) return ESP_FAIL;
  } else if (reader.part === Part.fieldValue) {
    if (endHeaders(reader) !== ESP_OK) return ESP_FAIL;
  } else {
    return reader.unexpected('cb_headers_complete');
  }
  const length = parser.contentLengthLow32 >>> 0;
  request.content_len = length === NO_LENGTH ? 0 : length;
  if (log.debug) {
    log.d(TAG, 'cb_headers_complete: bytes read     = %d', parser.headerBytes);
    log.d(TAG, 'cb_headers_complete: content length = %d', request.content_len);
  }
  if (parser.upgrade && checkUpgrade(reader) !== ESP_OK) return ESP_FAIL;
  reader.part = Part.body;
  request.aux.remainingLength = request.content_len;
  return ESP_OK;
}

/** The content begins at `at`, or there is none and something else may: put back what is there already. */
function endRequest(reader: RequestReading, at: number, message: string): number {
  if (!reader.pauseAt(at)) return reader.fail(HTTPD_500_INTERNAL_SERVER_ERROR);
  reader.part = Part.complete;
  const { log } = reader.request.handle.env;
  if (log.debug) log.d(TAG, message);
  return ESP_OK;
}

/** The callbacks with which `reader` follows the parser. */
export function parserCallbacks(reader: RequestReading): HttpParserCallbacks {
  return {
    onUrl: (block, start, length) => onUrl(reader, block, start, length),
    onHeaderField: (block, start, length) => onHeaderField(reader, block, start, length),
    onHeaderValue: (block, start, length) => onHeaderValue(reader, block, start, length),
    onHeadersComplete: () => onHeadersComplete(reader),
    onBody: (_block, start) =>
      reader.part === Part.body
        ? endRequest(reader, start, 'cb_on_body: body begins')
        : reader.unexpected('cb_on_body'),
    // Without headers the text in hand is still the URI, so that all of the request from there on is put back:
    // the next request begins with it. A defect of the real component, kept.
    onMessageComplete: () =>
      reader.part === Part.body
        ? endRequest(reader, reader.textStart, 'cb_no_body: message complete')
        : reader.unexpected('cb_no_body'),
  };
}
