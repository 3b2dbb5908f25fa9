/** The page that lws makes for a status: its head, its words, and how much of it fits. */

import { describe, expect, it } from 'vitest';

import { returnHttpStatus } from '../../../firmware-model/libwebsockets/http/response.js';
import type { ByteView } from '../../../firmware-model/libwebsockets/io/byte-view.js';
import type { LwsWsi } from '../../../firmware-model/libwebsockets/wsi/wsi.js';

/** What is written for a status, with the descriptions that RFC 2616 section 6.1.1 gives, as lws spells them. */
function page(code: number, html?: string): string {
  let written = '';
  const wsi = {
    http: { requestVersion: '1.1' },
    vhost: { settings: { serverString: 'lws' } },
    context: { servBuf: new Uint8Array(8192), servBufStart: 64, servBufSize: 4096 },
    role: {
      *write(_wsi: unknown, { buffer, offset, length }: ByteView) {
        written = Buffer.from(buffer.subarray(offset, offset + length)).toString('latin1');
        return length;
      },
    },
  } as unknown as LwsWsi;
  const task = returnHttpStatus(wsi, code, html);
  expect(task.next()).toEqual({ done: true, value: true });
  return written;
}

describe('its first line', () => {
  it.each([
    [400, 'Bad Request'],
    [401, 'Unauthorized'],
    [402, 'Payment Required'],
    [403, 'Forbidden'],
    [404, 'Not Found'],
    [405, 'Method Not Allowed'],
    [406, 'Not Acceptable'],
    [407, 'Proxy Auth Required'],
    [408, 'Request Timeout'],
    [409, 'Conflict'],
    [410, 'Gone'],
    [411, 'Length Required'],
    [412, 'Precondition Failed'],
    [413, 'Request Entity Too Large'],
    [414, 'Request URI too Long'],
    [415, 'Unsupported Media Type'],
    [416, 'Requested Range Not Satisfiable'],
    [417, 'Expectation Failed'],
    [500, 'Internal Server Error'],
    [501, 'Not Implemented'],
    [502, 'Bad Gateway'],
    [503, 'Service Unavailable'],
    [504, 'Gateway Timeout'],
    [505, 'HTTP Version Not Supported'],
    [100, 'Continue'],
    [200, 'OK'],
    [304, 'Not Modified'],
    [299, ''],
  ])('%i %s', (code, words) => {
    expect(page(code).split('\r\n')[0]).toBe(`HTTP/1.1 ${code} ${words}`);
  });
});

it('its body says the code and what was given, up to 509 bytes', () => {
  const [head = '', body = ''] = page(404, '<p>x</p>').split('\r\n\r\n');
  expect(head).toContain('server: lws\r\ncontent-type: text/html');
  expect(body).toMatch(/<h1>404<\/h1><p>x<\/p><\/body><\/html>$/);
  expect(head).toMatch(new RegExp(`content-length: ${body.length}$`));
  const long = page(404, 'y'.repeat(1000));
  expect(long.slice(long.indexOf('\r\n\r\n') + 4)).toHaveLength(509);
});
