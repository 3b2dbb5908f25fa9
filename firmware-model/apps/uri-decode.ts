/**
 * Percent-decoding as the examples' helper does it: without a terminator behind the result, so that what stood in the
 * target before shows through. Source: examples/common_components/protocol_examples_common/protocol_examples_utils.c,
 * example_uri_decode semantics.
 */

const PERCENT = 0x25;
const QUESTION_MARK = 0x3f;
const HEX = 16;
const HEX_SHIFT = 4;
/** States of an escape, beside its first digit (0..15). */
const OUTSIDE = -1;
const BEHIND_PERCENT = -2;

/** Value of a hexadecimal digit, or -1. */
function hexDigit(byte: number): number {
  const digit = Number.parseInt(String.fromCharCode(byte), HEX);
  return Number.isNaN(digit) ? -1 : digit;
}

/** Decodes `length` bytes of `source` into `target`; stops behind a `?`. Broken escapes lose their `%`. */
export function exampleUriDecode(target: Uint8Array, source: Uint8Array, length: number): void {
  let out = 0;
  let escape = OUTSIDE;
  for (let i = 0; i < length; i++) {
    const byte = source[i]!;
    if (escape === OUTSIDE) {
      if (byte === PERCENT) {
        escape = BEHIND_PERCENT;
        continue;
      }
      target[out++] = byte;
      if (byte === QUESTION_MARK) return;
      continue;
    }
    const digit = hexDigit(byte);
    if (escape === BEHIND_PERCENT) {
      escape = digit >= 0 ? digit : OUTSIDE;
      if (digit < 0) target[out++] = byte;
      continue;
    }
    const decoded = (escape << HEX_SHIFT) | digit;
    escape = OUTSIDE;
    if (digit < 0) continue;
    target[out++] = decoded;
    if (decoded === QUESTION_MARK) return;
  }
}
