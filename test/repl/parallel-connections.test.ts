import { expect, test } from 'vitest';
import { recordText } from '../../sim/repl/format/record.js';
import { consoleOn, linesOf } from './harness.js';

test('lines of one client tell its connections apart, and why takes them', async () => {
  const console = consoleOn(`
device: { profile: esp32-idf-v5.3, apps: [simple], httpd: { max_open_sockets: 1, lru_purge_enable: false } }
until: 5s
groups:
  - { name: page, count: 1, start: 100ms, behaviour: { browser: { page: /hello, resources: [/a.js, /b.js, /c.js], favicon: false } } }
`);
  await linesOf(console, 'until 4s');
  const log = await linesOf(console, 'segments');
  const [first, second] = [...new Set(log.match(/page1:\d+/g))];
  expect(second).toMatch(/^page1:49/);
  expect((await linesOf(console, `why ${first!}`)).split('\n')[0]).toBe(
    (await linesOf(console, 'why page1#1')).split('\n')[0],
  );
  expect((await linesOf(console, `why ${second!}`)).split('\n')[0]).toBe(
    (await linesOf(console, 'why page1#2')).split('\n')[0],
  );
});

test('who has one connection at a time is told by name alone', () => {
  expect(recordText({ t: 0, k: 'cli', c: 'tab1', ev: 'connected' })).toBe('tab1: connected');
  expect(recordText({ t: 0, k: 'cli', c: 'tab1', ev: 'connected', port: 49_153 })).toBe(
    'tab1:49153: connected',
  );
});
