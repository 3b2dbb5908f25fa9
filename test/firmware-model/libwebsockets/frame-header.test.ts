/** The three lengths of frame headers at their edges. */

import { describe, expect, it } from 'vitest';

import { writeFrameHeader } from '../../../firmware-model/libwebsockets/ws/frame-header.js';

const ROOM = 16;

function header(length: number, masked = false): string {
  const buffer = new Uint8Array(ROOM);
  const bytes = writeFrameHeader(buffer, ROOM, length, { kind: 'LWS_WRITE_BINARY', noFin: false }, masked);
  return Buffer.from(buffer.subarray(ROOM - bytes)).toString('hex');
}

describe('a frame header', () => {
  it.each([
    [0, '8200'],
    [125, '827d'],
    [126, '827e007e'],
    [65_535, '827effff'],
    [65_536, '827f0000000000010000'],
  ])('for %i bytes', (length, hex) => {
    expect(header(length)).toBe(hex);
  });

  it('leaves room for the mask behind it', () => {
    expect(header(65_535, true)).toBe('82feffff00000000');
  });
});
