/** `serve --tun` behind an interface that somebody has set up: this machine's TCP, the page, and the end by a signal. */

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { builtCommand } from '../../built-command.js';

const NAME = 'twin7';
const ip = (...words: string[]): boolean => spawnSync('ip', words).status === 0;
const isPossible = process.getuid?.() === 0 && ip('tuntap', 'add', 'dev', NAME, 'mode', 'tun');
if (isPossible) ip('link', 'del', NAME);
else console.warn('skipped: only root can set up an interface, with ip and a /dev/net/tun');

describe.skipIf(!isPossible)('serve --tun', () => {
  beforeAll(() => {
    ip('tuntap', 'add', 'dev', NAME, 'mode', 'tun');
    ip('addr', 'add', '192.168.4.1/24', 'dev', NAME);
    ip('link', 'set', NAME, 'up');
  });
  afterAll(() => {
    ip('link', 'del', NAME);
  });

  test('answers at its own address, shows its page, and ends with its summary on a signal', async () => {
    const words = [builtCommand(), 'serve', '--profile', 'esp32-idf-v5.3', '--tun', NAME];
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    const exited = once(child, 'exit');
    while (!out.includes('Registering URI handlers')) await once(child.stdout, 'data');
    const page = /http:\/\/127\.0\.0\.1:\d+\/\w+\//.exec(out)![0];
    expect(await (await fetch('http://192.168.4.2/hello')).text()).toBe('Hello World!');
    const state = (await (await fetch(`${page}state`)).json()) as { nowUs: number };
    expect(state.nowUs).toBeGreaterThan(0);
    child.kill('SIGINT');
    expect(await exited).toEqual([0, null]);
    expect(out).toContain('1 served');
  });
});
