/**
 * Bytes queued to send, from the oldest unacknowledged one on. Keeps the arrays that it was given and lends views of
 * them: nothing is copied unless a segment spans two of them, and acknowledged arrays are let go.
 */

import { NO_PAYLOAD } from '../../wire/segment.js';

/** Acknowledged arrays pile up to this many in front before the list is shortened. */
const COMPACT_AFTER = 64;

/** First-in first-out bytes with lent views. */
export class SendQueue {
  /** Bytes queued and not acknowledged. */
  length = 0;
  private chunks: Uint8Array[] = [];
  /** First chunk with unacknowledged bytes, and where in it they begin. */
  private first = 0;
  private firstOffset = 0;

  /** Queues bytes; the array must not change any more. */
  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.chunks.push(bytes);
    this.length += bytes.length;
  }

  /** Lets go of the oldest bytes: they are acknowledged. */
  drop(count: number): void {
    this.length -= count;
    let offset = this.firstOffset + count;
    while (this.first < this.chunks.length && offset >= this.chunks[this.first]!.length) {
      offset -= this.chunks[this.first]!.length;
      this.chunks[this.first++] = NO_PAYLOAD;
    }
    this.firstOffset = offset;
    if (this.first === this.chunks.length || this.first >= COMPACT_AFTER) {
      this.chunks.splice(0, this.first);
      this.first = 0;
    }
  }

  /** Lets go of everything. */
  clear(): void {
    this.drop(this.length);
  }

  /** The chunk, a view, or if need be a copy, of `count` bytes that begin `offset` bytes after the oldest; all must be there. */
  view(offset: number, count: number): Uint8Array {
    let index = this.first;
    let start = this.firstOffset + offset;
    while (start >= this.chunks[index]!.length) start -= this.chunks[index++]!.length;
    const chunk = this.chunks[index]!;
    if (count === chunk.length && start === 0) return chunk;
    if (start + count <= chunk.length) return chunk.subarray(start, start + count);
    const copy = new Uint8Array(count);
    let filled = 0;
    while (filled < count) {
      const part = this.chunks[index++]!.subarray(start, start + count - filled);
      copy.set(part, filled);
      filled += part.length;
      start = 0;
    }
    return copy;
  }
}
