/**
 * Where websocket frames (RFC 6455 section 5.2) end in a byte stream, and of which kind they are.
 *
 * For those who count messages: nothing is unmasked, copied or kept but a header that is not whole. What a frame says
 * is WsFrameDecoder's.
 */

import {
  FIN_BIT,
  LENGTH_16,
  LENGTH_64,
  LENGTH_BITS,
  MASK_BIT,
  MASK_BYTES,
  OPCODE_BITS,
} from './ws-header-bits.js';

/** FIN and opcode, mask and 7 bits of the length. */
const SHORT_HEADER = 2;
const LENGTH_16_BYTES = 2;
const LENGTH_64_BYTES = 8;
const BYTE_VALUES = 256;

/** Told of each frame once its last byte is there. */
export type FrameSeen = (opcode: number, fin: boolean) => void;

/** Follows one direction of a connection. One instance a connection, fed after the handshake's answer. */
export class WsFrameScanner {
  private first = 0;
  /** Bytes of the header that are there, and that there must be. */
  private headerBytes = 0;
  private headerLength = SHORT_HEADER;
  private lengthEnd = SHORT_HEADER;
  /** Bytes of the payload that are still to come. */
  private left = 0;

  constructor(private readonly seen: FrameSeen) {}

  /** Takes the next bytes of the stream. */
  push(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) {
      if (this.headerBytes < this.headerLength) {
        this.takeHeader(bytes[at++]!);
      } else {
        const count = Math.min(this.left, bytes.length - at);
        this.left -= count;
        at += count;
      }
      if (this.headerBytes === this.headerLength && this.left === 0) this.endFrame();
    }
  }

  private takeHeader(byte: number): void {
    const place = this.headerBytes++;
    if (place === 0) {
      this.first = byte;
    } else if (place === 1) {
      const code = byte & LENGTH_BITS;
      const more = code === LENGTH_16 ? LENGTH_16_BYTES : code === LENGTH_64 ? LENGTH_64_BYTES : 0;
      this.left = more === 0 ? code : 0;
      this.lengthEnd = SHORT_HEADER + more;
      this.headerLength = this.lengthEnd + ((byte & MASK_BIT) === 0 ? 0 : MASK_BYTES);
    } else if (place < this.lengthEnd) {
      this.left = this.left * BYTE_VALUES + byte;
    }
  }

  private endFrame(): void {
    const { first } = this;
    this.headerBytes = 0;
    this.headerLength = this.lengthEnd = SHORT_HEADER;
    this.seen(first & OPCODE_BITS, (first & FIN_BIT) !== 0);
  }
}
