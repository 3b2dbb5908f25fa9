/**
 * The header of a websocket frame: its bits, and reading its fields as the device does.
 *
 * Source: RFC 6455 section 5.2; httpd_ws.c.
 */

import type { FirmwareTraits } from '../../releases/index.js';
import { ReceiveOption } from '../request/receive.js';

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

/** How a release receives a field of a frame header. */
export function fieldOption(firmware: FirmwareTraits): ReceiveOption {
  return firmware.readsWholeFields ? ReceiveOption.whole : ReceiveOption.none;
}

/**
 * Is `received` what a release takes for a whole field of `length` bytes? Where results are compared as unsigned,
 * negative ones pass, as huge numbers.
 */
export function passesAsField(firmware: FirmwareTraits, received: number, length: number): boolean {
  if (!firmware.readsWholeFields) return received > 0;
  return firmware.failedReadPasses ? received >>> 0 >= length : received === length;
}

/** Big-endian number of `length` bytes, its lower 32 bits (a `size_t` of the device). */
export function bigEndian32(field: Uint8Array, length: number): number {
  let value = 0;
  for (let i = 0; i < length; i++) value = ((value << 8) | field[i]!) >>> 0;
  return value;
}

/** Takes the mask off `payload[0..length)`, which begins `offset` bytes into the frame's. */
export function unmask(payload: Uint8Array, length: number, key: Uint8Array, offset = 0): void {
  for (let i = 0; i < length; i++) payload[i]! ^= key[(i + offset) & 3]!;
}
