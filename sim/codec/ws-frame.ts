/**
 * Websocket frames (RFC 6455 section 5.2) as clients send and receive them.
 *
 * Modelled: every combination of FIN, opcode and mask, broken ones included, so nothing is checked.
 * Simplified: clients mask with one fixed key, as the reference clients do.
 */

import { joined } from './bytes.js';
import {
  FIN_BIT,
  RESERVED_BITS,
  OPCODE_BITS,
  MASK_BIT,
  LENGTH_BITS,
  LENGTH_16,
  LENGTH_64,
  MASK_BYTES,
} from './ws-header-bits.js';

/** Continuation frame; opcodes are those of RFC 6455 section 11.8. */
export const WS_CONTINUATION = 0x0;
/** Text frame. */
export const WS_TEXT = 0x1;
/** Binary frame. */
export const WS_BINARY = 0x2;
/** Close frame. */
export const WS_CLOSE = 0x8;
/** Ping frame. */
export const WS_PING = 0x9;
/** Pong frame. */
export const WS_PONG = 0xa;

/** Close code of who leaves a page (RFC 6455 section 7.4.1). */
export const WS_GOING_AWAY = 1001;

/** The masking key of every client frame (conformance README). */
const MASK_KEY = Uint8Array.of(0x37, 0xfa, 0x21, 0x3d);

const MAX_LENGTH_16 = 0xffff;
const BYTE_VALUES = 256;

/** A frame to send. */
export interface WsFrameOptions {
  /** Final fragment; true unless given. */
  readonly fin?: boolean;
  /** Bits below FIN: opcode, and reserved bits if a scenario sets them. */
  readonly opcode: number;
  readonly payload?: Uint8Array;
  /** Masked with the fixed key; true unless given. */
  readonly masked?: boolean;
}

/** Bytes of a client's frame. */
export function encodeWsFrame({ fin = true, opcode, payload, masked = true }: WsFrameOptions): Uint8Array {
  const length = payload?.length ?? 0;
  const lengthBytes = length < LENGTH_16 ? 0 : length <= MAX_LENGTH_16 ? 2 : 8;
  const maskAt = 2 + lengthBytes;
  const dataAt = maskAt + (masked ? MASK_BYTES : 0);
  const frame = new Uint8Array(dataAt + length);
  frame[0] = (fin ? FIN_BIT : 0) | opcode;
  frame[1] =
    (masked ? MASK_BIT : 0) | (lengthBytes === 0 ? length : lengthBytes === 2 ? LENGTH_16 : LENGTH_64);
  // A view of a small array costs more than its bytes, written one by one.
  for (let at = maskAt - 1, left = length; at > 1; at--, left = Math.floor(left / BYTE_VALUES))
    frame[at] = left;
  if (!masked) {
    if (payload !== undefined) frame.set(payload, dataAt);
    return frame;
  }
  frame.set(MASK_KEY, maskAt);
  for (let i = 0; i < length; i++) frame[dataAt + i] = payload![i]! ^ MASK_KEY[i % MASK_BYTES]!;
  return frame;
}

/** Bytes of a `ws_close` step: a close frame with a status code, or an empty one. */
export function encodeWsClose(code?: number): Uint8Array {
  if (code === undefined) return encodeWsFrame({ opcode: WS_CLOSE });
  return encodeWsFrame({ opcode: WS_CLOSE, payload: Uint8Array.of(code >> 8, code) });
}

function applyMask(data: Uint8Array, key: Uint8Array): void {
  for (let i = 0; i < data.length; i++) data[i]! ^= key[i % MASK_BYTES]!;
}

/** A received frame, unmasked. */
export interface WsFrame {
  readonly fin: boolean;
  readonly opcode: number;
  /** RSV1..RSV3 in place (0x40, 0x20, 0x10). */
  readonly reserved: number;
  readonly masked: boolean;
  readonly payload: Uint8Array;
}

/** Cuts a byte stream into frames. One instance a connection, fed after the handshake's answer. */
export class WsFrameDecoder {
  private rest: Uint8Array = new Uint8Array(0);
  private pieces: Uint8Array[] = [];
  private piecesBytes = 0;
  /** Bytes that must be there before another look is worth it. */
  private needed = 2;

  /** Bytes of an unfinished frame. */
  get pendingBytes(): number {
    return this.piecesBytes;
  }

  /** Takes the next bytes of the stream and returns the frames that they complete. */
  push(bytes: Uint8Array): WsFrame[] {
    this.pieces.push(bytes);
    this.piecesBytes += bytes.length;
    if (this.piecesBytes < this.needed) return [];
    this.rest = this.pieces.length === 1 ? bytes : joined(this.pieces);
    const frames: WsFrame[] = [];
    for (let frame = this.next(); frame !== undefined; frame = this.next()) frames.push(frame);
    this.pieces = this.rest.length === 0 ? [] : [this.rest];
    this.piecesBytes = this.rest.length;
    return frames;
  }

  /** Takes one frame from the front of `rest`; otherwise notes how many bytes it needs. */
  private next(): WsFrame | undefined {
    const { rest } = this;
    const code = rest.length < 2 ? 0 : rest[1]! & LENGTH_BITS;
    const maskAt = 2 + (code === LENGTH_16 ? 2 : code === LENGTH_64 ? 8 : 0);
    this.needed = maskAt;
    if (rest.length < maskAt) return undefined;
    const view = new DataView(rest.buffer, rest.byteOffset, rest.length);
    const length =
      code === LENGTH_16 ? view.getUint16(2) : code === LENGTH_64 ? Number(view.getBigUint64(2)) : code;
    const masked = (rest[1]! & MASK_BIT) !== 0;
    const dataAt = maskAt + (masked ? MASK_BYTES : 0);
    this.needed = dataAt + length;
    if (rest.length < this.needed) return undefined;
    let payload = rest.subarray(dataAt, this.needed);
    if (masked) {
      payload = payload.slice();
      applyMask(payload, rest.subarray(maskAt, dataAt));
    }
    this.rest = rest.subarray(this.needed);
    const first = rest[0]!;
    return {
      fin: (first & FIN_BIT) !== 0,
      opcode: first & OPCODE_BITS,
      reserved: first & RESERVED_BITS,
      masked,
      payload,
    };
  }
}
