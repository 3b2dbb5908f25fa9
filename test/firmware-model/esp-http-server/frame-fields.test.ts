/** Fields of a received frame's header, and its mask. */

import { describe, expect, it } from 'vitest';

import { bigEndian32, unmask } from '../../../firmware-model/esp-http-server/websocket/header.js';

const KEY = Uint8Array.of(0x10, 0x20, 0x30, 0x40);

describe('the mask', () => {
  it.each([0, 1, 2, 3, 4, 7])('goes round from byte %i of the payload on', (offset) => {
    const masked = Uint8Array.from({ length: 9 }, (_, i) => i ^ KEY[(offset + i) % KEY.length]!);
    unmask(masked, 8, KEY, offset);
    expect([...masked.subarray(0, 8)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    // What lies behind it stays as it is.
    expect(masked[8]).toBe(8 ^ KEY[(offset + 8) % KEY.length]!);
  });
});

it('numbers begin with their highest byte, and keep their lower 32 bits', () => {
  expect(bigEndian32(Uint8Array.of(1, 2), 2)).toBe(0x0102);
  expect(bigEndian32(Uint8Array.of(1, 2), 1)).toBe(1);
  expect(bigEndian32(Uint8Array.of(0, 0, 0, 1, 0xff, 0xfe, 0xfd, 0xfc), 8)).toBe(0xfffefdfc);
});
