/** What Chromium over TUN, and the behaviour `browser` in virtual time, send: read from a capture. */

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect } from 'vitest';

import { findNamespace } from '../../../sim/live/tun/namespace.js';
import { builtCommand } from '../../built-command.js';
import { Workplace } from '../../cli/fixture.js';

const TSHARK = '/usr/bin/tshark';
const way = findNamespace('twin0', '192.168.4.1');
/** Why no browser meets the device here; undefined where it does. */
export const whyNot =
  'reasons' in way
    ? `no TUN device can be had here (${way.reasons.join('; ')})`
    : existsSync(TSHARK)
      ? undefined
      : `${TSHARK} is not there`;
if (whyNot !== undefined) console.warn(`skipped: ${whyNot}`);

/** In a module of Node's: `require` of this project's packages. */
export const REQUIRE = `
import { createRequire } from 'node:module';
const require = createRequire(${JSON.stringify(resolve('package.json'))});
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
`;

/** What newer builds of Chromium accept besides. */
const JPEG_XL = 'image/jxl,';

/** A request, the number of its connection, and its length without the user agent and JPEG XL, which differ by build. */
export interface Request {
  readonly path: string;
  readonly stream: number;
  readonly bytes: number;
}

export interface Wire {
  readonly requests: readonly Request[];
  /** What the program has printed. */
  readonly printed: string;
  /** Connections in the order of their SYNs: the requests of each. */
  readonly connections: readonly (readonly string[])[];
  /** Seconds from the last request of one path to the client's FIN on the connection of another's first. */
  readonly finAfter: (path: string, ofPath: string) => number;
  /** How the connection of a request ended: flags of the client's and the device's last segments, from the first FIN on. */
  readonly endOf: (path: string) => string[];
}

/** Runs a scenario, alone or with a program of Node's, and reads the capture. */
export function wire(scenario: object, code?: string): Wire {
  const place = new Workplace();
  const capture = place.path('c.pcapng');
  const file = place.file('lamp.yaml', JSON.stringify(scenario));
  const words = code === undefined ? ['replay', file] : ['run', file];
  const program = code === undefined ? [] : ['--', process.execPath, place.file('browse.mjs', code)];
  const args = [builtCommand(), ...words, '-q', '--pcapng', capture, ...program];
  const ran = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(ran.status, ran.stderr).toBe(0);
  const fields = [
    'frame.time_relative',
    'tcp.stream',
    'ip.src',
    'tcp.flags.str',
    'tcp.len',
    'http.request.uri',
    'http.user_agent',
    'http.accept',
  ];
  const tshark = ['-r', capture, '-Y', 'tcp', '-T', 'fields', ...fields.flatMap((field) => ['-e', field])];
  const packets = execFileSync(TSHARK, tshark, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [time, stream, from, flags, length, path = '', agent = '', accept = ''] = line.split('\t');
      const own = agent.length + (accept.includes(JPEG_XL) ? JPEG_XL.length : 0);
      const who = from === '192.168.4.2' ? 'device' : 'client';
      const what = `${who} ${flags!.replaceAll('·', '')}${length === '0' ? '' : ' data'}`;
      return { time: Number(time), stream: Number(stream), what, path, bytes: Number(length) - own };
    });
  const requests = packets.filter(({ path }) => path !== '');
  const endOf = (path: string): string[] => {
    const { stream } = requests.find((one) => one.path === path)!;
    const all = packets.filter((one) => one.stream === stream).map(({ what }) => what);
    const first = all.findIndex((one) => one.includes('F'));
    return first < 0 ? [] : all.slice(first);
  };
  const finAfter = (path: string, ofPath: string): number => {
    const { stream } = requests.find((one) => one.path === ofPath)!;
    const fin = packets.find((one) => one.stream === stream && /^client .*F/.test(one.what));
    return (fin?.time ?? Number.POSITIVE_INFINITY) - requests.findLast((one) => one.path === path)!.time;
  };
  const streams = new Map<number, string[]>();
  for (const { stream, path } of packets) {
    const paths = streams.get(stream) ?? [];
    streams.set(stream, path === '' ? paths : [...paths, path]);
  }
  return { requests, printed: ran.stdout, connections: [...streams.values()], finAfter, endOf };
}
