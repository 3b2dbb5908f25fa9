/** lws's tokenizer for lists in headers, with the flags of the server's handshake and of the client's. */

import { describe, expect, it } from 'vitest';

import { Tokenizer, type TokenizerFlags } from '../../../firmware-model/libwebsockets/io/tokenize.js';

const SERVER: TokenizerFlags = { dotInToken: true, rfc7230Delimiters: true };
const CLIENT: TokenizerFlags = { dotInToken: false, rfc7230Delimiters: false };

function elements(text: string, flags = SERVER): string[] {
  const tokenizer = new Tokenizer(text, flags);
  const found: string[] = [];
  for (;;) {
    const kind = tokenizer.next();
    if (kind === 'ended') return found;
    if (kind === 'error') return [...found, 'error'];
    found.push(`${kind} ${tokenizer.token}`);
  }
}

describe('a list', () => {
  it.each([
    ['', []],
    ['a', ['token a']],
    ['  a\t', ['token a']],
    ['a,b', ['token a', 'delimiter ,', 'token b']],
    ['a , b', ['token a', 'delimiter ,', 'token b']],
    ['a\0b', ['token a', 'error']],
    ['\0', []],
    ['"x y",z', ['quoted-string x y', 'delimiter ,', 'token z']],
    ['"a,b;c"', ['quoted-string a,b;c']],
    ['"a\tb"', ['quoted-string a\tb']],
    ['1', ['integer 1']],
    ['12,3.5', ['integer 12', 'delimiter ,', 'float 3.5']],
    ['1a', ['token 1a']],
    ['1.5a', ['token 1.5a']],
    ['a1', ['token a1']],
    ['a-b', ['token a-b']],
    ['a_b', ['token a_b']],
  ])('%j', (text, expected) => {
    expect(elements(text)).toEqual(expected);
    expect(elements(text, CLIENT)).toEqual(expected);
  });

  it.each([
    ['two tokens without a comma', 'a b', ['token a', 'error']],
    ['an empty element', 'a,,b', ['token a', 'delimiter ,', 'error']],
    ['a comma at the start', ',a', ['error']],
    ['a comma at the end', 'a,', ['token a', 'delimiter ,', 'error']],
    ['a string that does not end', '"x', ['error']],
    ['a string behind a token', 'a "x"', ['error']],
    ['a token behind a string', '"x" a', ['quoted-string x', 'error']],
    ['a number with two points', '1.2.3', ['error']],
    ['a number as a name', '1=', ['error']],
    ['a name with a value', 'a=b', ['name-equals a', 'error']],
    ['a value without a name', '=a', ['error']],
    ['a star', '*', ['error']],
    ['a semicolon', 'a;b', ['token a', 'error']],
  ])('%s is no list', (_what, text, expected) => {
    expect(elements(text)).toEqual(expected);
    expect(elements(text, CLIENT)).toEqual(expected);
  });
});

describe('what belongs to a token', () => {
  it.each([
    ['a.b', ['token a.b'], ['token a', 'error']],
    ['.a', ['token .a'], ['error']],
    ["'x'", ["token 'x'"], ['error']],
    ['a!b', ['token a!b'], ['token a', 'error']],
    ['a\x7fb', ['token a\x7fb'], ['token a', 'error']],
  ])('%j', (text, server, client) => {
    expect(elements(text)).toEqual(server);
    expect(elements(text, CLIENT)).toEqual(client);
  });

  it.each(Array.from('(),/:;<=>?@[\\]{}*'))('not %s', (delimiter) => {
    expect(elements(`a${delimiter}b`)[0]).toBe(delimiter === '=' ? 'name-equals a' : 'token a');
  });
});

describe('UTF-8', () => {
  it.each([
    ['the last of one byte', '\x7f'],
    ['the first of two bytes', '\xc2\x80'],
    ['the last of two bytes', '\xdf\xbf'],
    ['the first of three bytes', '\xe0\xa0\x80'],
    ['the last before the surrogates', '\xed\x9f\xbf'],
    ['the last of three bytes', '\xef\xbf\xbf'],
    ['the first of four bytes', '\xf0\x90\x80\x80'],
    ['four bytes of the middle', '\xf1\x80\x80\x80'],
    ['the last of four bytes', '\xf4\x8f\xbf\xbf'],
    ['one behind the other', '\xe0\xa0\x80\xc3\xa9\xf0\x90\x80\x80\xe1\x80\x80'],
  ])('%s is part of a token', (_what, text) => {
    expect(elements(`${text},b`)).toEqual([`token ${text}`, 'delimiter ,', 'token b']);
  });

  it.each([
    ['a continuation at the start', '\x80'],
    ['an overlong form of two bytes', '\xc1\xbf'],
    ['an overlong form of three bytes', '\xe0\x9f\x80'],
    ['a surrogate', '\xed\xa0\x80'],
    ['an overlong form of four bytes', '\xf0\x8f\x80\x80'],
    ['a code point above the last', '\xf4\x90\x80\x80'],
    ['a first byte that is none', '\xf5\x80\x80\x80'],
    ['a continuation too low', '\xc3\x7f'],
    ['a continuation too high', '\xc3\xc0'],
    ['a continuation too many', '\xe1\x80\x80\x80'],
    ['a text that is cut off', '\xc3'],
  ])('%s is refused', (_what, text) => {
    expect(elements(text)).toEqual(['error']);
  });
});
