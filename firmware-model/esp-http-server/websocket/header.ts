/**
 * The header of a websocket frame: its bits, and reading its fields as the device does.
 *
 * Source: RFC 6455 section 5.2; httpd_ws.c.
 */

export const WS_FIN_BIT = 0x80;
export const WS_OPCODE_BITS = 0x0f;
export const WS_MASK_BIT = 0x80;
export const WS_LENGTH_BITS = 0x7f;
/** Values of the 7-bit length that announce a longer field. */
export const WS_LENGTH_16_BIT = 126;
export const WS_LENGTH_64_BIT = 127;
/** Those fields' bytes. */
export const WS_SHORT_FIELD_BYTES = 2;
export const WS_LONG_FIELD_BYTES = 8;
export const WS_MASK_KEY_BYTES = 4;

/** Is `received` what the device takes for a whole field of `length` bytes? Negative results pass, as huge numbers. */
export function passesAsWhole(received: number, length: number): boolean {
  return received >>> 0 >= length;
}

/** Big-endian number of `length` bytes, its lower 32 bits (a `size_t` of the device). */
export function bigEndian32(field: Uint8Array, length: number): number {
  let value = 0;
  for (let i = 0; i < length; i++) value = ((value << 8) | field[i]!) >>> 0;
  return value;
}

/** Takes the mask off `payload[0..length)`. */
export function unmask(payload: Uint8Array, length: number, key: Uint8Array): void {
  for (let i = 0; i < length; i++) payload[i]! ^= key[i & 3]!;
}
