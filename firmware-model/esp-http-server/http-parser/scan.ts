import { BodyLength } from './body-length.js';
import type { HttpParserCallbacks } from './callbacks.js';
import { HttpErrno } from './errors.js';
import { UNREAD } from './field-value.js';
import { Phase } from './phases.js';
import { NO_WORD } from './prefix-tree.js';
import { UrlPart } from './url-grammar.js';

/** Kind of text that is being collected for a callback. */
export const Element = { none: 0, url: 1, fieldName: 2, fieldValue: 3, body: 4 } as const;
export type Element = (typeof Element)[keyof typeof Element];

/** What a step says about the byte at `scan.position`: go on behind it, look at it again, or leave `execute`. */
export const Next = { advance: 0, again: 1, stop: 2 } as const;
export type Next = (typeof Next)[keyof typeof Next];

/** Handles the byte at `scan.position` in one phase; may move `position` on over bytes it has dealt with. */
export type Step = (scan: Scan, byte: number) => Next;

/** Most bytes of request line and headers (or of chunk header, or of trailers) together: HTTP_MAX_HEADER_SIZE. */
export const MAX_HEADER_BYTES = 80 * 1024;

/** Everything the steps share: what survives from block to block, and the cursor in the current one. */
export class Scan {
  readonly callbacks: HttpParserCallbacks;

  phase: Phase = Phase.awaitRequest;
  error: number = HttpErrno.OK;
  flags = 0;
  /** Header bytes counted against MAX_HEADER_BYTES (some twice: see `countHeaderBytes`). */
  headerBytes = 0;
  method = 0;
  major = 0;
  minor = 0;
  upgrade = false;
  readonly bodyLength = new BodyLength();

  /** Position in the method tree, then in "HTTP/", then in the tree of header names. */
  matched = NO_WORD;
  urlPart: UrlPart = UrlPart.invalid;
  valueState = UNREAD;

  block: Uint8Array = new Uint8Array(0);
  /** First byte of this call in `block`, the byte in hand, and the byte behind the last. */
  base = 0;
  position = 0;
  end = 0;
  /** The byte in hand as it was read (C's `ch`): a callback may write over the block, as the server's do. */
  byte = 0;
  /** The text being collected, and where it starts in this block. At most one at a time. */
  element: Element = Element.none;
  mark = 0;
  /** Result of `execute` if a step stopped it. */
  consumed = 0;

  constructor(callbacks: HttpParserCallbacks) {
    this.callbacks = callbacks;
  }

  /** Forgets everything, as http_parser_init does. */
  reset(): void {
    this.phase = Phase.awaitRequest;
    this.error = HttpErrno.OK;
    this.flags = 0;
    this.headerBytes = 0;
    this.method = 0;
    this.major = 0;
    this.minor = 0;
    this.upgrade = false;
    this.bodyLength.set(0);
    this.matched = NO_WORD;
    this.urlPart = UrlPart.invalid;
    this.valueState = UNREAD;
  }
}

/** Leaves `execute` with `error`; the byte in hand is not consumed. */
export function fail(scan: Scan, error: number): Next {
  scan.error = error;
  scan.consumed = scan.position - scan.base;
  return Next.stop;
}

/** Starts collecting at the byte in hand. */
export function collect(scan: Scan, element: Element): void {
  scan.element = element;
  scan.mark = scan.position;
}

/**
 * Acts on what a callback returned: not 0 is an error, and the callback may have paused the parser. Both leave
 * `execute`, which then resumes at `resumeAt` (so that much is reported as parsed); otherwise `next` holds.
 */
export function settle(scan: Scan, result: number, error: number, resumeAt: number, next: Next): Next {
  if (result !== 0) scan.error = error;
  if (scan.error === HttpErrno.OK) return next;
  scan.consumed = resumeAt - scan.base;
  return Next.stop;
}

/** Hands over what was collected up to `end`, if anything was; then as `settle`. */
export function deliver(scan: Scan, end: number, resumeAt: number, next: Next): Next {
  const { element, callbacks, block, mark } = scan;
  const length = end - mark;
  scan.element = Element.none;
  switch (element) {
    case Element.none:
      return next;
    case Element.url:
      return settle(scan, callbacks.onUrl?.(block, mark, length) ?? 0, HttpErrno.CB_url, resumeAt, next);
    case Element.fieldName:
      return settle(
        scan,
        callbacks.onHeaderField?.(block, mark, length) ?? 0,
        HttpErrno.CB_header_field,
        resumeAt,
        next,
      );
    case Element.fieldValue:
      return settle(
        scan,
        callbacks.onHeaderValue?.(block, mark, length) ?? 0,
        HttpErrno.CB_header_value,
        resumeAt,
        next,
      );
    case Element.body:
      return settle(scan, callbacks.onBody?.(block, mark, length) ?? 0, HttpErrno.CB_body, resumeAt, next);
  }
}

/**
 * Counts header bytes; false if they get too many. Header names and values are counted in bulk, on top of the one that
 * `execute` counts for the byte they were entered with: a byte too many for each time a block ends inside one.
 */
export function countHeaderBytes(scan: Scan, count: number): boolean {
  scan.headerBytes += count;
  return scan.headerBytes <= MAX_HEADER_BYTES;
}
