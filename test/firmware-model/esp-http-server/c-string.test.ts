/** C strings: what stands before the first NUL, and what stands nowhere. */

import { describe, expect, it } from 'vitest';

import {
  bytes,
  equalIgnoringCase,
  equals,
  latin1,
  startsWithIgnoringCase,
  strlcpy,
  strlen,
  text,
  textWithin,
} from '../../../firmware-model/esp-http-server/request/c-string.js';

const BUFFER = bytes('abc\0def');

describe('length and text', () => {
  it.each([
    [0, 3, 'abc'],
    [1, 2, 'bc'],
    [3, 0, ''],
    [4, 3, 'def'],
  ])('from %i', (start, length, expected) => {
    expect(strlen(BUFFER, start)).toBe(length);
    expect(text(BUFFER.subarray(start))).toBe(expected);
    expect(textWithin(BUFFER, start, 99)).toBe(expected);
  });

  it('of a text', () => {
    expect(text('abc')).toBe('abc');
    expect(text('abc\0def')).toBe('abc');
    expect(text('\0')).toBe('');
  });

  it('at most so many characters, from where they stand', () => {
    expect(textWithin(BUFFER, 0, 2)).toBe('ab');
    expect(textWithin(BUFFER, 4, 2)).toBe('de');
    expect(latin1(BUFFER, 1, 3)).toBe('bc');
    expect(latin1(Uint8Array.of(0xe9), 0, 1)).toBe('é');
  });
});

describe('strlcpy', () => {
  it.each([
    ['ab', 4, [0x61, 0x62, 0, 9]],
    ['abc', 4, [0x61, 0x62, 0x63, 0]],
    ['abcd', 4, [0x61, 0x62, 0x63, 0]],
    ['abc', 1, [0, 9, 9, 9]],
    ['abc', 0, [9, 9, 9, 9]],
  ])('%j into %i bytes', (source, size, expected) => {
    const target = new Uint8Array(4).fill(9);
    strlcpy(target, source, size);
    expect([...target]).toEqual(expected);
  });
});

describe('comparing', () => {
  it('to the NUL or the end of the buffer', () => {
    expect(equals(BUFFER, 'abc')).toBe(true);
    expect(equals(bytes('abc'), 'abc')).toBe(true);
    expect(equals(BUFFER, 'ab')).toBe(false);
    expect(equals(BUFFER, 'abcd')).toBe(false);
    expect(equals(BUFFER, 'abd')).toBe(false);
  });

  it('letters whatever their case, and nothing but letters', () => {
    expect(startsWithIgnoringCase(bytes('xContent-Type: a'), 1, 'content-TYPE')).toBe(true);
    expect(startsWithIgnoringCase(bytes('Conten'), 0, 'content')).toBe(false);
    expect(equalIgnoringCase('AZaz@[`{', 'azAZ@[`{')).toBe(true);
    expect(equalIgnoringCase('@', '`')).toBe(false);
    expect(equalIgnoringCase('[', '{')).toBe(false);
    expect(equalIgnoringCase('ab', 'abc')).toBe(false);
  });
});
