import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { NODE_FILES } from '../../sim/node/node-files.js';
import { limitsChart } from '../../sim/report/limits/limits-heat.js';
import { limitsSvg } from '../../sim/report/limits/limits-svg.js';
import { readFates } from '../../sim/report/limits/limits-outcomes.js';
import { limitsTable } from '../../sim/report/limits/limits-table.js';
import { resultText } from '../../sim/report/limits/limits-text.js';
import { parseAssignment, parseVariation } from '../../sim/language/compose/assignment.js';
import { findLimits } from '../../sim/limits/find-limits.js';
import type { LimitsSubject } from '../../sim/limits/find-limits.js';
import { USUAL_KINDS } from '../../sim/limits/kinds.js';
import type { LimitsReport } from '../../sim/limits/result.js';
import { complaintOf } from '../language/failure.js';
import { temporaryFiles } from '../language/temporary-files.js';

const ESP32: LimitsSubject = { profile: 'esp32-idf-v5.3', kinds: USUAL_KINDS };
const find = (
  subject: LimitsSubject,
  vary: readonly string[] = [],
  set: readonly string[] = [],
): LimitsReport =>
  findLimits(
    {
      subject,
      set: set.map((text) => parseAssignment(text)),
      vary: vary.map((text) => parseVariation(text)),
      max: 40,
      intervalMs: 50,
      files: NODE_FILES,
    },
    readFates,
  );
const rows = ({ cells }: LimitsReport): string[] =>
  cells.map(({ kind, result }) => `${kind}: ${resultText(result)}`);

describe('the limits of the ESP32', () => {
  it('are seven sessions by default', () => {
    expect(rows(find(ESP32))).toEqual([
      'idle: 7 · waiting · sessions :80 (7, max_open_sockets): not accepted',
      'http: 7 · waiting · sessions :80 (7, max_open_sockets): not accepted',
      'websocket: 7 · waiting · sessions :80 (7, max_open_sockets): not accepted',
    ]);
  });

  it('with LRU purge are paid by another client', () => {
    expect(rows(find(ESP32, [], ['httpd.lru_purge_enable=true']))).toEqual([
      'idle: 7 · idle, while c1 is purged · sessions :80 (7, max_open_sockets): closed to make room for c8',
      'http: 7 · served, while c1 is purged · sessions :80 (7, max_open_sockets): closed to make room for c8',
      'websocket: 7 · served, while c1 is purged · sessions :80 (7, max_open_sockets): closed to make room for c8',
    ]);
  });

  it('follow max_open_sockets as far as the socket table allows', () => {
    const report = find({ ...ESP32, kinds: ['http'] }, [
      'httpd.max_open_sockets=5..8',
      'sdkconfig.CONFIG_LWIP_MAX_SOCKETS=8,10,16',
    ]);
    const numbers = report.cells.map(({ result }) =>
      result.status === 'limit' ? result.served : result.status,
    );
    expect(numbers).toEqual([
      5,
      5,
      5,
      'not-started',
      6,
      6,
      'not-started',
      7,
      7,
      'not-started',
      'not-started',
      8,
    ]);
    expect(rows(report)[3]).toContain(
      'max_open_sockets is too large (max allowed 5, 3 sockets used by HTTP server internally)',
    );
  });

  it('are those of the socket table when others hold sockets', () => {
    const report = find({ ...ESP32, kinds: ['idle'] }, ['extra_sockets=0,2']);
    expect(rows(report)[1]).toMatch(/^idle: 5 · closed · sockets \(10, CONFIG_LWIP_MAX_SOCKETS\): /);
  });

  it('are more than were tried', () => {
    const set = ['httpd.max_open_sockets=60', 'sdkconfig.CONFIG_LWIP_MAX_SOCKETS=63'];
    expect(rows(find({ ...ESP32, kinds: ['idle'] }, [], set))).toEqual(['idle: 40 or more']);
  });

  it('are a table and a chart', () => {
    const report = find({ ...ESP32, kinds: ['http'] }, ['httpd.max_open_sockets=7,8']);
    expect(limitsTable(report)).toEqual([
      'httpd.max_open_sockets  clients     served  the next one  stopped by',
      '                     7  http             7  waiting       sessions :80 (7, max_open_sockets): not accepted',
      '                     8  http     no server                Config option max_open_sockets is too large (max allowed 7, 3 sockets used by HTTP server internally)',
    ]);
    const svg = limitsSvg(report);
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="\d+" height="\d+"/);
    expect(svg).toContain('http: no server');
    expect(svg).toContain('>7 a</text>');
    expect(svg).toContain('>a  sessions :80 (max_open_sockets): not accepted</text>');
    expect(svg).toContain('>× b</text>');
    expect(svg).toMatch(/>b {2}Config option max_open_sockets is too large/);
    expect(svg.match(/<text/g)).toHaveLength(svg.match(/<\/text>/g)!.length);
  });
});

describe('the labels of a chart', () => {
  it('do not overlap', () => {
    const names = [4, 5, 6].map((value) => `httpd.max_open_sockets=${value}`);
    const report: LimitsReport = {
      ...{ subject: { profile: 'x' }, kinds: ['http'], set: [], max: 10, intervalMs: 100 },
      vary: [{ name: 'httpd.max_open_sockets', values: [4, 5, 6] }],
      cells: names.map((_, i) => ({
        settings: [{ name: 'httpd.max_open_sockets', value: 4 + i }],
        kind: 'http',
        result: { status: 'no-limit', tried: 10 },
      })),
    };
    const labels = [...limitsSvg(report).matchAll(/<text x="([\d.]+)"[^>]*>(max_open_sockets \d)</g)];
    expect(labels).toHaveLength(3);
    const centers = labels.map(([, x]) => Number(x));
    for (const [i, [, , label]] of labels.entries())
      if (i > 0) expect(centers[i]! - centers[i - 1]!).toBeGreaterThan(6 * label!.length);
  });
});

it('the numbers on bars do not overlap', () => {
  const report = find({ ...ESP32, kinds: ['idle', 'http', 'websocket'] }, [
    'httpd.max_open_sockets=10,11',
    'sdkconfig.CONFIG_LWIP_MAX_SOCKETS=16',
  ]);
  const numbers = [...limitsSvg(report).matchAll(/<text x="([\d.]+)"[^>]*>(\d+ [a-z])</g)];
  expect(numbers.map(([, , label]) => label)).toEqual(['10 a', '10 a', '10 a', '11 a', '11 a', '11 a']);
  const centers = numbers.map(([, x]) => Number(x));
  for (const [i, x] of centers.entries()) if (i > 0) expect(x - centers[i - 1]!).toBeGreaterThan(24);
});

describe('two options', () => {
  it('make a heat map for each kind of clients, with the number and the limit in each cell', () => {
    const report = find({ ...ESP32, kinds: ['idle', 'http'] }, [
      'httpd.max_open_sockets=4,7',
      'sdkconfig.CONFIG_LWIP_MAX_SOCKETS=8,10',
    ]);
    const svg = limitsChart(report);
    expect(svg).toContain(
      '>idle: sdkconfig.CONFIG_LWIP_MAX_SOCKETS down, httpd.max_open_sockets across</text>',
    );
    expect(svg).toContain(
      '>http: sdkconfig.CONFIG_LWIP_MAX_SOCKETS down, httpd.max_open_sockets across</text>',
    );
    expect(svg.match(/<title>/g)).toHaveLength(8);
    // Seven sessions do not fit into eight sockets.
    expect(svg.match(/>no server<\/text>/g)).toHaveLength(2);
    expect(svg.match(/>sessions<\/text>/g)).toHaveLength(6);
    const width = Number(/width="(\d+)"/.exec(svg)![1]);
    for (const [, x] of svg.matchAll(/<text x="([\d.]+)"/g)) expect(Number(x)).toBeLessThan(width);
  });

  it('of which one has a single value make bars', () => {
    const report = find({ ...ESP32, kinds: ['idle'] }, [
      'httpd.max_open_sockets=4,7',
      'httpd.backlog_conn=5',
    ]);
    expect(limitsChart(report)).toBe(limitsSvg(report));
  });
});

describe('the limits of a scenario', () => {
  const TEXT = `parameters: { tabs: 1, path: /ws }
device: { profile: esp32-idf-v5.3, apps: [ws-echo], httpd: { max_open_sockets: $(tabs) } }
timeline:
  - { at: 1s, client: a, do: connect }
  - { at: 1s, client: b, do: connect }
`;

  it('are looked for by its own count, over its own matrix', () => {
    const folder = temporaryFiles({ 's.yaml': `${TEXT}matrix: { httpd.backlog_conn: [1, 5] }\n` });
    const report = find({ file: join(folder, 's.yaml'), count: 'tabs' });
    expect(report.cells.map(({ settings }) => settings)).toEqual([
      [{ name: 'httpd.backlog_conn', value: 1 }],
      [{ name: 'httpd.backlog_conn', value: 5 }],
    ]);
    expect(report.cells.map(({ kind }) => kind)).toEqual(['scenario', 'scenario']);
  });

  it('need a count', () => {
    const folder = temporaryFiles({ 's.yaml': TEXT });
    expect(complaintOf(() => find({ file: join(folder, 's.yaml'), count: 'count' }))).toBe(
      '--count count:1:1 unknown-parameter: no parameter or path named "count"',
    );
  });
});

it.each([
  ['httpd.max_open_sockets=', '--vary httpd.max_open_sockets:1:1 wrong-type'],
  ['httpd.max_open_sockets=7..1', '--vary httpd.max_open_sockets:1:1 empty-matrix: the range 7..1 is empty'],
  ['httpd.max_open_socket=1', '--vary httpd.max_open_socket:1:1 unknown-parameter'],
  ['httpd.max_open_sockets=[]', 'empty-matrix'],
  ['httpd.max_open_sockets', '--vary:1:1 syntax: no value'],
  ['lwipopts.MEMP_NUM_NETCONN=0', '--vary lwipopts.MEMP_NUM_NETCONN:1:1 out-of-range'],
])('--vary %s is refused', (vary, complaint) => {
  expect(complaintOf(() => find(ESP32, [vary]))).toContain(complaint);
});

describe('clients over TLS', () => {
  const rowsOf = (profile: string, set: readonly string[] = []): string[] =>
    rows(find({ profile, kinds: ['wss', 'https'] }, [], set));

  it('are four wss and five https on the W800: its heap, then its sockets', () => {
    expect(rowsOf('w800-sdk-2.4')).toEqual([
      'wss: 4 · cut-off · heap (184320, heap_limit): libwebsockets: an allocation of 8240 bytes failed',
      'https: 5 · closed · sockets (8, MEMP_NUM_NETCONN): accept() failed with ENFILE, FIN',
    ]);
  });

  it('are no more with more sockets: the next https session finds no room for its output buffer', () => {
    expect(rowsOf('w800-sdk-2.4', ['lwipopts.MEMP_NUM_NETCONN=16'])[1]).toBe(
      'https: 5 · closed · heap (184320, heap_limit): libwebsockets: an allocation of 4504 bytes failed',
    );
  });

  it('are three with 100 KB of heap on an ESP32', () => {
    expect(rowsOf('esp32-idf-v5.3', ['device.heap_limit=125708', 'device.heap.block=4'])).toEqual([
      'wss: 3 · closed · heap (125708, heap_limit): server and application: an allocation of 16724 bytes failed',
      'https: 3 · closed · heap (125708, heap_limit): server and application: an allocation of 16724 bytes failed',
    ]);
  });
});
