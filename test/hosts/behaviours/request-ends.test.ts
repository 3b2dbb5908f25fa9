import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RequestEnds } from '../../../sim/hosts/behaviours/http-server/request-ends.js';

const REQUESTS = [
  'GET / HTTP/1.1\r\n\r\n',
  'POST /a HTTP/1.1\r\ncontent-length:  4\r\n\r\n\r\n\r\n',
  'POST /b HTTP/1.1\r\nContent-Length: 0\r\nX: 1\r\n\r\n',
];

/** How many requests end in each piece. */
function ends(pieces: readonly string[]): number[] {
  const requests = new RequestEnds();
  return pieces.map((piece) => requests.take(piece));
}

test('a request ends with its head, or with the last byte of its body', () => {
  expect(ends([REQUESTS.join('')])).toEqual([3]);
  expect(
    ends(['GET / HTTP/1.1\r\n\r', '\n', 'POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n', 'a', 'bG']),
  ).toEqual([0, 1, 0, 0, 1]);
});

test('wherever the stream is cut', () => {
  const stream = REQUESTS.join('') + REQUESTS.join('');
  const cuts = fc.uniqueArray(fc.integer({ min: 1, max: stream.length - 1 }), { maxLength: stream.length });
  fc.assert(
    fc.property(cuts, (places) => {
      const at = [0, ...places.toSorted((a, b) => a - b), stream.length];
      const pieces = at.slice(1).map((end, i) => stream.slice(at[i], end));
      expect(ends(pieces).reduce((sum, one) => sum + one, 0)).toBe(6);
    }),
  );
});

test('a head without end is looked at once', () => {
  const requests = new RequestEnds();
  const piece = 'x'.repeat(1000);
  let ended = 0;
  for (let i = 0; i < 20_000; i++) ended += requests.take(piece);
  expect(ended).toBe(0);
  expect(requests.take('\r\n\r\n')).toBe(1);
});
