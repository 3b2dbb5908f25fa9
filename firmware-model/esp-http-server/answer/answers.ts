/**
 * Answering: status, type, headers, content at once or in chunks.
 *
 * Every piece of an answer (header block, each part of each additional header, content) is a send() of its own.
 * Source: httpd_txrx.c: httpd_resp_set_hdr, httpd_resp_send, httpd_resp_send_chunk semantics. Absent:
 * HTTP_SERVER_EVENT_… posts.
 */

import { DevicePanic } from '../../../sim/kernel/errors.js';
import type { Blocking } from '../../../sim/kernel/task.js';
import type { Holder } from '../../../sim/kernel/trace.js';
import { ANSWER_HEADERS } from '../../../sim/resources/definitions.js';
import { partHolder } from '../../../sim/resources/holder.js';
import { ofPort } from '../../../sim/resources/limit-name.js';
import { HTTPD_RESP_USE_STRLEN, type httpd_req_t } from '../api-types.js';
import { bytes, strlen } from '../request/c-string.js';
import {
  ESP_ERR_HTTPD_ALLOC_MEM,
  ESP_ERR_HTTPD_RESP_HDR,
  ESP_ERR_HTTPD_RESP_SEND,
  ESP_ERR_INVALID_ARG,
  ESP_OK,
  type esp_err_t,
} from '../esp-err.js';
import { sendAll, sendText } from './transmit.js';

const TAG = 'httpd_txrx';
const CRLF = '\r\n';
const HEX = 16;
const LINE_END = /[\r\n]/;
/** Of a refused text, in the log. */
const SHOWN_CHARACTERS = 32;

/** Content to send: bytes, a text of one character a byte, or NULL. */
export type Content = Uint8Array | string | null;

/** Length of a content as the C function gets it: given, or up to the NUL (a CPU exception for NULL). */
function contentLength(buf: Content, length: number): number {
  if (length !== HTTPD_RESP_USE_STRLEN) return length;
  if (buf === null) throw new DevicePanic('memory access fault', 0);
  if (typeof buf !== 'string') return strlen(buf);
  const end = buf.indexOf('\0');
  return end < 0 ? buf.length : end;
}

/** Does this release refuse a text with CR or LF in it, and is there one? */
function refusesLineEnds({ handle }: httpd_req_t, complaint: string, ...texts: readonly string[]): boolean {
  const { log, firmware } = handle.env;
  if (!firmware.refusesLineEnds || !texts.some((text) => LINE_END.test(text))) return false;
  log.w(TAG, complaint);
  return true;
}

/** Adds a header to the answer. ESP_ERR_HTTPD_RESP_HDR beyond `max_resp_headers`, ESP_ERR_INVALID_ARG for CR and LF. */
export function httpd_resp_set_hdr(req: httpd_req_t, field: string, value: string): esp_err_t {
  const { log } = req.handle.env;
  if (
    refusesLineEnds(
      req,
      `httpd_resp_set_hdr: rejecting header with CRLF: ${field.slice(0, SHOWN_CHARACTERS)}`,
      field,
      value,
    )
  ) {
    return ESP_ERR_INVALID_ARG;
  }
  const headers = req.aux.responseHeaders;
  if (headers.length >= req.handle.config.max_resp_headers) {
    refuseHeader(req, field);
    return ESP_ERR_HTTPD_RESP_HDR;
  }
  headers.push({ field, value });
  if (log.debug) log.d(TAG, 'httpd_resp_set_hdr: new header = %s: %s', field, value);
  return ESP_OK;
}

function refuseHeader({ handle, aux }: httpd_req_t, field: string): void {
  const { max_resp_headers: size, server_port: port } = handle.config;
  const holders = (): Holder[] => aux.responseHeaders.map((header) => partHolder(header.field));
  const setup = { limit: ANSWER_HEADERS, of: ofPort(port), size, holders };
  handle.limitsReached.refuseTooLong(setup, {
    client: aux.session?.peer,
    port: aux.session?.peerPort,
    effect: `answered without ${field}`,
  });
}

/** Sets the status line's text, `200 OK` unless set. */
export function httpd_resp_set_status(req: httpd_req_t, status: string): esp_err_t {
  const complaint = `httpd_resp_set_status: rejecting status with CRLF: ${status.slice(0, SHOWN_CHARACTERS)}`;
  if (refusesLineEnds(req, complaint, status)) return ESP_ERR_INVALID_ARG;
  req.aux.status = status;
  return ESP_OK;
}

/** Sets the content type, `text/html` unless set. */
export function httpd_resp_set_type(req: httpd_req_t, type: string): esp_err_t {
  const complaint = `httpd_resp_set_type: rejecting content type with CRLF: ${type.slice(0, SHOWN_CHARACTERS)}`;
  if (refusesLineEnds(req, complaint, type)) return ESP_ERR_INVALID_ARG;
  req.aux.contentType = type;
  return ESP_OK;
}

/** Sends the essential headers: from the request's buffer, or from one that is allocated for them. */
function* sendBlock(req: httpd_req_t, block: string, buffer: string): Blocking<esp_err_t> {
  const { aux, handle } = req;
  const { firmware, heap, log } = handle.env;
  const size = block.length + 1;
  if (size > handle.limits.headerBytes) return ESP_ERR_HTTPD_RESP_HDR;
  if (!firmware.growingScratch) {
    const { scratch } = aux;
    for (let i = 0; i < block.length; i++) scratch[i] = block.charCodeAt(i);
    scratch[block.length] = 0;
    return (yield* sendAll(req, scratch, 0, block.length)) ? ESP_OK : ESP_ERR_HTTPD_RESP_SEND;
  }
  if (!heap.malloc(size)) {
    log.e(TAG, 'Unable to allocate %s', buffer);
    return ESP_ERR_HTTPD_ALLOC_MEM;
  }
  if (log.debug) log.d(TAG, '%s size = %d', buffer, block.length);
  const sent = yield* sendText(req, block);
  heap.free(size);
  return sent ? ESP_OK : ESP_ERR_HTTPD_RESP_SEND;
}

/** Sends status line, essential headers (`lastHeader` among them) and additional headers. */
function* sendHeaders(req: httpd_req_t, lastHeader: string, buffer: string): Blocking<esp_err_t> {
  const { aux } = req;
  const block = `HTTP/1.1 ${aux.status}\r\nContent-Type: ${aux.contentType}\r\n${lastHeader}\r\n`;
  const result = yield* sendBlock(req, block, buffer);
  if (result !== ESP_OK) return result;

  for (const { field, value } of aux.responseHeaders) {
    for (const part of [field, ': ', value, CRLF]) {
      if (!(yield* sendText(req, part))) return ESP_ERR_HTTPD_RESP_SEND;
    }
  }
  return (yield* sendText(req, CRLF)) ? ESP_OK : ESP_ERR_HTTPD_RESP_SEND;
}

function sendContent(req: httpd_req_t, buf: Uint8Array | string, length: number): Blocking<boolean> {
  return sendAll(req, typeof buf === 'string' ? bytes(buf) : buf, 0, length);
}

/**
 * Sends a complete answer. Request headers can't be read any more afterwards. ESP_ERR_HTTPD_RESP_HDR when the
 * essential headers exceed the scratch buffer, ESP_ERR_HTTPD_RESP_SEND.
 */
export function* httpd_resp_send(req: httpd_req_t, buf: Content, buf_len: number): Blocking<esp_err_t> {
  const length = contentLength(buf, buf_len);
  req.aux.headerCount = 0;
  const result = yield* sendHeaders(req, `Content-Length: ${length}`, 'httpd send buffer');
  if (result !== ESP_OK) return result;
  if (buf !== null && length !== 0 && !(yield* sendContent(req, buf, length))) return ESP_ERR_HTTPD_RESP_SEND;
  return ESP_OK;
}

/** Sends a piece of an answer of unknown length; headers go with the first, length 0 ends the answer. */
export function* httpd_resp_send_chunk(req: httpd_req_t, buf: Content, buf_len: number): Blocking<esp_err_t> {
  const { aux } = req;
  const length = contentLength(buf, buf_len);
  aux.headerCount = 0;
  if (!aux.firstChunkSent) {
    const result = yield* sendHeaders(req, 'Transfer-Encoding: chunked', 'httpd send chunk buffer');
    if (result !== ESP_OK) return result;
    aux.firstChunkSent = true;
  }
  if (!(yield* sendText(req, (length >>> 0).toString(HEX) + CRLF))) return ESP_ERR_HTTPD_RESP_SEND;
  if (buf !== null && !(yield* sendContent(req, buf, length))) return ESP_ERR_HTTPD_RESP_SEND;
  return (yield* sendText(req, CRLF)) ? ESP_OK : ESP_ERR_HTTPD_RESP_SEND;
}

/** {@link httpd_resp_send} of a whole string, or of nothing for NULL. */
export function httpd_resp_sendstr(req: httpd_req_t, str: Content): Blocking<esp_err_t> {
  return httpd_resp_send(req, str, str === null ? 0 : HTTPD_RESP_USE_STRLEN);
}

/** {@link httpd_resp_send_chunk} of a whole string; NULL ends the answer. */
export function httpd_resp_sendstr_chunk(req: httpd_req_t, str: Content): Blocking<esp_err_t> {
  return httpd_resp_send_chunk(req, str, str === null ? 0 : HTTPD_RESP_USE_STRLEN);
}
