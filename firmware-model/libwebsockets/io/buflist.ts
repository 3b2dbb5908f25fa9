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

/** What a list needs of the device. */
interface BuflistHome {
  readonly heap: { malloc(bytes: number): boolean; free(bytes: number): void };
  /** Told that there is no memory for a segment. */
  readonly onFull: () => void;
}

/** The list was empty, or not, or there is no memory and nothing was kept. */
export type Appended = 'first' | 'behind' | 'no-memory';

/** `struct lws_buflist` in front, a NUL behind. */
const SEGMENT_EXTRA_BYTES = 13;

/** Segments in order; each is consumed from its front. */
export class Buflist {
  private readonly segments: Segment[] = [];

  constructor(private readonly home: BuflistHome) {}

  get isEmpty(): boolean {
    return this.segments.length === 0;
  }

  /**
   * Appends a copy of `length` bytes, where there is memory for it.
   *
   * @throws DevicePanic for no bytes (`assert(len)`, lib/core/buflist.c:43): an empty message behind output that is stuck.
   */
  append(source: Uint8Array, offset: number, length: number): Appended {
    if (length === 0) throw new DevicePanic('len', 0, 'len');
    const heapBytes = SEGMENT_EXTRA_BYTES + LWS_PRE + length;
    if (!this.home.heap.malloc(heapBytes)) {
      this.home.onFull();
      return 'no-memory';
    }
    const buffer = new Uint8Array(LWS_PRE + length);
    buffer.set(source.subarray(offset, offset + length), LWS_PRE);
    this.segments.push({ buffer, pos: 0, len: length, heapBytes });
    return this.segments.length === 1 ? 'first' : 'behind';
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
      this.home.heap.free(head.heapBytes);
    }
    const first = this.segments[0];
    return first === undefined ? 0 : first.len - first.pos;
  }

  /** Drops everything. */
  clear(): void {
    for (const { heapBytes } of this.segments) this.home.heap.free(heapBytes);
    this.segments.length = 0;
  }
}
