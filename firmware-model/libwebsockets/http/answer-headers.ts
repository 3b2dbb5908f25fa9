/**
 * Headers of an application's own answers (`lws_add_http_…`, lib/roles/http/header.c).
 *
 * Absent: headers and options of a vhost, compression. What does not fit is refused, as in C.
 */

import { latin1Bytes } from '../../../sim/codec/latin1.js';
import type { Blocking } from '../../../sim/kernel/task.js';
import type { LwsWsi } from '../wsi/wsi.js';
import { statusLine } from './response.js';

/** `LWS_ILLEGAL_HTTP_CONTENT_LEN`: no length is known; the connection is closed behind the answer. */
export const LWS_ILLEGAL_HTTP_CONTENT_LEN = -1;

/** Where headers are put: `unsigned char **p, *end` of the C functions, with the buffer that they point into. */
export interface HeaderCursor {
  readonly buffer: Uint8Array;
  /** Where the next byte goes. */
  p: number;
  /** Where the room ends. */
  readonly end: number;
}

const OK = 0;
const FULL = 1;
/** CR, LF, and one byte that lws keeps free. */
const LINE_END_ROOM = 3;
const CRLF = '\r\n';

/** `name` with its colon, or without, or `null` for a line without name; 1 when it does not fit. */
export function lws_add_http_header_by_name(
  _wsi: LwsWsi,
  name: string | null,
  value: string,
  h: HeaderCursor,
): number {
  if (name !== null && !put(h, name.includes(':') ? `${name} ` : `${name}: `)) return FULL;
  if (h.p + latin1Bytes(value).length + LINE_END_ROOM >= h.end) return FULL;
  put(h, value + CRLF);
  return OK;
}

/** The status line, and the vhost's `server`. */
export function lws_add_http_header_status(wsi: LwsWsi, code: number, h: HeaderCursor): number {
  if (lws_add_http_header_by_name(wsi, null, statusLine(wsi, code), h) !== OK) return FULL;
  const server = wsi.vhost?.settings.serverString;
  return server === undefined ? OK : lws_add_http_header_by_name(wsi, 'server:', server, h);
}

/** Status, content type (`null`: none), and length, or that the connection ends behind the answer. */
export function lws_add_http_common_headers(
  wsi: LwsWsi,
  code: number,
  contentType: string | null,
  length: number,
  h: HeaderCursor,
): number {
  if (lws_add_http_header_status(wsi, code, h) !== OK) return FULL;
  if (contentType !== null && lws_add_http_header_by_name(wsi, 'content-type:', contentType, h) !== OK)
    return FULL;
  if (length !== LWS_ILLEGAL_HTTP_CONTENT_LEN)
    return lws_add_http_header_by_name(wsi, 'content-length:', String(length), h);
  if (lws_add_http_header_by_name(wsi, 'connection:', 'close', h) !== OK) return FULL;
  wsi.http.keepAlive = false;
  return OK;
}

/** Ends the headers and sends what stands from `start` on; not 0 when that failed. */
export function* lws_finalize_write_http_header(
  wsi: LwsWsi,
  start: number,
  h: HeaderCursor,
): Blocking<number> {
  if (h.end - h.p < LINE_END_ROOM) return FULL;
  put(h, CRLF);
  const headers = { buffer: h.buffer, offset: start, length: h.p - start };
  const sent = yield* wsi.role!.write(wsi, headers, { kind: 'LWS_WRITE_HTTP_HEADERS', noFin: false });
  return sent === headers.length ? OK : FULL;
}

function put(h: HeaderCursor, text: string): boolean {
  const bytes = latin1Bytes(text);
  if (h.p + bytes.length > h.end) return false;
  h.buffer.set(bytes, h.p);
  h.p += bytes.length;
  return true;
}
