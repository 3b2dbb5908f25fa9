/**
 * Segments in a connection's send queues, and what they cost in memory.
 *
 * A segment has a descriptor (MEMP_TCP_SEG) and one or more buffers (PBUF_RAM: structure, header room and payload,
 * each rounded up to MEM_ALIGNMENT; pbuf.c).
 */

import type { Memory } from '../../core/memory.js';
import { copyBytes } from '../../../codec/bytes.js';
import { NO_PAYLOAD } from '../../../wire/segment.js';

/** sizeof(struct pbuf) on the 32-bit target. */
const PBUF_STRUCT_BYTES = 16;
const MEM_ALIGNMENT = 4;

/** Rounds up to MEM_ALIGNMENT (LWIP_MEM_ALIGN_SIZE). */
export function alignSize(bytes: number): number {
  return (bytes + MEM_ALIGNMENT - 1) & ~(MEM_ALIGNMENT - 1);
}

/** Heap bytes of a PBUF_RAM with `room` bytes of headers and `length` bytes of payload. */
export function pbufRamBytes(room: number, length: number): number {
  return PBUF_STRUCT_BYTES + alignSize(room) + alignSize(length);
}

/** Storage that grows has room for so many bytes at least: answers are often made of several small sends. */
const LEAST_GROWN_BYTES = 128;

/** One queued segment. */
export class TxSegment {
  /** Payload bytes in use; `data` may be longer. */
  length = 0;
  /** Payload and heap bytes of the buffers chained behind the first one; none where every segment is one buffer. */
  private chain: { length: number; readonly heapBytes: number }[] | undefined;
  private data: Uint8Array = NO_PAYLOAD;

  constructor(
    public seq: number,
    /** TCP header flags (SYN, FIN, PSH, ACK). */
    public flags: number,
    /** Carries the MSS option. */
    readonly mssOption: boolean,
    /** Heap bytes of its first buffer. */
    private readonly firstHeapBytes: number,
  ) {}

  /** Number of buffers (`pbuf_clen`). */
  get pbufs(): number {
    return 1 + (this.chain?.length ?? 0);
  }

  /** Heap bytes of all its buffers. */
  get heapBytes(): number {
    let bytes = this.firstHeapBytes;
    if (this.chain) for (const buffer of this.chain) bytes += buffer.heapBytes;
    return bytes;
  }

  /** Chains a buffer; the bytes it holds are appended with {@link append}. */
  addBuffer(heapBytes: number): void {
    (this.chain ??= []).push({ length: 0, heapBytes });
  }

  /** Payload bytes plus one each for SYN and FIN (TCP_TCPLEN). */
  get sequenceLength(): number {
    return this.length + ((this.flags & 0x03) === 0 ? 0 : 1);
  }

  /** The payload. Never changed in place once returned: appending writes behind it. */
  get payload(): Uint8Array {
    return this.data.length === this.length ? this.data : this.data.subarray(0, this.length);
  }

  /** Appends payload; the storage grows by doubling, up to `capacity`. */
  append(source: Uint8Array, offset: number, length: number, capacity: number): void {
    const end = this.length + length;
    if (this.length === 0) {
      this.data = source.slice(offset, offset + length);
    } else {
      if (end > this.data.length) {
        const grown = new Uint8Array(Math.max(end, Math.min(capacity, Math.max(2 * end, LEAST_GROWN_BYTES))));
        copyBytes(grown, 0, this.data, 0, this.length);
        this.data = grown;
      }
      copyBytes(this.data, this.length, source, offset, length);
    }
    this.length = end;
    const last = this.chain?.[this.chain.length - 1];
    if (last) last.length += length;
  }

  /**
   * Cuts the payload to its first `length` bytes and returns the rest as a copy. Buffers behind the cut are freed
   * (`pbuf_realloc`).
   */
  cut(length: number, memory: Memory): Uint8Array {
    if (this.chain) {
      let start = this.length;
      for (let last = this.chain.pop(); last; last = this.chain.pop()) {
        start -= last.length;
        if (start < length) {
          last.length = length - start;
          this.chain.push(last);
          break;
        }
        memory.free(last.heapBytes);
      }
    }
    const rest = this.data.slice(length, this.length);
    this.data = this.data.slice(0, length);
    this.length = length;
    return rest;
  }
}

/** Frees a segment: its buffers and its descriptor (`tcp_seg_free`). */
export function freeSegment(segment: TxSegment, memory: Memory): void {
  memory.free(segment.heapBytes);
  memory.releaseElement('TCP_SEG');
}

/** Frees a queue of segments and empties it. */
export function freeSegments(queue: TxSegment[], memory: Memory): void {
  for (const segment of queue) freeSegment(segment, memory);
  queue.length = 0;
}
