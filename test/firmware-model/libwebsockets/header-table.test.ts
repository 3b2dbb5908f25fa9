/** The table of a request's headers: its room, its fragments, and what is read out of it. */

import { describe, expect, it } from 'vitest';

import type { LwsLog } from '../../../firmware-model/libwebsockets/context/lws-log.js';
import { HeaderTable } from '../../../firmware-model/libwebsockets/http/header-table.js';
import { MAX_FRAGMENTS, type HeaderToken } from '../../../firmware-model/libwebsockets/http/header-tokens.js';

function table(limit = 100): { ah: HeaderTable; lines: string[] } {
  const lines: string[] = [];
  const log = {
    err: (text: string) => lines.push(`E ${text}`),
    warn: (text: string) => lines.push(`W ${text}`),
  };
  return { ah: new HeaderTable(log as unknown as LwsLog, limit), lines };
}

function put(ah: HeaderTable, token: HeaderToken, value: string): void {
  expect(ah.beginFragment(token)).toBe(true);
  for (const byte of Buffer.from(value, 'latin1')) expect(ah.append(byte)).toBe(true);
  expect(ah.terminate()).toBe(true);
}

describe('its room', () => {
  it('ends at the limit, with a complaint for each byte that does not fit', () => {
    const { ah, lines } = table(3);
    ah.beginFragment('HOST');
    expect([1, 2, 3, 4, 5].map((byte) => ah.append(byte))).toEqual([true, true, true, false, false]);
    expect([ah.pos, ah.current.length]).toEqual([3, 3]);
    expect(ah.trouble).toBe('Ran out of header data space');
    expect(lines).toEqual(Array(2).fill('E Ran out of header data space\n'));
    expect(ah.terminate()).toBe(false);
  });

  it('a NUL takes a byte that does not count', () => {
    const { ah } = table();
    put(ah, 'HOST', 'abc');
    expect([ah.pos, ah.totalLength('HOST')]).toEqual([4, 3]);
  });

  it('has places for so many fragments', () => {
    const { ah, lines } = table();
    let begun = 0;
    while (begun < MAX_FRAGMENTS && ah.beginFragment('HOST')) begun++;
    expect(begun).toBe(MAX_FRAGMENTS - 1);
    expect(lines).toEqual(['W More hdr frags than we can deal with\n']);
    expect(ah.trouble).toBe('More hdr frags than we can deal with');
  });
});

describe('a header', () => {
  it('that did not come has nothing', () => {
    const { ah } = table();
    expect(ah.has('HOST')).toBe(false);
    expect(ah.totalLength('HOST')).toBe(0);
    expect(ah.simple('HOST')).toBeUndefined();
    expect(ah.firstFragment('HOST')).toBeUndefined();
    expect(ah.copy('HOST', 9)).toBe('');
  });

  it('that came is read whole, if there is room for it and its NUL', () => {
    const { ah } = table();
    put(ah, 'ORIGIN', 'x');
    put(ah, 'HOST', 'abc');
    expect(ah.has('HOST')).toBe(true);
    expect(ah.simple('HOST')).toBe('abc');
    expect(ah.copy('HOST', 4)).toBe('abc');
    expect(ah.copy('HOST', 3)).toBeUndefined();
  });

  it('that came twice is joined: a space begins its second value, a comma stands before it', () => {
    const { ah } = table();
    put(ah, 'PROTOCOL', 'a');
    put(ah, 'HOST', 'h');
    put(ah, 'PROTOCOL', 'bc');
    expect(ah.totalLength('PROTOCOL')).toBe(5);
    expect(ah.copy('PROTOCOL', 9)).toBe('a, bc');
    expect(ah.simple('PROTOCOL')).toBe('a');
    put(ah, 'PROTOCOL', 'd');
    expect(ah.copy('PROTOCOL', 99)).toBe('a, bc, d');
  });

  it('is read up to a NUL in it, and keeps its length', () => {
    const { ah } = table();
    put(ah, 'HOST', 'a\0b');
    expect(ah.simple('HOST')).toBe('a');
    expect(ah.copy('HOST', 9)).toBe('a\0\0');
    expect(ah.totalLength('HOST')).toBe(3);
  });
});

it('is empty again after a reset', () => {
  const { ah } = table(3);
  put(ah, 'HOST', 'ab');
  ah.append(1);
  ah.reset();
  expect([ah.has('HOST'), ah.pos, ah.trouble, ah.state, ah.fragmentCount]).toEqual([
    ...[false, 0, undefined, 'name-part', 0],
  ]);
  put(ah, 'HOST', 'cd');
  expect(ah.simple('HOST')).toBe('cd');
});
