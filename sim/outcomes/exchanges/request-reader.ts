/**
 * Reads what a client sends, as its server has to: HTTP/1.x requests one after the other (RFC 9112).
 *
 * Modelled: request line, Content-Length and chunked bodies, Upgrade: websocket. Bytes that are no request at all are one
 * request without an end: what a raw client sends until it is answered.
 */

import { latin1Text } from '../../codec/latin1.js';

const REQUEST_LINE = /^([A-Z]+) (\S+) HTTP\/1\.[01]$/;
const HEADER = /^([^:\s]+):\s*(.*)$/;
const CHUNK_SIZE = /^([0-9a-fA-F]{1,8})/;
const HEX_RADIX = 16;
/** What people read of a path. */
const MOST_PATH = 200;

type Phase = 'start' | 'head' | 'body' | 'chunk-size' | 'chunk' | 'trailer' | 'raw';

/** A request on its way out. */
export interface Asked {
  /** Empty until its first line is complete, and for what is no HTTP. */
  method: string;
  path: string;
  wantsWebsocket: boolean;
  /** Bytes of the body that it announces; undefined when chunked. */
  bodyBytes: number | undefined;
  /** The last byte is out. */
  isComplete: boolean;
}

/** Cuts a client's stream into requests. */
export class RequestReader {
  private phase: Phase = 'start';
  private line = '';
  private left = 0;
  private current: Asked | undefined;

  /**
   * Takes bytes and says how many: up to the end of a websocket's handshake, for what comes behind it are frames. `begun`
   * is told of each request whose first byte is among them.
   */
  push(bytes: Uint8Array, begun: (asked: Asked) => void): number {
    let at = 0;
    let last: Asked | undefined;
    while (at < bytes.length) {
      if (last?.wantsWebsocket === true && last !== this.current) return at;
      if (this.current === undefined) {
        this.current = { method: '', path: '', wantsWebsocket: false, bodyBytes: 0, isComplete: false };
        this.phase = 'start';
        this.line = '';
        begun(this.current);
      }
      last = this.current;
      if (this.phase === 'raw') return bytes.length;
      if (this.phase === 'body' || this.phase === 'chunk') at = this.skip(bytes, at);
      else at = this.takeLine(bytes, at, this.current);
    }
    return at;
  }

  /** The device has answered what is no request: what comes next is another one. */
  endRaw(): void {
    if (this.phase === 'raw') this.finish();
  }

  private skip(bytes: Uint8Array, at: number): number {
    const count = Math.min(this.left, bytes.length - at);
    this.left -= count;
    if (this.left === 0) {
      if (this.phase === 'body') this.finish();
      else this.phase = 'chunk-size';
    }
    return at + count;
  }

  private takeLine(bytes: Uint8Array, at: number, asked: Asked): number {
    const end = bytes.indexOf(0x0a, at);
    const stop = end < 0 ? bytes.length : end + 1;
    this.line += latin1Text(bytes.subarray(at, stop));
    if (end >= 0) {
      const line = this.line.replace(/\r?\n$/, '');
      this.line = '';
      this.takeWholeLine(line, asked);
    }
    return stop;
  }

  private takeWholeLine(line: string, asked: Asked): void {
    if (this.phase === 'start') {
      const [, method, path] = REQUEST_LINE.exec(line) ?? [];
      if (method === undefined || path === undefined) {
        this.phase = 'raw';
        return;
      }
      asked.method = method;
      asked.path = path.slice(0, MOST_PATH);
      this.phase = 'head';
    } else if (this.phase === 'head') {
      if (line === '') this.endHead(asked);
      else this.takeHeader(line, asked);
    } else if (this.phase === 'trailer') {
      if (line === '') this.finish();
    } else {
      this.takeChunkSize(line);
    }
  }

  private takeHeader(line: string, asked: Asked): void {
    const [, name = '', value = ''] = HEADER.exec(line) ?? [];
    switch (name.toLowerCase()) {
      case 'content-length':
        if (asked.bodyBytes !== undefined) asked.bodyBytes = Number(value) || 0;
        break;
      case 'transfer-encoding':
        if (value.toLowerCase().includes('chunked')) asked.bodyBytes = undefined;
        break;
      case 'upgrade':
        asked.wantsWebsocket = value.toLowerCase() === 'websocket';
        break;
      default:
    }
  }

  private endHead({ bodyBytes }: Asked): void {
    if (bodyBytes === undefined) this.phase = 'chunk-size';
    else if (bodyBytes > 0) {
      this.left = bodyBytes;
      this.phase = 'body';
    } else this.finish();
  }

  /** Empty lines are those behind a chunk. */
  private takeChunkSize(line: string): void {
    if (line === '') return;
    const size = CHUNK_SIZE.exec(line)?.[1];
    if (size === undefined) {
      this.phase = 'raw';
      return;
    }
    this.left = parseInt(size, HEX_RADIX);
    this.phase = this.left === 0 ? 'trailer' : 'chunk';
  }

  private finish(): void {
    if (this.current !== undefined) this.current.isComplete = true;
    this.current = undefined;
    this.phase = 'start';
  }
}
