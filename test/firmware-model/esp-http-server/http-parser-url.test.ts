import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseUrl } from '../../../firmware-model/esp-http-server/http-parser/index.js';

/** Fields as text; the URL lies in the middle of a longer buffer. */
function fieldsOf(url: string, isConnect = false) {
  const buffer = Buffer.from(`12${url}34`, 'latin1');
  const { valid, fields, port } = parseUrl(buffer, 2, url.length, isConnect);
  const text = Object.entries(fields).map(([name, { offset, length }]) => [
    name,
    url.slice(offset, offset + length),
  ]);
  return { valid, portNumber: port, ...Object.fromEntries(text) } as Record<string, unknown>;
}

describe('parseUrl', () => {
  it('finds path, query and fragment', () => {
    expect(fieldsOf('/a/b?c=d&e#f')).toEqual({
      valid: true,
      portNumber: 0,
      path: '/a/b',
      query: 'c=d&e',
      fragment: 'f',
    });
    expect(fieldsOf('/?')).toEqual({ valid: true, portNumber: 0, path: '/' });
    expect(fieldsOf('/a??b')).toEqual({ valid: true, portNumber: 0, path: '/a', query: '?b' });
    expect(fieldsOf('/a##b#')).toEqual({ valid: true, portNumber: 0, path: '/a', fragment: 'b#' });
    expect(fieldsOf('*')).toEqual({ valid: true, portNumber: 0, path: '*' });
    expect(fieldsOf('')).toEqual({ valid: true, portNumber: 0 });
  });

  it('takes an absolute URL apart', () => {
    expect(fieldsOf('http://u:p@esp.local:8080/x?y')).toEqual({
      valid: true,
      portNumber: 8080,
      port: '8080',
      schema: 'http',
      userinfo: 'u:p',
      host: 'esp.local',
      path: '/x',
      query: 'y',
    });
    expect(fieldsOf('http://[fe80::1%25en0]:80')).toMatchObject({
      valid: true,
      host: 'fe80::1%25en0',
      portNumber: 80,
    });
    expect(fieldsOf('http://h:65535')).toMatchObject({ valid: true, portNumber: 65535 });
  });

  it('refuses what is malformed, and keeps what it had found', () => {
    for (const url of [
      'a',
      'http:/',
      'http://',
      'http:///x',
      'http://@/',
      'http://a:/',
      'http://a_b/',
      'http://[::1',
    ]) {
      expect([url, fieldsOf(url).valid]).toEqual([url, false]);
    }
    expect(fieldsOf('/a?b\x80')).toEqual({ valid: false, portNumber: 0, path: '/a', query: 'b' });
    expect(fieldsOf('http://h:65536/')).toEqual({
      valid: false,
      portNumber: 0,
      schema: 'http',
      host: 'h',
      path: '/',
      port: '65536',
    });
  });

  it('allows a CONNECT nothing but host and port', () => {
    expect(fieldsOf('esp.local:443', true)).toMatchObject({
      valid: true,
      host: 'esp.local',
      portNumber: 443,
    });
    expect(fieldsOf('[::1]:443', true)).toMatchObject({ valid: true, host: '::1', portNumber: 443 });
    for (const url of ['esp.local', 'u@esp.local:443', 'esp.local:443/', '/', '']) {
      expect([url, fieldsOf(url, true).valid]).toEqual([url, false]);
    }
  });

  it('finds back what URLs were made of', () => {
    const word = fc.stringMatching(/^[a-z0-9%&=;+.,_~!-]{1,12}$/);
    fc.assert(
      fc.property(word, word, word, fc.integer({ min: 0, max: 65535 }), (path, query, fragment, port) => {
        const parsed = fieldsOf(`http://a.b-c:${String(port)}/${path}?${query}#${fragment}`);
        expect(parsed).toEqual({
          valid: true,
          portNumber: port,
          port: String(port),
          schema: 'http',
          host: 'a.b-c',
          path: `/${path}`,
          query,
          fragment,
        });
      }),
    );
  });
});
