/** The fields of a received frame's header behind its first byte: lengths and mask. Both sides read them alike. */

import { MASK_BIT, LENGTH_BITS, LENGTH_16, MASK_BYTES } from '../../../sim/codec/ws-header-bits.js';
import type { WebsocketState } from './websocket-state.js';

const LENGTH_16_BYTES = 2;
const LENGTH_64_BYTES = 8;
const BYTE_BITS = 8;

/** What a length byte says: it is all, or more bytes follow, or a control frame wants to be longer than it may. */
export type LengthKind = 'short' | 'extended' | 'illegal-control';

/** Takes the byte with the mask bit and the short length. */
export function takeLengthByte(ws: WebsocketState, byte: number, isControl: boolean): LengthKind {
  ws.masked = (byte & MASK_BIT) !== 0;
  const length = byte & LENGTH_BITS;
  if (length < LENGTH_16) {
    ws.remaining = length;
    return 'short';
  }
  if (isControl) return 'illegal-control';
  ws.remaining = 0;
  ws.fieldBytesLeft = length === LENGTH_16 ? LENGTH_16_BYTES : LENGTH_64_BYTES;
  ws.rxState = 'extended-length';
  return 'extended';
}

/** True for a byte that makes a 64-bit length negative. */
export function isNegativeLength(ws: WebsocketState, byte: number): boolean {
  return ws.fieldBytesLeft === LENGTH_64_BYTES && (byte & MASK_BIT) !== 0;
}

/** Takes a byte of a long length, of which 32 bits count; true when it was the last. */
export function takeExtendedLengthByte(ws: WebsocketState, byte: number): boolean {
  ws.remaining = ((ws.remaining << BYTE_BITS) | byte) >>> 0;
  return --ws.fieldBytesLeft === 0;
}

/** The mask comes next. */
export function beginMask(ws: WebsocketState): void {
  ws.rxState = 'mask';
  ws.fieldBytesLeft = MASK_BYTES;
}

/** Takes a byte of the mask; true when it was the last. */
export function takeMaskByte(ws: WebsocketState, byte: number): boolean {
  ws.mask[MASK_BYTES - ws.fieldBytesLeft] = byte;
  if (byte !== 0) ws.allZeroMask = false;
  if (--ws.fieldBytesLeft > 0) return false;
  ws.maskIndex = 0;
  return true;
}
