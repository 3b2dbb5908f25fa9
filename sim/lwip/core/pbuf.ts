/**
 * Received packet data (lwIP's pbuf chains on the receive side).
 *
 * A received packet is one buffer of the network driver; it stays allocated, whole, until the last byte of its payload
 * has been consumed or dropped. Chains arise where out-of-order segments are delivered together.
 */

import type { Memory } from './memory.js';

/** One buffer of received data and the chain behind it. */
export class RxPbuf {
  next: RxPbuf | undefined;
  /** Users of this buffer: the input code and a queue may both hold it for a while. */
  references = 1;

  constructor(
    /** The unread payload. */
    public payload: Uint8Array,
    /** Heap bytes that this buffer holds until it is freed. */
    readonly heapBytes: number,
  ) {}

  /** Payload bytes of the whole chain (`tot_len`). */
  get totalLength(): number {
    let n = this.payload.length;
    for (let p = this.next; p; p = p.next) n += p.payload.length;
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
  while (left > p.payload.length && p.next) {
    left -= p.payload.length;
    p = p.next;
  }
  if (left < p.payload.length) p.payload = p.payload.subarray(0, left);
  freePbuf(p.next, memory);
  p.next = undefined;
}

/** Copies up to `length` bytes from the start of the chain; returns how many were copied. */
export function copyFromPbuf(head: RxPbuf, target: Uint8Array, targetOffset: number, length: number): number {
  let copied = 0;
  for (let p: RxPbuf | undefined = head; p && copied < length; p = p.next) {
    const n = Math.min(p.payload.length, length - copied);
    copyBytes(p.payload, n, target, targetOffset + copied);
    copied += n;
  }
  return copied;
}

/** Fewer bytes than this, fields of a header for instance, are copied sooner than a view of them is made. */
const FEW_BYTES = 64;

function copyBytes(from: Uint8Array, length: number, to: Uint8Array, at: number): void {
  if (length >= FEW_BYTES) to.set(length === from.length ? from : from.subarray(0, length), at);
  else for (let i = 0; i < length; i++) to[at + i] = from[i]!;
}

/**
 * Drops `length` bytes from the front, freeing the buffers that empty (`pbuf_free_header`). Returns what is left of
 * the chain, undefined when nothing is.
 */
export function dropFront(head: RxPbuf, length: number, memory: Memory): RxPbuf | undefined {
  let p: RxPbuf | undefined = head;
  let left = length;
  while (p) {
    if (left < p.payload.length) {
      if (left > 0) p.payload = p.payload.subarray(left);
      return p;
    }
    left -= p.payload.length;
    memory.free(p.heapBytes);
    p = p.next;
  }
  return undefined;
}
