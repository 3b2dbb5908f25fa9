/** Output to a file descriptor: buffered, synchronous, and quiet about a reader that has gone. */

import { writeSync } from 'node:fs';

const BUFFER_BYTES = 64 * 1024;
/** A pipe in non-blocking mode that is full is tried again after this time. */
const RETRY_MS = 5;

/** Where text goes. */
export interface Output {
  write(data: string | Uint8Array): void;
  /** Writes what is buffered, if anything is. */
  flush?(): void;
}

/** Writes to standard output, standard error or an open file. */
export class FdOutput implements Output {
  private pieces: Uint8Array[] = [];
  private pendingBytes = 0;
  private readerGone = false;

  constructor(private readonly fd: number) {}

  write(data: string | Uint8Array): void {
    if (this.readerGone || data.length === 0) return;
    const bytes = typeof data === 'string' ? Buffer.from(data, 'utf8') : data;
    this.pieces.push(bytes);
    this.pendingBytes += bytes.length;
    if (this.pendingBytes >= BUFFER_BYTES) this.flush();
  }

  /** Writes what is buffered. After EPIPE everything is dropped: the run goes on for its other outputs. */
  flush(): void {
    const bytes = Buffer.concat(this.pieces, this.pendingBytes);
    this.pieces = [];
    this.pendingBytes = 0;
    let at = 0;
    while (at < bytes.length && !this.readerGone) at += this.writeSome(bytes, at);
  }

  private writeSome(bytes: Uint8Array, at: number): number {
    try {
      return writeSync(this.fd, bytes, at);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'EPIPE') this.readerGone = true;
      else if (code === 'EAGAIN') sleep();
      else throw error;
      return 0;
    }
  }
}

function sleep(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)), 0, 0, RETRY_MS);
}
