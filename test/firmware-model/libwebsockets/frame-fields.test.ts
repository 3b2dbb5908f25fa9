/** Lengths and mask of a received frame, byte by byte. */

import { describe, expect, it } from 'vitest';

import {
  beginMask,
  isNegativeLength,
  takeExtendedLengthByte,
  takeLengthByte,
  takeMaskByte,
} from '../../../firmware-model/libwebsockets/ws/frame-fields.js';
import type { WebsocketState } from '../../../firmware-model/libwebsockets/ws/websocket-state.js';

const MASKED = 0x80;

function state(): WebsocketState {
  return { mask: new Uint8Array(4), allZeroMask: true, maskIndex: 7 } as unknown as WebsocketState;
}

/** The length that these bytes say, and after how many of them it is known. */
function lengthOf(first: number, ...more: readonly number[]): [number, number] {
  const ws = state();
  if (takeLengthByte(ws, first, false) === 'short') return [ws.remaining, 1];
  expect(ws.rxState).toBe('extended-length');
  const at = more.findIndex((byte) => takeExtendedLengthByte(ws, byte));
  return [ws.remaining, at + 2];
}

describe('a length', () => {
  it('of 7, 16 and 64 bits', () => {
    expect(lengthOf(0)).toEqual([0, 1]);
    expect(lengthOf(125)).toEqual([125, 1]);
    expect(lengthOf(126, 0x12, 0x34)).toEqual([0x1234, 3]);
    expect(lengthOf(127, 0, 0, 0, 0, 0x12, 0x34, 0x56, 0x78)).toEqual([0x12345678, 9]);
    expect(lengthOf(127, 0, 0, 0, 1, 0xff, 0xfe, 0xfd, 0xfc)).toEqual([0xfffefdfc, 9]);
  });

  it('is masked or not', () => {
    for (const masked of [true, false]) {
      const ws = state();
      takeLengthByte(ws, (masked ? MASKED : 0) | 5, true);
      expect([ws.masked, ws.remaining]).toEqual([masked, 5]);
    }
  });

  it('of a control frame is short', () => {
    expect(takeLengthByte(state(), 125, true)).toBe('short');
    expect(takeLengthByte(state(), 126, true)).toBe('illegal-control');
    expect(takeLengthByte(state(), 127, true)).toBe('illegal-control');
  });

  it('is negative by the highest bit of its 64 alone', () => {
    const long = state();
    takeLengthByte(long, 127, false);
    expect(isNegativeLength(long, 0x80)).toBe(true);
    expect(isNegativeLength(long, 0x7f)).toBe(false);
    takeExtendedLengthByte(long, 0);
    expect(isNegativeLength(long, 0x80)).toBe(false);
    const short = state();
    takeLengthByte(short, 126, false);
    expect(isNegativeLength(short, 0x80)).toBe(false);
  });
});

describe('a mask', () => {
  it('has four bytes, in their order', () => {
    const ws = state();
    beginMask(ws);
    expect(ws.rxState).toBe('mask');
    expect([0, 2, 0, 4].map((byte) => takeMaskByte(ws, byte))).toEqual([false, false, false, true]);
    expect([...ws.mask]).toEqual([0, 2, 0, 4]);
    expect([ws.maskIndex, ws.allZeroMask]).toEqual([0, false]);
  });

  it('of zeros is told', () => {
    const ws = state();
    beginMask(ws);
    for (const byte of [0, 0, 0, 0]) takeMaskByte(ws, byte);
    expect(ws.allZeroMask).toBe(true);
  });
});
