/** Clients that nobody here wrote at the W800's websocket server: `ws`, and libwebsockets' own test client. */

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import { findNamespace } from '../../../sim/live/tun/namespace.js';
import { builtCommand } from '../../built-command.js';
import { Workplace } from '../../cli/fixture.js';

const LIMIT_MS = 100_000;
const WS = join(import.meta.dirname, '../../../node_modules/ws/wrapper.mjs');

/** Six websockets one after the other; then 4,000 bytes on the first. Tells what came of each, and the answers' lengths. */
const SIX = `
  import WebSocket from ${JSON.stringify(WS)};
  const sockets = [];
  for (let i = 0; i < 6; i++) {
    const socket = new WebSocket('ws://192.168.4.2/', 'echo-protocol');
    sockets.push(socket);
    await new Promise((done) => {
      socket.on('open', () => done(console.log('open')));
      socket.on('error', ({ code }) => done(console.log(code)));
    });
  }
  const lengths = [];
  await new Promise((done) => {
    sockets[0].on('message', (data) => {
      lengths.push(data.length);
      if (lengths.reduce((sum, length) => sum + length) === 4000) done();
    });
    sockets[0].send('x'.repeat(4000));
  });
  console.log(lengths.join(' + '));
  process.exit();`;

const way = findNamespace('twin0', '192.168.4.1');
const noTun = 'reasons' in way ? way.reasons.join('; ') : undefined;
if (noTun !== undefined) console.warn(`skipped: no TUN device can be had here (${noTun})`);
const noClient =
  noTun ??
  (spawnSync('sh', ['-c', 'command -v libwebsockets-test-client']).status === 0
    ? undefined
    : 'no libwebsockets-test-client here (apt-get install libwebsockets-test-server)');
if (noTun === undefined && noClient !== undefined) console.warn(`skipped: ${noClient}`);

interface Ran {
  readonly lines: readonly string[];
  readonly err: string;
}

/** A command at the SDK's example. */
function ran(words: readonly string[], options: readonly string[], device = '', link = ''): Ran {
  const place = new Workplace();
  const scenario = `name: w800
device: { profile: w800-sdk-2.4, apps: [lws-ws-server]${device} }
${link}
until: 1h
`;
  const file = place.file('w800.yaml', scenario);
  const command = words.map((word) => (word === SIX ? place.file('six.mjs', SIX) : word));
  const args = [builtCommand(), 'run', ...options, file, '--', ...command];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: LIMIT_MS });
  return { lines: stdout.trim().split('\n'), err: stderr };
}

const FIVE = ['open', 'open', 'open', 'open', 'open'];

describe('ws', () => {
  // lws reads 2,048 bytes at most: how much is there decides where it cuts a message.
  test.each([
    ['', '2040 + 1960'],
    ['link: { bandwidth: 20Mbit/s }', '1452 + 2048 + 500'],
    ['link: { bandwidth: 10Mbit/s }', '1452 + 1460 + 1088'],
  ])('in virtual time: five are served, the sixth is hung up on; %s', (link, pieces) => {
    const { lines, err } = ran([process.execPath, SIX], ['--virtual'], '', link);
    expect(lines, err).toEqual([...FIVE, 'ECONNRESET', pieces]);
    expect(err).toContain('accept() failed with ENFILE, FIN');
  });

  test.skipIf(noTun !== undefined)('over TUN: five are served, the sixth is hung up on with errno 23', () => {
    const { lines, err } = ran([process.execPath, SIX], ['--log-level', 'I']);
    expect(lines.slice(0, -1), err).toEqual([...FIVE, 'ECONNRESET']);
    expect(err).toContain('accept: errno 23');
    // When the kernel's segments come is this machine's.
    const pieces = lines.at(-1)!.split(' + ').map(Number);
    expect(pieces.reduce((sum, piece) => sum + piece)).toBe(4000);
    expect(Math.max(...pieces)).toBeLessThanOrEqual(2048);
    expect([1452, 2040]).toContain(pieces[0]);
  });
});

test.skipIf(noClient !== undefined)(
  'libwebsockets-test-client: a protocol that the device does not have is hung up on, the other is open until a burst',
  () => {
    const words = ['sh', '-c', 'timeout 8 libwebsockets-test-client 192.168.4.2 --port=80 -d 15 2>&1'];
    const mirror = ', app_settings: { protocol: lws-mirror-protocol }';
    const { lines, err } = ran(words, ['--log-level', 'I'], mirror);
    const told = lines.join('\n');
    expect(told).toContain('CLIENT_CONNECTION_ERROR: dumb: read failed');
    expect(err).toContain('No supported protocol "dumb-increment-protocol"');
    expect(told).toContain('mirror: LWS_CALLBACK_CLIENT_ESTABLISHED');
    expect(err).toMatch(/Received msg from client: \nc #[0-9A-F]{6} \d+ \d+ \d+;/);
    // The example writes in RECEIVE, whether or not there is room: the header of a frame behind a buffered one is lost.
    expect(told).toContain('illegal opcode');
  },
);
