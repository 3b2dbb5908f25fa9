/** The tables of docs/tls.md are what the runs say. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { findLimits, type LimitsSubject } from '../../sim/limits/find-limits.js';
import type { LimitsReport } from '../../sim/limits/result.js';
import { parseAssignment } from '../../sim/language/compose/assignment.js';
import { readFates } from '../../sim/report/limits/limits-outcomes.js';
import { nextText, servedText, stopText } from '../../sim/report/limits/limits-text.js';

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/tls.md'), 'utf8');
const ESP32_HEAP = [
  'device.heap_limit=125708',
  'device.heap.block=4',
  'httpd.max_open_sockets=13',
  'httpd.lru_purge_enable=false',
  'sdkconfig.CONFIG_LWIP_MAX_SOCKETS=16',
];

/** Cells of the table behind a comment, row by row, without its head. */
function table(comment: string): string[][] {
  const lines = PAGE.slice(PAGE.indexOf(comment)).split('\n');
  const first = lines.findIndex((line) => line.startsWith('|'));
  const rows = lines.slice(first + 2);
  return rows
    .slice(
      0,
      rows.findIndex((line) => !line.startsWith('|')),
    )
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

function limits(subject: LimitsSubject, set: readonly string[], max: number): LimitsReport {
  const settings = set.map((text) => parseAssignment(text));
  return findLimits({ subject, set: settings, vary: [], max, intervalMs: 500 }, readFates);
}

test('the limits of the W800 at the vendor’s heap', () => {
  const HEAP = ['device.heap_limit=184320', 'device.heap.total=184320', 'device.heap.block=24'];
  const kinds = ['websocket', 'http', 'wss', 'https'] as const;
  const { cells } = limits({ profile: 'w800-sdk-2.4', kinds }, HEAP, 16);
  const rows = cells.map(({ kind, result }) => [
    kind,
    servedText(result),
    nextText(result),
    stopText(result).replace(/ \(.*/, ''),
  ]);
  expect(table('<!-- limits of the W800')).toEqual(rows);
});

test('what saves memory on the ESP32', { timeout: 60_000 }, () => {
  const rows = table('<!-- what-ifs of the ESP32');
  expect(rows.length).toBeGreaterThan(5);
  for (const [setting = '', ...served] of rows) {
    const set = [...setting.matchAll(/`([^`]+)`/g)].map(([, text]) => text!);
    const { cells } = limits(
      { profile: 'esp32-idf-v5.3', kinds: ['https', 'wss'] },
      [...ESP32_HEAP, ...set],
      20,
    );
    expect([setting, ...cells.map(({ result }) => servedText(result))]).toEqual([setting, ...served]);
  }
});
