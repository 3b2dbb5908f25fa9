/** What the client stack `linux`, or this kernel's TCP over TUN, does in one of the programs. */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';

import type { SegRecord, TraceRecord } from '../../../sim/kernel/trace.js';
import { builtCommand } from '../../built-command.js';
import { Workplace } from '../../cli/fixture.js';
import { PRELUDE, type KernelCase } from './kernel-programs.js';

/** What a kernel did, as the live test recorded it (`LWIP_TWIN_RECORD=1 LWIP_TWIN_LONG=1 npm run test:live -- kernel`). */
export const RECORDED = join(import.meta.dirname, 'kernel-recorded.json');

/** The recorded segments of all programs. */
export interface Recorded {
  /** `uname -r` of the kernel. */
  readonly kernel: string;
  readonly programs: Readonly<Record<string, readonly string[]>>;
}

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
export function told(
  { link = 'latency: 30ms', program, bare = false, resetsEarlier = false }: KernelCase,
  isModel: boolean,
): string[] {
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
      const number = resetsEarlier && flags === 'R' ? '?' : String(seq);
      return `${dir} ${flags} ${number} ${String(len)}${lost === 1 ? ' lost' : ''}`;
    });
}
