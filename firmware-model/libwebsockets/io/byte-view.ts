/**
 * Bytes inside a larger buffer, as C code passes them around: a pointer and a length.
 *
 * libwebsockets hands out pointers into its buffers and writes frame headers in front of what it is told to send, so
 * the buffer around the bytes matters and is kept.
 */

import { latin1Bytes, latin1Text } from '../../../sim/codec/latin1.js';

/** `length` bytes of `buffer` from `offset`. */
export interface ByteView {
  readonly buffer: Uint8Array;
  readonly offset: number;
  readonly length: number;
}

/** A view of a whole Latin-1 string. */
export function viewOfText(text: string): ByteView {
  const buffer = latin1Bytes(text);
  return { buffer, offset: 0, length: buffer.length };
}

/** One character a byte, as printf's `%.*s` shows them: up to `length` bytes, or to the first NUL. */
export function cString(view: ByteView | undefined, length: number): string {
  if (view === undefined) return '';
  const bytes = view.buffer.subarray(view.offset, view.offset + Math.min(length, view.length));
  const nul = bytes.indexOf(0);
  return latin1Text(nul < 0 ? bytes : bytes.subarray(0, nul));
}
