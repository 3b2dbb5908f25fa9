/**
 * Received packet data (lwIP's pbuf chains on the receive side).
 *
 * A received packet is one buffer of the network driver; it stays allocated, whole, until the last byte of its payload
 * has been consumed or dropped. Chains arise where out-of-order segments are delivered together.
 */

import { copyBytes } from '../../codec/bytes.js';
import type { Memory } from './memory.js';

/** One buffer of received data and the chain behind it. */
export class RxPbuf {
  next: RxPbuf | undefined;
  /** Users of this buffer: the input code and a queue may both hold it for a while. */
  references = 1;

  /** Bytes of {@link data} that have been consumed. */
  private start = 0;
  private end: number;

  constructor(
    private readonly data: Uint8Array,
    /** Heap bytes that this buffer holds until it is freed. */
    readonly heapBytes: number,
  ) {
    this.end = data.length;
  }

  /** Bytes of the unread payload (`len`). */
  get length(): number {
    return this.end - this.start;
  }

  /** Drops bytes from the front of the payload; its fields are taken one after the other, without a view of the rest. */
  drop(length: number): void {
    this.start += length;
  }

  /** Cuts the payload to its first `length` bytes. */
  cut(length: number): void {
    this.end = this.start + length;
  }

  /** Copies the first `length` bytes of the payload. */
  copyTo(target: Uint8Array, at: number, length: number): void {
    copyBytes(target, at, this.data, this.start, length);
  }

  /** Payload bytes of the whole chain (`tot_len`). */
  get totalLength(): number {
    let n = this.length;
    for (let p = this.next; p; p = p.next) n += p.length;
    return n;
  }

  /** Number of buffers in the chain (`pbuf_clen`). */
  get count(): number {
    let n = 1;
    for (let p = this.next; p; p = p.next) n++;
    return n;
  }
}

/** Appends `tail` to the chain `head` (`pbuf_cat`). */
export function appendPbuf(head: RxPbuf, tail: RxPbuf): void {
  let last = head;
  while (last.next) last = last.next;
  last.next = tail;
}

/** Gives up one reference to a chain; what nobody else refers to is freed (`pbuf_free`). */
export function freePbuf(head: RxPbuf | undefined, memory: Memory): void {
  for (let p = head; p && --p.references === 0; p = p.next) memory.free(p.heapBytes);
}

/** Cuts a chain to `length` payload bytes (`pbuf_realloc`); buffers behind the cut are freed. */
export function trimPbuf(head: RxPbuf, length: number, memory: Memory): void {
  let left = length;
  let p = head;
  while (left > p.length && p.next) {
    left -= p.length;
    p = p.next;
  }
  if (left < p.length) p.cut(left);
  freePbuf(p.next, memory);
  p.next = undefined;
}

/** Copies up to `length` bytes from the start of the chain; returns how many were copied. */
export function copyFromPbuf(head: RxPbuf, target: Uint8Array, targetOffset: number, length: number): number {
  let copied = 0;
  for (let p: RxPbuf | undefined = head; p && copied < length; p = p.next) {
    const n = Math.min(p.length, length - copied);
    p.copyTo(target, targetOffset + copied, n);
    copied += n;
  }
  return copied;
}

/**
 * Drops `length` bytes from the front, freeing the buffers that empty (`pbuf_free_header`). Returns what is left of
 * the chain, undefined when nothing is.
 */
export function dropFront(head: RxPbuf, length: number, memory: Memory): RxPbuf | undefined {
  let p: RxPbuf | undefined = head;
  let left = length;
  while (p) {
    if (left < p.length) {
      p.drop(left);
      return p;
    }
    left -= p.length;
    memory.free(p.heapBytes);
    p = p.next;
  }
  return undefined;
}
