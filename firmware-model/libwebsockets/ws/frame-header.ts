/** Frame headers to be sent (RFC 6455 section 5.2), written in front of the payload as lws does. */

import { FIN_BIT, MASK_BIT, LENGTH_16, LENGTH_64, MASK_BYTES } from '../../../sim/codec/ws-header-bits.js';
import type { LwsWrite, LwsWriteKind } from '../io/write-protocol.js';
import {
  OPCODE_BINARY,
  OPCODE_CLOSE,
  OPCODE_CONTINUATION,
  OPCODE_PING,
  OPCODE_PONG,
  OPCODE_TEXT,
} from './websocket-state.js';

const OPCODE_OF: Readonly<Partial<Record<LwsWriteKind, number>>> = {
  LWS_WRITE_TEXT: OPCODE_TEXT,
  LWS_WRITE_BINARY: OPCODE_BINARY,
  LWS_WRITE_CONTINUATION: OPCODE_CONTINUATION,
  LWS_WRITE_CLOSE: OPCODE_CLOSE,
  LWS_WRITE_PING: OPCODE_PING,
  LWS_WRITE_PONG: OPCODE_PONG,
};

const FIRST_LENGTH_64 = 0x1_0000;
/** Length of a frame's header without mask, for each kind of length. */
const SHORT_HEADER = 2;
const HEADER_16 = 4;
const HEADER_64 = 10;

/** The opcode for a kind of data; undefined for one that is no frame. */
export function opcodeOf(how: LwsWrite): number | undefined {
  return OPCODE_OF[how.kind];
}

/**
 * Writes the header of a frame of `length` payload bytes in front of `buffer[offset]`, leaving room for a mask if
 * `masked`. Returns how many bytes in front of the payload now belong to the frame.
 */
export function writeFrameHeader(
  buffer: Uint8Array,
  offset: number,
  length: number,
  how: LwsWrite,
  masked: boolean,
): number {
  const maskRoom = masked ? MASK_BYTES : 0;
  const maskBit = masked ? MASK_BIT : 0;
  const first = OPCODE_OF[how.kind]! | (how.noFin ? 0 : FIN_BIT);
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  if (length < LENGTH_16) {
    const start = offset - maskRoom - SHORT_HEADER;
    view.setUint8(start, first);
    view.setUint8(start + 1, length | maskBit);
    return maskRoom + SHORT_HEADER;
  }
  if (length < FIRST_LENGTH_64) {
    const start = offset - maskRoom - HEADER_16;
    view.setUint8(start, first);
    view.setUint8(start + 1, LENGTH_16 | maskBit);
    view.setUint16(start + 2, length);
    return maskRoom + HEADER_16;
  }
  const start = offset - maskRoom - HEADER_64;
  view.setUint8(start, first);
  view.setUint8(start + 1, LENGTH_64 | maskBit);
  view.setBigUint64(start + 2, BigInt(length));
  return maskRoom + HEADER_64;
}
