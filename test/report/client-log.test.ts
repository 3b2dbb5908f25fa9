import { expect, test } from 'vitest';
import type { ClientEventRecord } from '../../sim/kernel/trace.js';
import { ClientLog } from '../../sim/report/console/client-log.js';

const UPGRADED = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n';

function lines(...events: (Pick<ClientEventRecord, 'ev'> & Partial<ClientEventRecord>)[]): string[] {
  const log = new ClientLog({ numberOf: () => 1, countOf: () => 1 });
  for (const event of events) log.accept({ t: 102_000, k: 'cli', c: 'c1', ...event });
  return log.lines().map((line) => line.replace('0.102 s  c1  ', ''));
}

test('one line an event, in words', () => {
  expect(
    lines(
      { ev: 'connected' },
      { ev: 'eof' },
      { ev: 'reset' },
      { ev: 'timeout' },
      { ev: 'refused' },
      { ev: 'closed' },
    ),
  ).toEqual([
    'connected',
    'end of data: the device sent FIN',
    'reset: the device sent RST',
    'timed out',
    'refused: RST to its SYN',
    'closed',
  ]);
});

test('data: a status line, text, bytes', () => {
  expect(lines({ ev: 'data', len: 19, text: 'HTTP/1.1 200 OK\r\n\r\n' })).toEqual([
    'received 19 bytes: HTTP/1.1 200 OK',
  ]);
  expect(lines({ ev: 'data', len: 5, text: 'hello' })).toEqual(['received 5 bytes: "hello"']);
  expect(lines({ ev: 'data', len: 2, hex: '00ff' })).toEqual(['received 2 bytes: "\\u0000ÿ"']);
});

test('websocket frames after an upgrade, also in the same segment and in pieces', () => {
  const shown = lines(
    {
      ev: 'data',
      len: UPGRADED.length + 4,
      hex: Buffer.from(`${UPGRADED}\u0081\u0002hi`, 'latin1').toString('hex'),
    },
    { ev: 'data', len: 2, hex: '8105' },
    { ev: 'data', len: 5, text: 'hello' },
    { ev: 'data', len: 4, hex: '880203e8' },
    { ev: 'data', len: 2, hex: '8900' },
    { ev: 'data', len: 4, hex: '020200ff' },
  );
  expect(shown[0]).toMatch(/^received \d+ bytes: HTTP\/1\.1 101 Switching Protocols, websocket TEXT "hi"$/);
  expect(shown.slice(1)).toEqual([
    'received 2 bytes: part of a websocket frame',
    'received 5 bytes: websocket TEXT "hello"',
    'received 4 bytes: websocket CLOSE 1000',
    'received 2 bytes: websocket PING (empty)',
    'received 4 bytes: websocket BINARY (not final) 2 bytes "\\u0000ÿ"',
  ]);
});

test('a new connection is read from its start', () => {
  const shown = lines(
    { ev: 'data', len: 1, text: UPGRADED },
    { ev: 'connected' },
    { ev: 'data', len: 2, text: 'ab' },
  );
  expect(shown.at(-1)).toBe('received 2 bytes: "ab"');
});

test('connections of one client are read one by one', () => {
  expect(
    lines(
      { ev: 'data', len: UPGRADED.length, text: UPGRADED, port: 49_152 },
      { ev: 'data', len: 19, text: 'HTTP/1.1 200 OK\r\n\r\n', port: 49_153 },
    )[1],
  ).toBe('received 19 bytes: HTTP/1.1 200 OK');
});
