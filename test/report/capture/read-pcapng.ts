/** Reads captures, for tests: the blocks of a little-endian section, packets and their options. */

import { expect } from 'vitest';
import { parsePacket } from '../../../sim/wire/packet/packet.js';

export interface Block {
  readonly type: number;
  readonly body: Buffer;
}

const ENHANCED_PACKET = 6;
const OPTION_COMMENT = 1;
const HEAD_BYTES = 20;

/** Walks the blocks and checks both lengths of each. */
export function blocksOf(bytes: Buffer): Block[] {
  const blocks: Block[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = bytes.readUInt32LE(at + 4);
    expect(length % 4).toBe(0);
    expect(bytes.readUInt32LE(at + length - 4)).toBe(length);
    blocks.push({ type: bytes.readUInt32LE(at), body: bytes.subarray(at + 8, at + length - 4) });
    at += length;
  }
  return blocks;
}

export function optionsOf(bytes: Buffer): Map<number, Buffer> {
  const options = new Map<number, Buffer>();
  for (let at = 0; at < bytes.length;) {
    const code = bytes.readUInt16LE(at);
    const length = bytes.readUInt16LE(at + 2);
    if (code === 0) break;
    options.set(code, bytes.subarray(at + 4, at + 4 + length));
    at += 4 + Math.ceil(length / 4) * 4;
  }
  return options;
}

export interface ReadPacket {
  readonly timeUs: number;
  readonly packet: ReturnType<typeof parsePacket>;
  readonly comment: string | undefined;
}

/** The packets of a capture, with their comments. */
export function packetsOf(bytes: Buffer): ReadPacket[] {
  return blocksOf(bytes)
    .filter(({ type }) => type === ENHANCED_PACKET)
    .map(({ body }) => {
      const length = body.readUInt32LE(12);
      const options = optionsOf(body.subarray(HEAD_BYTES + Math.ceil(length / 4) * 4));
      return {
        timeUs: body.readUInt32LE(4) * 2 ** 32 + body.readUInt32LE(8),
        packet: parsePacket(body.subarray(HEAD_BYTES, HEAD_BYTES + length)),
        comment: options.get(OPTION_COMMENT)?.toString('utf8'),
      };
    });
}
