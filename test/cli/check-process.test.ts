/** `lwip-twin check` as a process: with threads, whose results come in any order. */

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtCommand } from '../built-command.js';
import { CRASH, SCENARIO, Workplace } from './fixture.js';

const ROOT = join(import.meta.dirname, '../..');
const COMMAND = [builtCommand(), 'check'];
const ENV = { PATH: process.env['PATH'] };

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function checkIn(cwd: string, ...args: string[]): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...COMMAND, ...args], {
    encoding: 'utf8',
    cwd,
    env: ENV,
  });
  return { status, stdout, stderr };
}

function check(...args: string[]): Ended {
  return checkIn(ROOT, ...args);
}

test('threads or not, the output is the same', { timeout: 300_000 }, () => {
  const place = new Workplace();
  for (let i = 10; i < 22; i++) {
    const text =
      i % 4 === 0
        ? `${SCENARIO}expect: [{ client: c1, outcome: reset }]`
        : SCENARIO.replace('1s', `${i % 3 === 0 ? 9 : 1}min`);
    place.file(`${i}.yaml`, i === 15 ? 'bad' : text);
  }
  const { status, stdout, stderr } = check(place.folder, '--jobs', '1');
  expect({ status, stderr }).toEqual({ status: 2, stderr: '' });
  expect(check(place.folder, '--jobs', '3').stdout).toBe(stdout);
  const bail = check(place.folder, '--bail', '--jobs', '1').stdout;
  expect(bail).toContain('9 not run (--bail)');
  expect(check(place.folder, '--bail', '--jobs', '3').stdout).toBe(bail);
});

test('a verdict is seen in a pipe while others are still under way', async () => {
  const place = new Workplace();
  place.file('a.yaml');
  // A second of work.
  const long = 'groups: [{ name: g, count: 3, behaviour: { poller: { path: /hello, every: 5ms } } }]';
  place.file('b.yaml', `${SCENARIO.replace('1s', '8s')}${long}\n`);
  const process_ = spawn(process.execPath, [...COMMAND, place.folder, '--jobs', '1'], { env: ENV });
  const chunks: string[] = [];
  process_.stdout.setEncoding('utf8').on('data', (text: string) => chunks.push(text));
  await once(process_, 'close');
  expect(chunks.join('')).toContain('2 cases: ');
  expect(chunks[0]).not.toContain('2 cases: ');
});

test('exit statuses; the library by default', () => {
  expect(check(new Workplace().file('c.yaml', CRASH)).status).toBe(3);
  expect(check('nothing/**').status).toBe(2);
  const place = new Workplace();
  mkdirSync(place.path('scenarios'));
  place.file('scenarios/one.yaml');
  place.file('other.yaml');
  expect(checkIn(place.folder, '-q')).toEqual({
    status: 0,
    stdout: '1 case: 1 ok; 1 by the built-in expectations alone\n',
    stderr: '',
  });
});
