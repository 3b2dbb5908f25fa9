/** http_parser's 64-bit body length, against numbers that have room for it. */

import { describe, expect, it } from 'vitest';

import { BodyLength } from '../../../firmware-model/esp-http-server/http-parser/body-length.js';

const ABSENT = 2n ** 64n - 1n;

function read(digits: string, base: 10 | 16): BodyLength | undefined {
  const length = new BodyLength();
  for (const digit of digits) {
    const value = parseInt(digit, 16);
    if (!(base === 10 ? length.appendDecimal(value) : length.appendHex(value))) return undefined;
  }
  return length;
}

describe('digits', () => {
  it.each(['0', '7', '4294967295', '4294967296', '18446744073709551599', '1844674407370955160'])(
    'decimal %s',
    (digits) => {
      expect(read(digits, 10)?.value).toBe(BigInt(digits));
    },
  );

  it.each(['0', 'f', 'ffffffff', '100000000', 'fffffffffffffff', 'fffffffefffffff', 'ffffffffffffffe'])(
    'hexadecimal %s',
    (digits) => {
      expect(read(digits, 16)?.value).toBe(BigInt(`0x${digits}`));
    },
  );

  it('are taken as long as ten times the number and a digit are sure to fit', () => {
    // (2^64 - 1 - 10) / 10 and (2^64 - 1 - 16) / 16: the next digit is one too many for a larger number.
    expect(read('18446744073709551600', 10)?.value).toBe(18446744073709551600n);
    expect(read('18446744073709551610', 10)).toBeUndefined();
    expect(read('184467440737095516100', 10)).toBeUndefined();
    expect(read('ffffffffffffffe0', 16)?.value).toBe(0xffffffffffffffe0n);
    expect(read('fffffffffffffff0', 16)).toBeUndefined();
  });
});

describe('taking bytes', () => {
  it.each([
    ['10', 4, 4, 6n],
    ['4', 10, 4, 0n],
    ['4294967297', 5, 5, 4294967292n],
    ['8589934592', 1, 1, 8589934591n],
  ])('from %s, of %i', (digits, available, taken, left) => {
    const length = read(digits, 10)!;
    expect(length.take(available)).toBe(taken);
    expect(length.value).toBe(left);
    expect(length.low32).toBe(Number(left % 2n ** 32n));
  });
});

it('is zero, absent or neither', () => {
  const length = new BodyLength();
  expect([length.isZero, length.isAbsent]).toEqual([true, false]);
  length.setAbsent();
  expect([length.isZero, length.isAbsent, length.value]).toEqual([false, true, ABSENT]);
  length.set(5);
  expect([length.isZero, length.isAbsent, length.value]).toEqual([false, false, 5n]);
  const large = read('4294967296', 10)!;
  expect([large.isZero, large.isAbsent]).toEqual([false, false]);
  const lowIsFull = read('4294967295', 10)!;
  expect(lowIsFull.isAbsent).toBe(false);
});
