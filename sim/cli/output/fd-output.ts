/** Output to a file descriptor: buffered, synchronous, and quiet about a reader that has gone. */

import { writeSync } from 'node:fs';
import { systemErrorText } from '../system-error.js';
import { UsageError } from '../usage-error.js';

const BUFFER_BYTES = 64 * 1024;
/** Text of this length, and no longer one, is encoded without memory of its own. */
const BLOCK_UNITS = 2 * BUFFER_BYTES;
/** UTF-8 of one unit of a string, at most. */
const BYTES_A_UNIT = 3;
/** A pipe in non-blocking mode that is full is tried again after this time. */
const RETRY_MS = 5;

/** Where text goes. */
export interface Output {
  write(data: string | Uint8Array): void;
  /** Writes what is buffered, if anything is. */
  flush?(): void;
  /** The reader has gone, or nothing more can be written: what follows is dropped. */
  readonly isGone?: boolean;
}

/** Writes to standard output, standard error or an open file. */
export class FdOutput implements Output {
  isGone = false;
  /** Text that waits, before {@link pieces}' next piece: encoded as a whole, since a trace has millions of lines. */
  private text = '';
  private pieces: Uint8Array[] = [];
  private pendingBytes = 0;
  /** Where text is encoded that is then written; made with the first of it. */
  private block: Buffer | undefined;

  constructor(
    private readonly fd: number,
    /** As messages call it: `standard output`. */
    private readonly name: string,
  ) {}

  write(data: string | Uint8Array): void {
    if (this.isGone || data.length === 0) return;
    if (typeof data === 'string') {
      this.text += data;
    } else {
      this.encode();
      this.add(data);
    }
    if (this.pendingBytes + this.text.length >= BUFFER_BYTES) this.flush();
  }

  /**
   * Writes what is buffered. After EPIPE everything is dropped: the run goes on for its other outputs. Throws
   * {@link UsageError} for anything else that is in the way, once.
   */
  flush(): void {
    if (this.isGone) return;
    const bytes = this.takeBytes();
    let at = 0;
    while (at < bytes.length) at += this.writeSome(bytes, at);
  }

  /** What waits, which is gone from here with that. */
  private takeBytes(): Uint8Array {
    if (this.pieces.length === 0 && this.text.length <= BLOCK_UNITS) {
      this.block ??= Buffer.allocUnsafeSlow(BLOCK_UNITS * BYTES_A_UNIT);
      const length = this.block.write(this.text);
      this.text = '';
      return this.block.subarray(0, length);
    }
    this.encode();
    const { pieces } = this;
    const bytes = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces, this.pendingBytes);
    this.pieces = [];
    this.pendingBytes = 0;
    return bytes;
  }

  private encode(): void {
    if (this.text === '') return;
    const text = this.text;
    this.text = '';
    this.add(Buffer.from(text, 'utf8'));
  }

  private add(bytes: Uint8Array): void {
    this.pieces.push(bytes);
    this.pendingBytes += bytes.length;
  }

  /** How far that has brought it; to the end when there is no reader any more. */
  private writeSome(bytes: Uint8Array, at: number): number {
    try {
      return writeSync(this.fd, bytes, at);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'EAGAIN') {
        sleep();
        return 0;
      }
      this.isGone = true;
      if (code === 'EPIPE') return bytes.length;
      throw new UsageError(`can't write ${this.name}: ${systemErrorText(error)}`);
    }
  }
}

function sleep(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)), 0, 0, RETRY_MS);
}
