import { expect, test } from 'vitest';

import { loadScenario } from '../../../sim/run/load.js';
import { SimulatedRun } from '../../../sim/report/check/sim-run.js';

/** What a client receives for requests of one connection, half a second apart. */
function answersTo(...requests: readonly string[]): string {
  const sends = requests.map(
    (text, i) => `  - { at: ${String(500 * (i + 1))}ms, client: c, do: send, text: ${JSON.stringify(text)} }`,
  );
  const text = [
    'name: advanced',
    'device: { profile: esp32-idf-v5.3, apps: [advanced], heap_limit: 280000 }',
    'until: 20s',
    'timeline:',
    '  - { at: 100ms, client: c, do: connect, port: 1234, no_delay: true }',
    ...sends,
    '',
  ].join('\n');
  return new SimulatedRun(loadScenario({ text })).client('c').received;
}

const post = (path: string, body: string): string =>
  `POST ${path} HTTP/1.1\r\nContent-Length: ${String(body.length)}\r\n\r\n${body}`;

test('a session adds up what it sends', () => {
  expect(answersTo(post('/adder', '5'), post('/adder', '37')).match(/\r\n\r\n\d+/g)).toEqual([
    '\r\n\r\n5',
    '\r\n\r\n42',
  ]);
});

test('the rest of a body is not taken for a request', () => {
  const received = answersTo(
    post('/leftover_data', `${'x'.repeat(10)}GET / HTTP/1.1\r\n\r\n`),
    post('/echo', 'y'),
  );
  expect(received).toContain(`\r\n\r\n${'x'.repeat(10)}`);
  expect(received.endsWith('\r\n\r\ny')).toBe(true);
});

test('queued work answers once more', () => {
  expect(answersTo('GET /async_data HTTP/1.1\r\nHost: x\r\n\r\n')).toMatch(
    /Hello World!HTTP[^]*Hello Double World!$/,
  );
});

test('a body that does not fit into the heap is answered with 500, one that does not come with 408', () => {
  expect(answersTo('POST /echo HTTP/1.1\r\nContent-Length: 1073741824\r\n\r\nABCD')).toContain(
    'HTTP/1.1 500 ',
  );
  expect(answersTo('POST /echo HTTP/1.1\r\nContent-Length: 10\r\n\r\nABCD')).toContain('HTTP/1.1 408 ');
});

test('a header that is there, empty or wrong', () => {
  const get = (header1: string): string =>
    `GET /test_header HTTP/1.1\r\nHeader1: ${header1}\r\nHeader2:\r\nHeader3: Value3\r\n\r\n`;
  expect(answersTo(get('Value1'))).toMatch(/^HTTP\/1\.1 200 [^]*Content-Length: 0\r\n/);
  expect(answersTo(get('other'))).toContain('Wrong value of Header1 received');
});
