import { bodySteps } from './body.js';
import type { HttpParserCallbacks } from './callbacks.js';
import { errnoName, HttpErrno } from './errors.js';
import { headerFieldSteps } from './header-fields.js';
import { keepsAlive, messageEndSteps } from './message-end.js';
import { countsAsHeader, Phase } from './phases.js';
import { requestLineSteps } from './request-line.js';
import { countHeaderBytes, deliver, Element, fail, Next, Scan, type Step } from './scan.js';

const STEPS: Readonly<Record<Phase, Step>> = {
  ...requestLineSteps,
  ...headerFieldSteps,
  ...messageEndSteps,
  ...bodySteps,
};

/** What is being collected when a block starts in the middle of it. Bodies start anew in their own phases. */
const ELEMENT_GOING_ON: Readonly<Partial<Record<Phase, Element>>> = {
  [Phase.url]: Element.url,
  [Phase.fieldName]: Element.fieldName,
  [Phase.fieldValue]: Element.fieldValue,
};

/**
 * The request side of the HTTP parser under esp_http_server: http_parser 2.7.0 in strict mode, as ESP-IDF v5.3.5 has it
 * in components/http_parser.
 *
 * Fed with blocks as they come; one parser may read several requests in a row. Not modelled: responses, the `lenient`
 * switch (the server never sets it), and `http_body_is_final` (the server never asks).
 */
export class HttpRequestParser {
  readonly #scan: Scan;

  constructor(callbacks: HttpParserCallbacks) {
    this.#scan = new Scan(callbacks);
  }

  /** Back to the start of a connection, all values 0. Source: http_parser_init semantics. Not for use in a callback. */
  reset(): void {
    this.#scan.reset();
  }

  /**
   * Parses `length` bytes (0 is the end of the stream) of `block` from `offset`.
   *
   * @returns bytes parsed. Less than `length` after an error (the offending byte is not counted), a pause, a callback
   * that refused, or when the request changed protocol (`upgrade`). 0 while there is an error or the parser is paused.
   * The end of the stream within a request returns 1. Source: http_parser_execute semantics.
   */
  execute(block: Uint8Array, offset: number, length: number): number {
    const scan = this.#scan;
    if (scan.error !== HttpErrno.OK) return 0;
    if (length === 0) return endStream(scan);

    scan.block = block;
    scan.base = offset;
    scan.position = offset;
    scan.end = offset + length;
    scan.element = ELEMENT_GOING_ON[scan.phase] ?? Element.none;
    scan.mark = offset;
    return parseBlock(scan) === Next.stop ? scan.consumed : length;
  }

  /**
   * Pauses or resumes; for use in callbacks and between calls. Source: http_parser_pause semantics: with an error
   * pending the device fails an assertion, so this throws.
   */
  pause(paused: boolean): void {
    const scan = this.#scan;
    if (scan.error !== HttpErrno.OK && scan.error !== HttpErrno.PAUSED) {
      throw new Error(`parser paused or resumed with the error ${this.error} pending`);
    }
    scan.error = paused ? HttpErrno.PAUSED : HttpErrno.OK;
  }

  /** Name of the error that stopped the parser, or `OK`, or `PAUSED`. */
  get error(): HttpErrno {
    return errnoName(this.#scan.error);
  }

  /** Its number, which the server logs. */
  get errno(): number {
    return this.#scan.error;
  }

  /** Number of the method (see methods.ts); a guess while it is incomplete. */
  get method(): number {
    return this.#scan.method;
  }

  /** 0 ... 999 (up to 9999 after INVALID_VERSION); 0.9 for a request line without a version. */
  get httpMajor(): number {
    return this.#scan.major;
  }

  get httpMinor(): number {
    return this.#scan.minor;
  }

  /** Set from the end of the headers on: a CONNECT, or `Upgrade` together with `Connection: upgrade`. */
  get upgrade(): boolean {
    return this.#scan.upgrade;
  }

  /** Bits of `Flag`. */
  get flags(): number {
    return this.#scan.flags;
  }

  /** Bytes of body or chunk still to come, 0 ... 2^64 - 1; the largest value means that no length was given. */
  get contentLength(): bigint {
    return this.#scan.bodyLength.value;
  }

  /** Lower 32 bits of `contentLength`: what the server sees in its `int` and `size_t`. */
  get contentLengthLow32(): number {
    return this.#scan.bodyLength.low32;
  }

  /** The C parser's `nread`: header bytes as counted against the limit of 80 KiB. */
  get headerBytes(): number {
    return this.#scan.headerBytes;
  }

  /** May another request follow on this connection? Meaningful in `onHeadersComplete` and `onMessageComplete`. */
  shouldKeepAlive(): boolean {
    return keepsAlive(this.#scan);
  }
}

function endStream(scan: Scan): number {
  if (scan.phase === Phase.awaitRequest || scan.phase === Phase.closed) return 0;
  scan.error = HttpErrno.INVALID_EOF_STATE;
  return 1;
}

function parseBlock(scan: Scan): Next {
  const { block, end } = scan;
  while (scan.position < end) {
    if (countsAsHeader(scan.phase) && !countHeaderBytes(scan, 1))
      return fail(scan, HttpErrno.HEADER_OVERFLOW);
    scan.byte = block[scan.position] as number;
    let outcome: Next;
    do {
      outcome = STEPS[scan.phase](scan, scan.byte);
    } while (outcome === Next.again);
    if (outcome === Next.stop) return outcome;
    scan.position++;
  }
  return deliver(scan, end, end, Next.advance);
}
