/**
 * Storms of raw segments over TUN: resets inside and outside of a connection's window, to closed ports and from addresses
 * that are not there, and SYNs whose handshake nobody goes on with.
 */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import type { SegRecord, TraceRecord } from '../../../sim/kernel/trace.js';
import { findNamespace } from '../../../sim/live/tun/namespace.js';
import { builtCommand } from '../../built-command.js';
import { Workplace } from '../../cli/fixture.js';

const way = findNamespace('twin0', '192.168.4.1');
const why = 'reasons' in way ? way.reasons.join('; ') : undefined;
if (why !== undefined) console.warn(`skipped: no TUN device can be had here (${why})`);

const ROUNDS = 2;
const LAMP = 'name: lamp\ndevice: { profile: esp32-idf-v5.3, apps: [simple] }\nuntil: 1h\n';
/** The end of a half-open connection, 20 s, comes sooner so. */
const FASTER = '10';
/** What V8 may take for itself; what is kept for each of 14,000 segments would be more. */
const MOST_GROWTH_MB = 100;

interface Storm {
  readonly printed: readonly string[];
  readonly records: readonly TraceRecord[];
}

function storm(): Storm {
  const place = new Workplace();
  const trace = place.path('t.jsonl');
  const program = ['perl', join(import.meta.dirname, 'storms.pl')];
  const options = ['-q', '--speed', FASTER, '--trace', trace];
  const args = [builtCommand(), 'run', place.file('lamp.yaml', LAMP), ...options, '--', ...program];
  const ran = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 100_000 });
  expect(ran.status, ran.stderr).toBe(0);
  const lines = readFileSync(trace, 'utf8').trim().split('\n');
  return {
    printed: ran.stdout.trim().split('\n'),
    records: lines.map((line) => JSON.parse(line) as TraceRecord),
  };
}

describe.skipIf(why !== undefined)('storms over TUN', () => {
  let happened: Storm | undefined;
  const told = (): Storm => (happened ??= storm());
  const segments = (dir: 'rx' | 'tx', flags: string, isSpoofed: boolean): SegRecord[] =>
    told().records.filter(
      (one): one is SegRecord =>
        one.k === 'seg' && one.dir === dir && one.fl === flags && (one.c !== 'app') === isSpoofed,
    );

  test('a connection survives all resets but the one with its exact number; the device serves afterwards', () => {
    const round = ['first served', 'beside served', 'flooded served', 'reset no', 'after served'];
    const answers = told().printed.filter((line) => !/^(memory|lost)/.test(line));
    expect(answers).toEqual([...round, ...round]);
  });

  test('every segment is in the trace', () => {
    expect(told().printed).toContain('lost 0');
    expect(segments('rx', 'R', true)).toHaveLength(2000 * ROUNDS);
    expect(segments('rx', 'S', true)).toHaveLength(2500 * ROUNDS);
    expect(segments('rx', 'RA', false)).toHaveLength(500 * ROUNDS);
    // Beside ours: the kernel's own, for handshakes that it has not begun.
    expect(segments('rx', 'R', false).length).toBeGreaterThanOrEqual(2001 * ROUNDS);
  });

  test('a reset inside the window is answered by an acknowledgement (RFC 5961), a SYN to a closed port by RST', () => {
    expect(segments('tx', 'A', false).length).toBeGreaterThanOrEqual(500 * ROUNDS);
    expect(segments('tx', 'RA', true)).toHaveLength(500 * ROUNDS);
  });

  test('of each SYN that is not answered the trace says why', () => {
    const answered = new Set(segments('tx', 'SA', true).map((one) => JSON.stringify([one.c, portOf(one)])));
    const asked = segments('rx', 'S', true).length - 500 * ROUNDS;
    const refused = told().records.filter(
      (one) => one.k === 'refuse' && one.resource.kind === 'backlog' && one.c !== 'app',
    );
    expect(answered.size).toBeGreaterThanOrEqual(5);
    expect(refused.length + answered.size).toBe(asked);
  });

  test('memory does not grow with the segments', () => {
    const [first, last] = told()
      .printed.filter((line) => line.startsWith('memory'))
      .map((line) => Number(line.split(' ')[1]));
    expect(last! - first!).toBeLessThan(MOST_GROWTH_MB);
  });
});

const portOf = (record: SegRecord): unknown => ('port' in record ? record.port : undefined);
