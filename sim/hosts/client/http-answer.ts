/**
 * Reads HTTP/1.x answers from a byte stream, as browsers do (RFC 9112).
 *
 * Modelled: status line, header fields, bodies by Content-Length, chunked or up to the end of the connection, answers
 * without a body (1xx, 204, 304, to HEAD), interim 1xx answers, 101.
 * Simplified: obsolete line folding and trailers are passed over, header fields with one name are kept as the last one.
 */

import { latin1Text } from '../../codec/latin1.js';

/** How much of a body is kept to look at unless asked otherwise, in bytes; all of it is counted. */
const KEPT_BODY_BYTES = 65_536;
/** More than any server sends: what follows is no header section. */
const MAX_HEAD_BYTES = 65_536;
const HEX_RADIX = 16;
const STATUS_LINE = /^HTTP\/1\.([01]) (\d{3})(?: .*)?$/;
const CHUNK_SIZE = /^([0-9a-fA-F]{1,8})\s*(?:;.*)?$/;
const CONTENT_LENGTH = /^\d{1,15}$/;
const SWITCHING_PROTOCOLS = 101;
const FIRST_FINAL = 200;
const NO_CONTENT = 204;
const NOT_MODIFIED = 304;

type Phase =
  'head' | 'counted' | 'chunk-size' | 'chunk' | 'chunk-end' | 'trailer' | 'to-end' | 'done' | 'malformed';

/** One answer, filled in as bytes come. */
export class HttpAnswer {
  status = 0;
  readonly headers = new Map<string, string>();
  /** Bytes of the body so far. */
  bodyBytes = 0;
  /** Bytes that the body is to have, where Content-Length says so. */
  announcedBytes: number | undefined;
  /** True when the connection can take another request afterwards. */
  keepsConnection = true;
  private phase: Phase = 'head';
  private pending = '';
  private left = 0;
  private kept = '';

  /** `method` is the request's: answers to HEAD have no body. Of the body the first `keptBytes` are kept to look at. */
  constructor(
    private readonly method: string,
    private readonly keptBytes = KEPT_BODY_BYTES,
  ) {}

  get isComplete(): boolean {
    return this.phase === 'done';
  }

  get isMalformed(): boolean {
    return this.phase === 'malformed';
  }

  /** The body's beginning, one character a byte. */
  get body(): string {
    return this.kept;
  }

  /** Takes bytes; returns those behind the answer's end. */
  push(bytes: Uint8Array): Uint8Array {
    let at = 0;
    while (at < bytes.length && this.phase !== 'done' && this.phase !== 'malformed') {
      at = this.takesData() ? this.takeData(bytes, at) : this.takeLine(bytes, at);
    }
    return bytes.subarray(at);
  }

  /** The connection has ended: completes an answer whose body goes up to there. */
  endOfStream(): void {
    if (this.phase === 'to-end') this.phase = 'done';
  }

  private takesData(): boolean {
    return this.phase === 'counted' || this.phase === 'chunk' || this.phase === 'to-end';
  }

  private takeData(bytes: Uint8Array, at: number): number {
    const count = this.phase === 'to-end' ? bytes.length - at : Math.min(this.left, bytes.length - at);
    const room = this.keptBytes - this.kept.length;
    if (room > 0) this.kept += latin1Text(bytes.subarray(at, at + Math.min(count, room)));
    this.bodyBytes += count;
    this.left -= count;
    if (this.left === 0 && this.phase === 'counted') this.phase = 'done';
    if (this.left === 0 && this.phase === 'chunk') this.phase = 'chunk-end';
    return at + count;
  }

  private takeLine(bytes: Uint8Array, at: number): number {
    const end = bytes.indexOf(0x0a, at);
    const stop = end < 0 ? bytes.length : end + 1;
    this.pending += latin1Text(bytes.subarray(at, stop));
    if (this.pending.length > MAX_HEAD_BYTES) this.phase = 'malformed';
    else if (end >= 0) {
      const line = this.pending.replace(/\r?\n$/, '');
      this.pending = '';
      this.line(line);
    }
    return stop;
  }

  private line(line: string): void {
    if (this.phase === 'head') this.headLine(line);
    else if (this.phase === 'chunk-end') this.phase = line === '' ? 'chunk-size' : 'malformed';
    else if (this.phase === 'trailer') this.phase = line === '' ? 'done' : 'trailer';
    else {
      const size = CHUNK_SIZE.exec(line)?.[1];
      this.left = size === undefined ? 0 : parseInt(size, HEX_RADIX);
      if (size === undefined) this.phase = 'malformed';
      else this.phase = this.left === 0 ? 'trailer' : 'chunk';
    }
  }

  private headLine(line: string): void {
    if (this.status === 0) {
      const match = STATUS_LINE.exec(line);
      if (match === null) {
        this.phase = 'malformed';
        return;
      }
      this.status = Number(match[2]);
      this.keepsConnection = match[1] === '1';
    } else if (line !== '') {
      const colon = line.indexOf(':');
      if (colon > 0) this.headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
    } else {
      this.headEnd();
    }
  }

  private headEnd(): void {
    const { status, headers } = this;
    const connection = headers.get('connection')?.toLowerCase() ?? '';
    if (connection.includes('close')) this.keepsConnection = false;
    if (connection.includes('keep-alive')) this.keepsConnection = true;
    const length = headers.get('content-length');
    if (status === SWITCHING_PROTOCOLS) {
      this.phase = 'done';
    } else if (status < FIRST_FINAL) {
      this.status = 0;
      headers.clear();
    } else if (this.method === 'HEAD' || status === NO_CONTENT || status === NOT_MODIFIED) {
      this.phase = 'done';
    } else if (headers.get('transfer-encoding')?.toLowerCase().includes('chunked') === true) {
      this.phase = 'chunk-size';
    } else if (length === undefined) {
      this.phase = 'to-end';
      this.keepsConnection = false;
    } else if (CONTENT_LENGTH.test(length)) {
      this.left = this.announcedBytes = Number(length);
      this.phase = this.left === 0 ? 'done' : 'counted';
    } else {
      this.phase = 'malformed';
    }
  }
}
