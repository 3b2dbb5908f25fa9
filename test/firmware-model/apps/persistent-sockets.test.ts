import { expect, test } from 'vitest';

import { loadScenario } from '../../../sim/run/load.js';
import { SimulatedRun } from '../../../sim/report/check/sim-run.js';

const LOGIN = ', app_settings: { session_ctx_handlers: true }';

interface Told {
  /** Bodies of the answers to `c`. */
  readonly answers: readonly string[];
  /** The application's lines after its start. */
  readonly lines: readonly string[];
  /** Bytes in use at the end. */
  readonly heapAtEnd: number;
}

/** Requests of one connection, half a second apart, which is closed then. */
function told(
  requests: readonly string[],
  settings = '',
  more: readonly string[] = [],
  release = 'v5.3',
): Told {
  const steps = requests.map(
    (text, i) => `  - { at: ${String(500 * (i + 1))}ms, client: c, do: send, text: ${JSON.stringify(text)} }`,
  );
  const text = [
    'name: persistent',
    `device: { profile: esp32-idf-${release}, apps: [persistent-sockets], heap_limit: 100000${settings} }`,
    'until: 150s',
    'timeline:',
    '  - { at: 100ms, client: c, do: connect, no_delay: true }',
    ...steps,
    '  - { at: 15s, client: c, do: close }',
    ...more,
    '',
  ].join('\n');
  const run = new SimulatedRun(loadScenario({ text }));
  const lines = run.records.flatMap((record) =>
    record.k === 'log' && record.tag === 'example' ? [record.msg] : [],
  );
  const heap = run.records.find((record) => record.k === 'usage' && record.resource.kind === 'heap');
  return {
    answers: [...run.client('c').received.matchAll(/\r\n\r\n(-?\d+)/g)].map(([, body]) => body!),
    lines: lines.slice(2),
    heapAtEnd: heap?.k === 'usage' ? heap.used : 0,
  };
}

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
const send = (method: string, body: string): string =>
  `${method} /adder HTTP/1.1\r\nContent-Length: ${String(body.length)}\r\n\r\n${body}`;

test('a session has a sum of its own, which is freed with it', () => {
  const { answers, lines } = told([
    send('PUT', '5'),
    send('POST', '37'),
    send('POST', '-50x'),
    get('/adder'),
  ]);
  expect(answers).toEqual(['5', '42', '-8', '-8']);
  expect(lines).toEqual([
    '/adder visitor count = 1',
    '/adder PUT handler read 5',
    '/adder PUT allocating new session',
    '/adder visitor count = 2',
    '/adder handler read 37',
    '/adder visitor count = 3',
    '/adder handler read -50',
    '/adder visitor count = 4',
    '/adder GET handler send -8',
    '/adder Free Context function called',
  ]);
});

test('another session begins with nothing', () => {
  const other = '  - { at: 3s, client: d, do: connect }\n  - { at: 4s, client: d, do: http, path: /adder }';
  const { lines } = told([send('POST', '9')], '', [other]);
  expect(lines).toContain('/adder GET allocating new session');
  expect(lines).toContain('/adder GET handler send 0');
  expect(lines).toContain('/adder visitor count = 2');
});

test('what a handler drops, the server frees with the function of the session', () => {
  const requests = [send('PUT', '5'), get('/logout'), get('/login'), get('/adder')];
  const { answers, lines, heapAtEnd } = told(requests, LOGIN);
  expect(answers).toEqual(['5', '1', '1', '1']);
  // The function stays when the context goes: what `/login` made is freed by it, too.
  expect(lines.filter((line) => line.includes('Free Context'))).toHaveLength(2);
  expect(lines.indexOf('/adder Free Context function called')).toBe(lines.indexOf('Logging out') + 1);
  expect(heapAtEnd).toBe(told([], LOGIN).heapAtEnd);
});

test('a login without a counter is freed silently', () => {
  const { answers, lines, heapAtEnd } = told([get('/login'), get('/logout'), get('/login')], LOGIN);
  expect(answers).toEqual(['1', '1', '1']);
  expect(lines.join()).not.toContain('Free Context');
  expect(heapAtEnd).toBe(told([], LOGIN).heapAtEnd);
});

test.each([
  ['v4.4.4', true],
  ['v4.4.5', false],
  ['v5.0.0', true],
  ['v5.0.1', false],
])('a context that is dropped restarts the device in %s: %s', (release, restarts) => {
  const { lines } = told([get('/login'), get('/logout'), get('/login')], LOGIN, [], release);
  expect(lines.filter((line) => line === '/login GET allocating new session')).toHaveLength(restarts ? 1 : 2);
});

test('without a number the session ends', () => {
  const { answers, lines } = told([send('POST', ''), get('/adder')]);
  expect(answers).toEqual([]);
  expect(lines).toEqual(['/adder visitor count = 1']);
});

test('/login and /logout are there only when they are asked for', () => {
  expect(told([get('/login')]).lines).toEqual([]);
});
