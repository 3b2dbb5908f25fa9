/** One program twice: this kernel's TCP over TUN, and the client stack `linux` in virtual time. */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import { describe, expect, test } from 'vitest';

import type { SegRecord, TraceRecord } from '../../../sim/kernel/trace.js';
import { findNamespace } from '../../../sim/live/tun/namespace.js';
import { builtCommand } from '../../built-command.js';
import { Workplace } from '../../cli/fixture.js';
import { LONG } from '../long.js';
import { PROGRAMS, PRELUDE, type KernelCase } from './kernel-programs.js';

const way = findNamespace('twin0', '192.168.4.1');
const why = 'reasons' in way ? way.reasons.join('; ') : undefined;
if (why !== undefined) console.warn(`skipped: no TUN device can be had here (${why})`);

/** The kernel's side takes this machine's time: a machine that is busy may make it send again. It is asked so often. */
const TRIES = 3;
/** Segments of this length are whole. */
const MSS = 1440;
/** The model's congestion control. Another one only decides about what a device's window of four segments never shows. */
const RENO = ['sh', '-c', 'sysctl -qw net.ipv4.tcp_congestion_control=reno; exec "$@"', 'sh'];

const DEVICE = `name: lamp
device:
  profile: esp32-idf-v5.3
  apps: [simple]
  httpd: { recv_wait_timeout: 60, send_wait_timeout: 60 }
  handlers:
    - { uri: /big, do: [{ send: 60000 }] }
    - { uri: /huge, do: [{ send: 200000 }] }
    - { uri: /up, method: POST, do: [{ recv: all }, { send: ok }] }
    - { uri: /slow, method: POST, do: [{ delay: 3s }, { recv: all }, { send: ok }] }
    - { uri: /drip, do: [{ repeat: 20, do: [{ chunk: 300 }, { delay: 20ms }] }, { chunk: end }] }
    - { uri: /bye, do: [{ send: bye }, { close: true }] }
`;

/**
 * Flags and lengths of each connection, in order; without bare acknowledgements unless the case is about those: when they
 * leave depends on how fast programs read. PSH of whole segments is left out: Linux sets it on the last of those that it
 * could send at one time.
 */
function told({ link = 'latency: 30ms', program, bare = false }: KernelCase, isModel: boolean): string[] {
  const place = new Workplace();
  const trace = place.path('t.jsonl');
  const file = place.file('lamp.yaml', `${DEVICE}link: { ${link} }\nuntil: 300s\n`);
  const code = `${PRELUDE}\n${program}\nawait sleep(200);\nprocess.exit();`;
  const client = [process.execPath, place.file('client.mjs', code)];
  const words = isModel ? client : [...RENO, ...client];
  const options = isModel ? ['--virtual', '-q'] : ['-q'];
  const args = [builtCommand(), 'run', ...options, file, '--trace', trace, '--', ...words];
  const ran = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(ran.status, ran.stderr).toBe(0);
  const records = readFileSync(trace, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as TraceRecord)
    .filter((record): record is SegRecord => record.k === 'seg');
  return records
    .filter(({ fl, len }) => bare || fl !== 'A' || len > 0)
    .map(({ dir, fl, len, seq, lost }) => {
      const flags = dir === 'rx' && len === MSS ? fl.replace('P', '') : fl;
      return `${dir} ${flags} ${String(seq)} ${String(len)}${lost === 1 ? ' lost' : ''}`;
    });
}

describe.skipIf(why !== undefined)(`the stack linux does as Linux ${release()}`, () => {
  test.each(PROGRAMS.filter(({ isLong = false }) => LONG || !isLong))('$name', (one) => {
    const model = told(one, true);
    expect(model.length).toBeGreaterThan(1);
    for (let tries = 1; tries < TRIES; tries++)
      if (JSON.stringify(told(one, false)) === JSON.stringify(model)) return;
    expect(told(one, false)).toEqual(model);
  });
});
