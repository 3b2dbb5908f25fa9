import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import net from 'node:net';
import tls from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';

import { builtCommand } from '../../built-command.js';
import { cli, Workplace } from '../../cli/fixture.js';
import { GET, readAll } from './served.js';

test('serve: where it listens, the console, and on Ctrl-C the summary and the files', async () => {
  const place = new Workplace();
  const [saved, trace] = [place.path('saved.yaml'), place.path('trace.jsonl')];
  const files = ['--save', saved, '--trace', trace];
  const profile = ['serve', '--profile', 'esp32-idf-v5.3', '--port', '0'];
  const child = spawn(process.execPath, [builtCommand(), ...profile, ...files]);
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let out = '';
  child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()));
  while (!/is port 80/.test(out)) await once(child.stdout, 'data');
  const socket = net.connect(Number(/127\.0\.0\.1:(\d+)\/ is port 80/.exec(out)![1]), '127.0.0.1');
  socket.end(GET);
  await readAll(socket);
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(out).toContain('Not to be seen through ports: a SYN that the device drops');
  expect(out).toMatch(/I \(\d+\) example: Found header => Host: x/);
  expect(out).toContain('local  served  request answered in');
  expect(existsSync(trace) && readFileSync(trace, 'utf8').includes('"k":"end"')).toBe(true);
  const replayed = await cli(['replay', saved, '--summary']);
  expect(replayed.status).toBe(0);
  expect(replayed.out).toContain('c1  served  request answered in');
});

test('serve --save says which connections nobody can repeat', async () => {
  const place = new Workplace();
  const saved = place.path('saved.yaml');
  const lamp = 'name: lamp\ndevice: { profile: esp32-idf-v5.3, apps: [https-simple], tls: {} }\nuntil: 1h\n';
  const words = ['serve', place.file('lamp.yaml', lamp), '--port', '0', '--no-page', '--save', saved];
  const child = spawn(process.execPath, [builtCommand(), ...words]);
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let out = '';
  child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()));
  while (!/is port 443/.test(out)) await once(child.stdout, 'data');
  const port = Number(/127\.0\.0\.1:(\d+)\/ is port 443/.exec(out)![1]);
  const socket = tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  socket.destroy();
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(out).toContain(`Saved: lwip-twin replay ${saved} (without 1 connection with TLS)`);
  expect((await cli(['replay', saved])).status).toBe(0);
});

test('serve: what cannot be is said', async () => {
  const place = new Workplace();
  const both = await cli(['serve', place.file('one.yaml'), '--profile', 'esp32-idf-v5.3']);
  expect(both).toMatchObject({ status: 2, err: 'error: give a scenario file or --profile, not both\n' });
  const unknown = await cli(['serve', '--profile', 'esp32-idf-v5.33']);
  expect(unknown).toMatchObject({ status: 2 });
  expect(unknown.err).toContain('did you mean');
  const speed = await cli(['serve', '--profile', 'esp32-idf-v5.3', '--speed', '0']);
  expect(speed.err).toContain('Expected a number above 0');
  const taken = net.createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as net.AddressInfo;
  const busy = await cli(['serve', '--profile', 'esp32-idf-v5.3', '--port', String(port)]);
  taken.close();
  expect(busy.status).toBe(2);
  expect(busy.err).toContain(`error: can't listen on 127.0.0.1:${port}: `);
});

test.skipIf(!existsSync('/dev/full'))(
  'serve: a trace that cannot be written ends it with 2, and what was done is saved all the same',
  async () => {
    const saved = new Workplace().path('saved.yaml');
    const files = ['--save', saved, '--trace', '/dev/full'];
    const profile = ['serve', '--profile', 'esp32-idf-v5.3', '--port', '0'];
    const child = spawn(process.execPath, [builtCommand(), ...profile, ...files]);
    onTestFinished(() => {
      child.kill('SIGKILL');
    });
    const ended = once(child, 'exit');
    let [out, err] = ['', ''];
    child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()));
    child.stderr.on('data', (bytes: Buffer) => (err += bytes.toString()));
    while (!/is port 80/.test(out)) await once(child.stdout, 'data');
    const port = Number(/127\.0\.0\.1:(\d+)\/ is port 80/.exec(out)![1]);
    // A trace is written in pieces of 64 KiB.
    while (child.exitCode === null && !err.includes('error')) {
      const socket = net.connect(port, '127.0.0.1', () => socket.end(GET));
      await readAll(socket).catch(() => undefined);
    }
    expect(await ended).toEqual([2, null]);
    expect(err).toBe("error: can't write /dev/full: no space left\n");
    expect(readFileSync(saved, 'utf8')).toContain('do: connect');
  },
);

const LOOPING = `export const app = (context, esp) => ({
  register(server) {
    esp.httpd_register_uri_handler(server, {
      uri: '/loop',
      method: esp.HTTP_GET,
      *handler() {
        for (;;) if (Math.abs(1) === 2) break;
        return esp.ESP_OK;
      },
    });
  },
});
`;
const LOOP = 'name: loop\ndevice: { profile: esp32-idf-v5.3, apps: [./own.mjs] }\nuntil: 60s\n';

test('an endless loop in a module ends serve, run, a program in virtual time and the REPL with its line, and the command with them', async () => {
  const place = new Workplace();
  place.file('own.mjs', LOOPING);
  const file = place.file('loop.yaml', LOOP);
  const client = 'groups: [{ name: a, stack: linux, start: 1s, steps: [{ do: http, path: /loop }] }]\n';
  const ask = `fetch(process.env.LWIP_TWIN_URL + "/loop"); setTimeout(() => {}, 100_000)`;
  const askVirtually = "fetch('http://192.168.4.2/loop'); setTimeout(() => {}, 100_000)";
  const command = [builtCommand(), 'serve', file, '--port', '0', '--no-page'];
  const serve = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => {
    serve.kill('SIGKILL');
  });
  let [out, err] = ['', ''];
  serve.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  serve.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  const exited = once(serve, 'exit');
  while (!/is port 80/.test(out)) await once(serve.stdout, 'data');
  const looped = fetch(`${/http:\/\/127\.0\.0\.1:\d+\//.exec(out)![0]}loop`).catch(() => undefined);
  const others = [
    ['run', '--or-bridge', file, '-q', '--', process.execPath, '-e', ask],
    ['repl', place.file('asked.yaml', LOOP + client), '-c', 'until 5s'],
    ['repl', place.file('asked.yaml', LOOP + client)],
    ['run', '--virtual', file, '-q', '--', process.execPath, place.file('ask.mjs', askVirtually)],
  ].map(async (words) => {
    const child = spawn(process.execPath, [builtCommand(), ...words], { stdio: ['pipe', 'ignore', 'pipe'] });
    // What is typed at the prompt, whose end stays open.
    child.stdin.on('error', () => undefined).write('until 5s\n');
    let told = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (told += text));
    return { ended: (await once(child, 'close')) as unknown[], told };
  });
  const where = /own\.mjs:7:\d+: this has not come back for 20 s/;
  expect(await exited).toEqual([2, null]);
  expect(err).toMatch(where);
  await looped;
  for (const { ended, told } of await Promise.all(others)) {
    expect(ended).toEqual([2, null]);
    expect(told).toMatch(where);
  }
}, 120_000);
