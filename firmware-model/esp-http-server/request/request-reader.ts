/**
 * Reads a request up to the end of its headers: 128-byte blocks into the scratch buffer, the HTTP parser over them.
 *
 * The parser is paused twice: behind the request line, when what follows is put back and read again to the buffer's
 * start (headers replace the URI there), and at the end of the headers, when the content (or the next request) is put
 * back. Source: httpd_parse.c: httpd_parse_req, read_block, parse_block, pause_parsing, continue_parsing.
 * Absent: HTTP_SERVER_EVENT_ON_HEADER.
 */

import type { Blocking } from '../../../sim/kernel/task.js';
import {
  HTTPD_400_BAD_REQUEST,
  HTTPD_408_REQ_TIMEOUT,
  HTTPD_414_URI_TOO_LONG,
  HTTPD_431_REQ_HDR_FIELDS_TOO_LARGE,
  HTTPD_500_INTERNAL_SERVER_ERROR,
  HTTPD_SOCK_ERR_FAIL,
  HTTPD_SOCK_ERR_TIMEOUT,
  type httpd_err_code_t,
} from '../api-types.js';
import { answerError } from '../answer/error-answers.js';
import { ESP_FAIL, ESP_OK, type esp_err_t } from '../esp-err.js';
import { HttpRequestParser } from '../http-parser/index.js';
import { putBack, receive, ReceiveOption } from './receive.js';
import { Part } from './request-part.js';
import { parserCallbacks, type RequestReading } from './request-parts.js';
import { freeScratch } from './request.js';
import { refuseHeaders, refuseUri } from './too-long.js';
import type { HttpRequest } from '../server/server.js';
import { PARSER_BLOCK_SIZE } from '../session/session.js';

const TAG = 'httpd_parse';

/** What parsing a block came to. */
const FAILED = -1;

export class RequestReader implements RequestReading {
  part: Part = Part.idle;
  /** Status to answer once `part` is `failed`. */
  error: httpd_err_code_t = HTTPD_500_INTERNAL_SERVER_ERROR;
  /** The text in hand: where it starts in the scratch buffer, and its length so far. */
  textStart = 0;
  textLength = 0;
  /** Bytes in the scratch buffer. */
  filled = 0;
  readonly parser: HttpRequestParser;
  /** Bytes that the part of the request in hand may take. */
  limitBytes = 0;
  private paused = false;
  /** Bytes at the front of what was put back that the parser has seen already. */
  private alreadyParsed = 0;

  constructor(readonly request: HttpRequest) {
    this.parser = new HttpRequestParser(parserCallbacks(this));
  }

  /**
   * Reads one request. ESP_OK when its headers are complete and it can be served; `failed` tells that an answer has
   * been given (or the connection is gone) and carries what the error handler returned.
   */
  *read(): Blocking<{ readonly complete: boolean; readonly result: esp_err_t }> {
    const { log } = this.request.handle.env;
    this.start();
    let offset = 0;
    do {
      const length = yield* this.readBlock(offset);
      if (length === HTTPD_SOCK_ERR_TIMEOUT) continue;
      if (length < 0) return { complete: false, result: ESP_FAIL };
      this.filled = offset + length;
      offset = this.parseBlock(offset, length);
      if (offset < 0) return { complete: false, result: yield* answerError(this.request, this.error) };
    } while (this.part !== Part.complete);
    if (log.debug) log.d(TAG, 'httpd_parse_req: parsing complete');
    return { complete: true, result: ESP_OK };
  }

  /** Ends parsing with `error` as the answer; for use in parser callbacks, whose result it is. */
  fail(error: httpd_err_code_t): typeof ESP_FAIL {
    if (error === HTTPD_431_REQ_HDR_FIELDS_TOO_LARGE) refuseHeaders(this.request);
    else if (error === HTTPD_414_URI_TOO_LONG) refuseUri(this.request);
    this.error = error;
    this.part = Part.failed;
    return ESP_FAIL;
  }

  /** Logs an event that does not belong to the present part; a malformed request that the parser let pass. */
  unexpected(callback: string): typeof ESP_FAIL {
    this.request.handle.env.log.e(TAG, '%s: unexpected state transition', callback);
    return this.fail(HTTPD_500_INTERNAL_SERVER_ERROR);
  }

  /** Pauses the parser and puts back everything from `at` on. False when that does not fit. */
  pauseAt(at: number): boolean {
    const { log } = this.request.handle.env;
    const unparsed = this.filled - at;
    if (unparsed < 0) {
      log.e(TAG, 'pause_parsing: parsing beyond valid data = %d', -unparsed);
      return false;
    }
    if (unparsed > 0 && putBack(this.request, this.request.aux.scratch, at, unparsed) !== unparsed) {
      log.e(TAG, 'pause_parsing: data too large for un-recv = %d', unparsed);
      return false;
    }
    this.alreadyParsed = unparsed;
    this.parser.pause(true);
    this.paused = true;
    if (log.debug) log.d(TAG, 'pause_parsing: paused');
    return true;
  }

  private start(): void {
    this.part = Part.idle;
    this.error = HTTPD_500_INTERNAL_SERVER_ERROR;
    this.textStart = 0;
    this.textLength = 0;
    this.filled = 0;
    this.paused = false;
    this.alreadyParsed = 0;
    const { firmware } = this.request.handle.env;
    const { uriBytes, bufferBytes } = this.request.handle.limits;
    this.limitBytes = firmware.growingScratch ? uriBytes : bufferBytes;
    this.parser.reset();
    this.request.aux.scratch.fill(0);
  }

  /** Receives the next block to `offset` of the scratch buffer; 0 when that is full. */
  private *readBlock(offset: number): Blocking<number> {
    const { request } = this;
    const { log } = request.handle.env;
    const { scratch } = request.aux;
    const room = Math.min(PARSER_BLOCK_SIZE, this.limitBytes - offset);
    if (room <= 0 || !this.allocate(offset + room)) return 0;

    const n = yield* receive(request, scratch, offset, room, ReceiveOption.haltAfterPending);
    if (n < 0) {
      if (log.debug) log.d(TAG, 'read_block: error in httpd_recv');
      if (n !== HTTPD_SOCK_ERR_TIMEOUT) return HTTPD_SOCK_ERR_FAIL;
      const goesOn = (yield* answerError(request, HTTPD_408_REQ_TIMEOUT)) === ESP_OK;
      return goesOn ? HTTPD_SOCK_ERR_TIMEOUT : HTTPD_SOCK_ERR_FAIL;
    }
    if (n === 0) {
      if (log.debug) log.d(TAG, 'read_block: connection closed');
      return HTTPD_SOCK_ERR_FAIL;
    }
    if (log.debug) log.d(TAG, 'read_block: received HTTP request block size = %d', n);
    return n;
  }

  /** Makes the buffer `bytes` long where it is allocated a request; false without memory, and then it is gone. */
  private allocate(bytes: number): boolean {
    const { aux, handle } = this.request;
    const { firmware, heap, log } = handle.env;
    if (!firmware.growingScratch) return true;
    const more = bytes - aux.scratchAllocated;
    if (more > 0 && !heap.malloc(more)) {
      log.e(TAG, 'Unable to allocate the scratch buffer');
      freeScratch(this.request);
      return false;
    }
    if (more < 0) heap.free(-more);
    aux.scratchAllocated = bytes;
    if (log.debug) log.d(TAG, 'scratch buf qsize = %d', bytes);
    return true;
  }

  /** Parses a block. Returns where the next one goes in the buffer (0 after a pause) or {@link FAILED}. */
  private parseBlock(offset: number, length: number): number {
    const { log } = this.request.handle.env;
    if (length === 0) return this.noRoomLeft();
    let start = offset;
    let left = length;
    if (this.paused) {
      const skipped = this.resume(left);
      start += skipped;
      left -= skipped;
      if (left === 0) return skipped;
    }

    const parsed = this.parser.execute(this.request.aux.scratch, start, left);
    if (this.part === Part.failed) {
      log.w(TAG, 'parse_block: parsing failed');
      return FAILED;
    }
    if (this.paused) {
      this.alreadyParsed -= left - parsed;
      return 0;
    }
    if (parsed !== left) {
      this.fail(HTTPD_400_BAD_REQUEST);
      log.w(TAG, 'parse_block: incomplete (%d/%d) with parser error = %d', parsed, left, this.parser.errno);
      return FAILED;
    }
    if (log.debug) log.d(TAG, 'parse_block: parsed block size = %d', start + parsed);
    return start + parsed;
  }

  /** The buffer is full and the request goes on: its URI or its headers are too long. */
  private noRoomLeft(): number {
    const { log } = this.request.handle.env;
    const namesPart = this.request.handle.env.firmware.growingScratch;
    if (!namesPart) log.w(TAG, 'parse_block: request URI/header too long');
    switch (this.part) {
      case Part.url:
        if (namesPart) log.w(TAG, 'parse_block: request URI too long');
        this.fail(HTTPD_414_URI_TOO_LONG);
        break;
      case Part.fieldName:
      case Part.fieldValue:
        if (namesPart) log.w(TAG, 'parse_block: request header too long');
        this.fail(HTTPD_431_REQ_HDR_FIELDS_TOO_LARGE);
        break;
      default:
        log.e(TAG, 'parse_block: unexpected state');
        this.fail(HTTPD_500_INTERNAL_SERVER_ERROR);
    }
    return FAILED;
  }

  /** Resumes the parser; returns how many of `available` bytes it has seen before the pause. */
  private resume(available: number): number {
    const { log } = this.request.handle.env;
    const skipped = Math.min(available, this.alreadyParsed);
    this.alreadyParsed -= skipped;
    if (log.debug) log.d(TAG, 'continue_parsing: skip pre-parsed data of size = %d', skipped);
    this.parser.pause(false);
    this.paused = false;
    if (log.debug) log.d(TAG, 'continue_parsing: un-paused');
    return skipped;
  }
}
