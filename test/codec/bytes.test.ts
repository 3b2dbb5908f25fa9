import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';

import { base64Text, copyBytes, hexBytes, joined, utf8Bytes } from '../../sim/codec/bytes.js';
import { hexText, latin1Bytes, latin1Text } from '../../sim/codec/latin1.js';

const bytes = fc.uint8Array({ maxLength: 40 });

describe('bytes are what Buffer makes of them', () => {
  it('put together, in hex, in base64, in UTF-8', () => {
    fc.assert(
      fc.property(bytes, bytes, fc.string({ unit: 'binary' }), (one, other, text) => {
        expect([...joined([one, other])]).toEqual([...Buffer.concat([one, other])]);
        expect(base64Text(one)).toBe(Buffer.from(one).toString('base64'));
        expect(hexBytes(Buffer.from(one).toString('hex'))).toEqual(one);
        expect([...utf8Bytes(text)]).toEqual([...Buffer.from(text, 'utf8')]);
      }),
    );
  });

  it('copied from one place to another, few or many', () => {
    const many = fc.uint8Array({ minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(many, fc.nat(), fc.nat(), fc.nat({ max: 9 }), (from, start, count, at) => {
        const offset = start % from.length;
        const length = count % (from.length - offset + 1);
        const to = new Uint8Array(at + length + 1);
        const expected = Buffer.alloc(to.length);
        expected.set(from.subarray(offset, offset + length), at);
        copyBytes(to, at, from, offset, length);
        expect([...to]).toEqual([...expected]);
      }),
    );
  });

  it('hex ends where it is none, or half', () => {
    for (const digits of ['', '00ff1', '00zz', 'f', '41424']) {
      expect([...hexBytes(digits)]).toEqual([...Buffer.from(digits, 'hex')]);
    }
  });
});

describe('Latin-1 without Node is Latin-1 with it', async () => {
  const own = globalThis.Buffer;
  vi.resetModules();
  vi.stubGlobal('Buffer', undefined);
  const browser = await import('../../sim/codec/latin1.js');
  vi.stubGlobal('Buffer', own);

  it('both ways, long texts too', () => {
    expect(browser.latin1Text).not.toBe(latin1Text);
    const every = Uint8Array.from({ length: 40_000 }, (_, i) => i * 7);
    for (const some of [every, every.subarray(3, 200), new Uint8Array()]) {
      const text = latin1Text(some);
      expect(browser.latin1Text(some) === text).toBe(true);
      expect(Buffer.compare(browser.latin1Bytes(text), latin1Bytes(text))).toBe(0);
      expect(browser.hexText(some) === hexText(some)).toBe(true);
    }
    expect(browser.latin1Bytes('Ā€')).toEqual(latin1Bytes('Ā€'));
  });
});
