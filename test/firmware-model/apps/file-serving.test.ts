import { expect, test } from 'vitest';

import { loadScenario } from '../../../sim/run/load.js';
import { SimulatedRun } from '../../../sim/report/check/sim-run.js';

interface Told {
  /** Status and body of each answer. */
  readonly answers: readonly string[];
  readonly lines: readonly string[];
  readonly received: string;
}

/** Each request on a connection of its own, a second apart. */
function told(requests: readonly string[], settings = ''): Told {
  const timeline = requests.flatMap((text, i) => [
    `  - { at: ${String(1000 * i + 100)}ms, client: c${String(i)}, do: connect }`,
    `  - { at: ${String(1000 * i + 200)}ms, client: c${String(i)}, do: send, text: ${JSON.stringify(text)} }`,
    `  - { at: ${String(1000 * i + 900)}ms, client: c${String(i)}, do: close }`,
  ]);
  const text = [
    'name: files',
    `device: { profile: esp32-idf-v5.3, apps: [file-serving], app_settings: { ${settings} } }`,
    'until: 60s',
    'timeline:',
    ...timeline,
    '',
  ].join('\n');
  const run = new SimulatedRun(loadScenario({ text }));
  const received = requests.map((_, i) => run.client(`c${String(i)}`).received);
  return {
    answers: received.map((answer) => {
      const [head = '', ...body] = answer.split('\r\n\r\n');
      return `${head.slice(9, 12)} ${body.join('\r\n\r\n').slice(0, 60)}`;
    }),
    lines: run.records.flatMap((record) =>
      record.k === 'log' && record.tag === 'file_server' ? [record.msg] : [],
    ),
    received: received.at(-1) ?? '',
  };
}

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
const post = (path: string, body = ''): string =>
  `POST ${path} HTTP/1.1\r\nContent-Length: ${String(body.length)}\r\n\r\n${body}`;

test('a file is uploaded, read, listed, deleted and gone', () => {
  const { answers, lines } = told([
    post('/upload/lamp.txt', 'on'),
    get('/lamp.txt?x=1'),
    post('/upload/lamp.txt', 'off'),
    get('/'),
    post('/delete/lamp.txt'),
    post('/delete/lamp.txt'),
    get('/lamp.txt'),
  ]);
  expect(answers.map((answer) => answer.replace(/\s+/g, ' '))).toEqual([
    '303 File uploaded successfully',
    '200 2 on 0 ',
    '400 File already exists',
    expect.stringMatching(/^200 .*<html>/),
    '303 File deleted successfully',
    '400 File does not exist',
    '404 File does not exist',
  ]);
  expect(lines).toEqual([
    "Starting HTTP Server on port: '80'",
    'Receiving file : /lamp.txt...',
    'Remaining size : 2',
    'File reception complete',
    'Sending file : /lamp.txt (2 bytes)...',
    'File sending complete',
    'File already exists : /data/lamp.txt',
    'Found file : lamp.txt (2 bytes)',
    'Deleting file : /lamp.txt',
    'File does not exist : /lamp.txt',
    'Failed to stat file : /data/lamp.txt',
  ]);
});

test('limits: 200 KB, names of 31 characters for the file system and 41 for the path, no room left', () => {
  const name = (length: number): string => `/${'n'.repeat(length - 1)}`;
  const large = (bytes: number): string =>
    `POST /upload/l HTTP/1.1\r\nContent-Length: ${String(bytes)}\r\n\r\nx`;
  const { answers } = told([
    post(`/upload${name(31)}`, 'a'),
    post(`/upload${name(32)}`, 'a'),
    post(`/upload${name(42)}`, 'a'),
    get(name(42)),
    post('/upload/folder/', 'a'),
    large(204_801),
  ]);
  expect(answers).toEqual([
    '303 File uploaded successfully',
    '500 Failed to create file',
    '500 Filename too long',
    '500 Filename too long',
    '500 Invalid filename',
    '400 File size must be less than 200KB!',
  ]);
  const full = told([post('/upload/a', 'xxxxx'), post('/upload/b', 'xxxxx'), get('/b')], 'storage_bytes: 9');
  expect(full.answers).toEqual([
    '303 File uploaded successfully',
    '500 Failed to write file to storage',
    '404 File does not exist',
  ]);
});

test('an upload that breaks off leaves no file', () => {
  const { answers, lines } = told(['POST /upload/a HTTP/1.1\r\nContent-Length: 9\r\n\r\nxxx', get('/a')]);
  expect(lines).toContain('File reception failed!');
  expect(answers[1]).toBe('404 File does not exist');
});

test('index and icon stand in for files that are not there; types follow names', () => {
  const { answers } = told([get('/index.html'), get('/favicon.ico')]);
  expect(answers.map((answer) => answer.slice(0, 4))).toEqual(['307 ', '200 ']);
  expect(told([post('/upload/a.PDF', 'x'), get('/a.PDF')]).received).toContain('Type: application/pdf');
  expect(told([post('/upload/a.b', 'x'), get('/a.b')]).received).toContain('Type: text/plain');
});

test('Connection: close is said unless it is switched off', () => {
  expect(told([post('/upload/a', 'x')]).received).toContain('\r\nConnection: close\r\n');
  expect(told([post('/upload/a', 'x')], 'conn_close_header: false').received).not.toContain('Connection');
});
