/** Bytes put together and written as text, without a platform's own classes: the simulator runs in browsers, too. */

const HEX = 16;
const HEX_DIGITS = 2;

/** One after the other, copied. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const piece of pieces) length += piece.length;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Few bytes lie within V8's own heap: a view of such an array has to be moved out of it first, and costs more than a loop. */
const FEW_BYTES = 64;

/** Copies `length` bytes of `from` that begin at `offset` to `at` in `to`. */
export function copyBytes(
  to: Uint8Array,
  at: number,
  from: Uint8Array,
  offset: number,
  length: number,
): void {
  if (length <= FEW_BYTES) for (let i = 0; i < length; i++) to[at + i] = from[offset + i]!;
  else to.set(length === from.length ? from : from.subarray(offset, offset + length), at);
}

const encoder = new TextEncoder();

/** The text in UTF-8. */
export function utf8Bytes(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Bytes of pairs of hex digits; what is no such pair ends them. */
export function hexBytes(digits: string): Uint8Array {
  const bytes = new Uint8Array(digits.length / HEX_DIGITS);
  for (let i = 0; i < bytes.length; i++) {
    const value = Number.parseInt(digits.slice(i * HEX_DIGITS, (i + 1) * HEX_DIGITS), HEX);
    if (Number.isNaN(value)) return bytes.subarray(0, i);
    bytes[i] = value;
  }
  return bytes;
}

/** Base64 (RFC 4648 section 4). For short data: keys and digests. */
export function base64Text(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

/** Whether two runs of bytes are the same. */
export function sameBytes(a: Uint8Array, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
