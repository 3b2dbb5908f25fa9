/** How long a line of the log is on the UART: checked against the lines as they are written out. */

import { expect, it } from 'vitest';

import { espLineBytes, w800LineBytes } from '../../../firmware-model/devices/console-bytes.js';

const esp = espLineBytes(10_000);
const w800 = w800LineBytes(1000);

it.each([
  ['I', '\u001b[0;32mI (12340) httpd: hello\u001b[0m\r\n'],
  ['E', '\u001b[0;31mE (12340) httpd: hello\u001b[0m\r\n'],
  ['W', '\u001b[0;33mW (12340) httpd: hello\u001b[0m\r\n'],
  ['D', 'D (12340) httpd: hello\u001b[0m\r\n'],
] as const)('a line of level %s of ESP-IDF', (level, line) => {
  // The stamp is that of the last tick.
  expect(esp(level, 'httpd', 'hello', 12_349_999)).toBe(line.length);
});

it('line feeds inside of a line become CR and LF', () => {
  expect(esp('I', 'a', 'x\ny\n', 0)).toBe(esp('I', 'a', 'xy', 0) + 4);
});

it('a line of the SDK, with a finer stamp', () => {
  expect(w800('I', 'app', 'hello', 12_349_999)).toBe('[I] (12349) app: hello\r\n'.length);
});

it('a line of libwebsockets ends in a line feed alone, and its stamp is of the wall clock', () => {
  const line = '[2025/01/01 00:00:00:0000] N: 183812: lws_create_context\n';
  expect(w800('I', 'lws', 'lws_create_context', 0)).toBe(line.length);
  expect(w800('I', 'lws', 'lws_create_context', 9_999_999)).toBe(line.length);
});
