/**
 * C strings for handlers that are rewritten from C: NUL-terminated bytes in a `Uint8Array`, one character a byte
 * (Latin-1) on the JavaScript side.
 */

import { latin1Bytes, latin1Text } from '../../../sim/codec/latin1.js';

const NUL = 0;
const LOWER_CASE_BIT = 0x20;

/** A C string: text, or a buffer that holds it up to its first NUL. */
export type CString = string | Uint8Array;

/** Length up to the first NUL from `start`; to the end of the buffer when there is none (`strlen`). */
export function strlen(buffer: Uint8Array, start = 0): number {
  const end = buffer.indexOf(NUL, start);
  return (end < 0 ? buffer.length : end) - start;
}

/** Bytes `start` to `end` as text, one character a byte. */
export function latin1(buffer: Uint8Array, start: number, end: number): string {
  return latin1Text(buffer.subarray(start, end));
}

/** Text of a C string (`%s`): up to its first NUL. */
export function text(source: CString): string {
  if (typeof source !== 'string') return latin1(source, 0, strlen(source));
  const end = source.indexOf('\0');
  return end < 0 ? source : source.slice(0, end);
}

/** At most `length` characters of a buffer, less if a NUL comes first (`%.*s`). */
export function textWithin(buffer: Uint8Array, start: number, length: number): string {
  return latin1(buffer, start, start + Math.min(length, strlen(buffer, start)));
}

/** Bytes of a text, without terminator. */
export function bytes(source: string): Uint8Array {
  return latin1Bytes(source);
}

/** Copies as much of `source` as fits `size` bytes with its NUL (`strlcpy`); nothing when `size` is 0. */
export function strlcpy(target: Uint8Array, source: string, size: number): void {
  if (size <= 0) return;
  const length = Math.min(source.length, size - 1);
  for (let i = 0; i < length; i++) target[i] = source.charCodeAt(i);
  target[length] = NUL;
}

/** Compares a C string with a text (`strcmp(…) == 0`). */
export function equals(buffer: Uint8Array, other: string): boolean {
  for (let i = 0; i < other.length; i++) if (buffer[i] !== other.charCodeAt(i)) return false;
  return (buffer[other.length] ?? NUL) === NUL;
}

/** ASCII lower case of one byte, letters only. */
function lower(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte | LOWER_CASE_BIT : byte;
}

/** True when `name` stands at `start` of the buffer, whatever its case (`strncasecmp` over `name`'s length). */
export function startsWithIgnoringCase(buffer: Uint8Array, start: number, name: string): boolean {
  for (let i = 0; i < name.length; i++) {
    if (lower(buffer[start + i] ?? NUL) !== lower(name.charCodeAt(i))) return false;
  }
  return true;
}

/** `strcasecmp(a, b) == 0`. */
export function equalIgnoringCase(a: string, b: string): boolean {
  return a.length === b.length && startsWithIgnoringCase(bytes(a), 0, b);
}
