/** lws's chains of buffered bytes, received or to be sent (lib/core/buflist.c). */

import { DevicePanic, ModelError } from '../../../sim/kernel/errors.js';
import type { ByteView } from './byte-view.js';
import { LWS_PRE } from '../sizes.js';

interface Segment {
  /** The bytes, behind room for a frame header (LWS_PRE), which lws_write may use. */
  readonly buffer: Uint8Array;
  /** Bytes consumed so far. */
  pos: number;
  readonly len: number;
  readonly heapBytes: number;
}

/** The heap of the device; running out of it here is not modelled. */
interface BuflistHeap {
  malloc(bytes: number): boolean;
  free(bytes: number): void;
}

/** `struct lws_buflist` in front, a NUL behind. */
const SEGMENT_EXTRA_BYTES = 13;

/** Segments in order; each is consumed from its front. */
export class Buflist {
  private readonly segments: Segment[] = [];

  constructor(private readonly heap: BuflistHeap) {}

  get isEmpty(): boolean {
    return this.segments.length === 0;
  }

  /**
   * Appends a copy of `length` bytes. True when the list was empty before.
   *
   * @throws DevicePanic for no bytes (`assert(len)`, lib/core/buflist.c:43): an empty message behind output that is stuck.
   */
  append(source: Uint8Array, offset: number, length: number): boolean {
    if (length === 0) throw new DevicePanic('len', 0, 'len');
    const buffer = new Uint8Array(LWS_PRE + length);
    buffer.set(source.subarray(offset, offset + length), LWS_PRE);
    const bytes = SEGMENT_EXTRA_BYTES + buffer.length;
    this.segments.push({ buffer, pos: 0, len: length, heapBytes: this.heap.malloc(bytes) ? bytes : 0 });
    return this.segments.length === 1;
  }

  /** The unconsumed part of the first segment; undefined when there is none. */
  next(): ByteView | undefined {
    const head = this.segments[0];
    if (head === undefined) return undefined;
    return { buffer: head.buffer, offset: LWS_PRE + head.pos, length: head.len - head.pos };
  }

  /** Consumes bytes of the first segment; returns how many the (new) first segment then has, 0 for none. */
  use(length: number): number {
    const head = this.segments[0];
    if (head === undefined || head.pos + length > head.len) throw new ModelError('buflist used past its end');
    head.pos += length;
    if (head.pos === head.len) {
      this.segments.shift();
      this.heap.free(head.heapBytes);
    }
    const first = this.segments[0];
    return first === undefined ? 0 : first.len - first.pos;
  }

  /** Drops everything. */
  clear(): void {
    for (const { heapBytes } of this.segments) this.heap.free(heapBytes);
    this.segments.length = 0;
  }
}
