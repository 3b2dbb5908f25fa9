import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { latin1Bytes } from '../../../sim/codec/latin1.js';
import { HttpAnswer } from '../../../sim/hosts/client/http-answer.js';

function read(text: string, method = 'GET', cut = text.length): { answer: HttpAnswer; rest: string } {
  const answer = new HttpAnswer(method);
  const bytes = latin1Bytes(text);
  let rest = '';
  for (let at = 0; at < bytes.length; at += cut) {
    rest += Buffer.from(answer.push(bytes.subarray(at, at + cut))).toString('latin1');
  }
  return { answer, rest };
}

const HEAD = 'HTTP/1.1 200 OK\r\n';

describe('an HTTP answer', () => {
  it.each([
    ['counted', `${HEAD}Content-Length: 5\r\n\r\nhello`, 'hello', true],
    ['empty', `${HEAD}Content-Length: 0\r\n\r\n`, '', true],
    [
      'chunked',
      `${HEAD}Transfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nTrailer: 1\r\n\r\n`,
      'hello',
      true,
    ],
    ['that closes', `${HEAD}Connection: close\r\nContent-Length: 5\r\n\r\nhello`, 'hello', false],
    ['of HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello', 'hello', false],
    ['with bare line feeds', 'HTTP/1.1 200 OK\nContent-Length: 5\n\nhello', 'hello', true],
    [
      'after an interim one',
      `HTTP/1.1 100 Continue\r\n\r\n${HEAD}Content-Length: 5\r\n\r\nhello`,
      'hello',
      true,
    ],
    ['without a body', 'HTTP/1.1 204 No Content\r\n\r\n', '', true],
  ])('%s is complete, however it is cut', (_, text, body, keeps) => {
    for (let cut = 1; cut <= text.length; cut++) {
      const { answer, rest } = read(text, 'GET', cut);
      expect([answer.isComplete, answer.body, answer.bodyBytes, answer.keepsConnection, rest]).toEqual([
        true,
        body,
        body.length,
        keeps,
        '',
      ]);
    }
  });

  it('ends with the connection when nothing says how long it is', () => {
    const { answer } = read(`${HEAD}\r\nhello`);
    expect([answer.isComplete, answer.keepsConnection]).toEqual([false, false]);
    answer.endOfStream();
    expect([answer.isComplete, answer.body]).toEqual([true, 'hello']);
  });

  it('leaves what stands behind it', () => {
    expect(read(`${HEAD}Content-Length: 2\r\n\r\nokHTTP/1.1 `).rest).toBe('HTTP/1.1 ');
    const { answer, rest } = read('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\x81\x02hi');
    expect([answer.status, answer.headers.get('upgrade'), rest]).toEqual([101, 'websocket', '\x81\x02hi']);
    expect(read(`${HEAD}Content-Length: 5\r\n\r\nHTTP`, 'HEAD').rest).toBe('HTTP');
  });

  it.each([
    'nonsense\r\n',
    `${HEAD}Content-Length: x\r\n\r\n`,
    `${HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n`,
  ])('malformed: %j', (text) => {
    expect(read(text).answer.isMalformed).toBe(true);
  });

  it('takes any bytes without an error', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 9 }), (text, cut) => {
        read(HEAD + text, 'GET', cut);
        read(text, 'GET', cut);
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  it('keeps the beginning of a long body and counts all of it', () => {
    const { answer } = read(`${HEAD}Content-Length: 200000\r\n\r\n${'x'.repeat(200_000)}`);
    expect([answer.isComplete, answer.bodyBytes, answer.body.length]).toEqual([true, 200_000, 65_536]);
  });
});
