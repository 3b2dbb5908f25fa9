/** One program twice: this kernel's TCP over TUN, and the client stack `linux` in virtual time. */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import { describe, expect, test } from 'vitest';

import type { SegRecord, TraceRecord } from '../../../sim/kernel/trace.js';
import { findNamespace } from '../../../sim/live/tun/namespace.js';
import { builtCommand } from '../../built-command.js';
import { Workplace } from '../../cli/fixture.js';

const way = findNamespace('twin0', '192.168.4.1');
const why = 'reasons' in way ? way.reasons.join('; ') : undefined;
if (why !== undefined) console.warn(`skipped: no TUN device can be had here (${why})`);

interface Case {
  readonly name: string;
  readonly link?: string;
  readonly program: string;
}

const GET = String.raw`'GET /hello HTTP/1.1\r\nHost: x\r\n\r\n'`;
const CASES: readonly Case[] = [
  {
    name: 'two requests of one connection, a pause between, an end',
    program: `
      const socket = net.connect(80, '192.168.4.2');
      socket.write(${GET});
      await once(socket, 'data');
      await sleep(1500);
      socket.write(${GET});
      await once(socket, 'data');
      await sleep(500);
      socket.end();
      await once(socket.resume(), 'close');`,
  },
  {
    name: 'a port where nobody listens',
    program: `await once(net.connect(81, '192.168.4.2'), 'error').catch(() => {});`,
  },
  {
    name: 'the SYN-ACK is lost',
    link: 'drop: { tx: [1] }',
    program: `
      const socket = net.connect(80, '192.168.4.2');
      await once(socket, 'connect');
      await sleep(300);
      socket.end();
      await once(socket.resume(), 'close');`,
  },
  {
    name: 'a request is lost',
    link: 'drop: { rx: [3] }',
    program: `
      const socket = net.connect(80, '192.168.4.2');
      await once(socket, 'connect');
      await sleep(300);
      socket.write(${GET});
      await once(socket, 'data');
      await sleep(300);
      socket.end();
      await once(socket.resume(), 'close');`,
  },
  {
    name: 'a client that resets',
    program: `
      const socket = net.connect(80, '192.168.4.2');
      await once(socket, 'connect');
      await sleep(300);
      socket.resetAndDestroy();
      await sleep(300);`,
  },
];

/**
 * Flags and lengths of each connection, in order, without bare acknowledgements: when those leave depends on how fast this
 * machine's programs read.
 */
function told({ link = 'latency: 1ms', program }: Case, ...options: string[]): string[] {
  const place = new Workplace();
  const trace = place.path('t.jsonl');
  const file = place.file(
    'lamp.yaml',
    `name: lamp\ndevice: { profile: esp32-idf-v5.3, apps: [simple] }\nlink: { ${link} }\nuntil: 60s\n`,
  );
  const code = `
    import net from 'node:net';
    import { once } from 'node:events';
    import { setTimeout as sleep } from 'node:timers/promises';
    ${program}
    await sleep(200);
    process.exit();`;
  const client = place.file('client.mjs', code);
  const words = ['run', ...options, '-q', file, '--trace', trace, '--', process.execPath, client];
  const ran = spawnSync(process.execPath, [builtCommand(), ...words], { encoding: 'utf8' });
  expect(ran.status, ran.stderr).toBe(0);
  return readFileSync(trace, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as TraceRecord)
    .filter((record): record is SegRecord => record.k === 'seg')
    .filter(({ fl, len }) => fl !== 'A' || len > 0)
    .map(
      ({ dir, fl, len, seq, lost }) =>
        `${dir} ${fl} ${String(seq)} ${String(len)}${lost === 1 ? ' lost' : ''}`,
    );
}

describe.skipIf(why !== undefined)(`the stack linux does as Linux ${release()}`, () => {
  test.each(CASES)('$name', (one) => {
    const model = told(one, '--virtual');
    expect(model.length).toBeGreaterThan(1);
    expect(told(one)).toEqual(model);
  });
});
