/** The command as a process: what only a process has. */

import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtCommand } from '../built-command.js';
import { CRASH, Workplace } from './fixture.js';

const ROOT = join(import.meta.dirname, '../..');
const COMMAND = [builtCommand()];
const EIGHTH = join(ROOT, 'scenarios/eighth-client-waits.yaml');

function lwipTwin(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [...COMMAND, ...args], { encoding: 'utf8', cwd: ROOT });
}

test('prints and ends with 0', () => {
  const { status, stdout, stderr } = lwipTwin('replay', EIGHTH);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toContain('Summary of eighth-client-waits');
});

test('exit statuses 2 and 3', () => {
  const place = new Workplace();
  expect(lwipTwin('replay', place.path('none.yaml')).status).toBe(2);
  expect(lwipTwin('replay', place.file('crash.yaml', CRASH)).status).toBe(3);
});

test('a reader that goes away early is no error, and the trace is still complete', async () => {
  const place = new Workplace();
  const child = spawn(process.execPath, [...COMMAND, 'replay', EIGHTH, '--trace', place.path('t.jsonl')], {
    cwd: ROOT,
  });
  child.stdout.destroy();
  let stderr = '';
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const status = await new Promise((resolve) => child.on('close', resolve));
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(place.list()).toContain('t.jsonl');
});
