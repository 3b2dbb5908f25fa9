/** The scenarios of the library: each loads, runs, and shows what its description says. */

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { LogRecord } from '../../sim/kernel/trace.js';
import { causeText } from '../../sim/outcomes/cause-text.js';
import type { ConnectionOutcome } from '../../sim/outcomes/outcome-types.js';
import { OUTCOME_KINDS, OutcomeCollector } from '../../sim/outcomes/outcomes.js';
import { loadCases, loadScenario } from '../../sim/run/load.js';
import { Simulation } from '../../sim/run/simulation.js';

const LIBRARY = join(import.meta.dirname, '../../scenarios');
const FILES = readdirSync(LIBRARY).filter((file) => file.endsWith('.yaml'));
const SCHEMA_LINE = '# yaml-language-server: $schema=../schema/scenario.schema.json\n';

interface Run {
  readonly end: string;
  readonly log: readonly LogRecord[];
  readonly outcomes: readonly ConnectionOutcome[];
}

function run(name: string): Run {
  const simulation = new Simulation(loadScenario(join(LIBRARY, `${name}.yaml`)));
  const collector = new OutcomeCollector();
  const log: LogRecord[] = [];
  simulation.trace.subscribe(OUTCOME_KINDS, (record) => collector.accept(record));
  simulation.trace.subscribe(['log'], (record) => {
    if (record.k === 'log') log.push(record);
  });
  return { end: simulation.run().end, log, outcomes: collector.finish() };
}

function words({ outcomes }: Run): string[] {
  return outcomes.map(({ label, outcome }) => `${label} ${outcome}`);
}

function numbered(stem: string, from: number, to: number, outcome: string): string[] {
  return Array.from({ length: to - from + 1 }, (_, i) => `${stem}${from + i} ${outcome}`);
}

describe.each(FILES)('%s', (file) => {
  test('has the schema line, its own name, a description, and an editor-friendly width', () => {
    const text = readFileSync(join(LIBRARY, file), 'utf8');
    expect(text.startsWith(SCHEMA_LINE)).toBe(true);
    const [first] = loadCases(join(LIBRARY, file));
    const { name, description } = first!;
    expect(name.startsWith(file.replace(/\.yaml$/, ''))).toBe(true);
    expect(description.length).toBeGreaterThan(0);
  });
});

test('eighth-client-waits', () => {
  const result = run('eighth-client-waits');
  expect(words(result)).toEqual([
    ...numbered('tab', 1, 7, 'served'),
    ...numbered('tab', 8, 12, 'waiting'),
    ...numbered('tab', 13, 14, 'unanswered'),
  ]);
  const why = result.outcomes.map(({ cause }) => (cause === undefined ? '' : causeText(cause)));
  expect(why[7]).toBe(
    'sessions :80 7/7 (max_open_sockets) since 0.703 s held by tab1..tab7 (all idle since 0.121 s to 0.721 s): not accepted',
  );
  expect(why[12]).toMatch(
    /^backlog :80 5\/5 \(backlog_conn\) held by tab8\.\.tab12: SYN dropped; behind it sessions :80 7\/7/,
  );
  expect(result.log.some(({ t }) => t >= 800_000)).toBe(false);
});

test('socket-table-full-before-session-table', () => {
  const result = run('socket-table-full-before-session-table');
  expect(words(result)).toEqual([...numbered('c', 1, 4, 'served'), ...numbered('c', 5, 7, 'closed')]);
  expect(result.log.filter(({ msg }) => msg === 'httpd_accept_conn: error in accept (23)')).toHaveLength(3);
  for (const { cause } of result.outcomes.slice(4))
    expect(cause).toMatchObject({ resource: 'sockets', size: 10 });
});

test('json-post', () => {
  const result = run('json-post');
  expect(words(result)).toEqual(['whole served', 'halves served', 'once served']);
  const received = result.log.filter(({ tag, msg }) => tag === 'post_json' && msg.startsWith('received'));
  expect(received.map(({ msg }) => msg)).toEqual([
    'received 100 bytes',
    'received 28 bytes',
    'received 20 bytes',
    'received 16 bytes',
  ]);
});

test('async-send', () => {
  const result = run('async-send');
  expect(words(result)).toEqual(['c1 served', 'c2 served']);
  const app = result.log.filter(({ tag }) => tag === 'app').map(({ msg }) => msg);
  expect(app).toEqual([
    'httpd_ws_send_data: 0',
    'big frame of 200 to fd 57: 0',
    'big frame of 200 to fd 58: 0',
  ]);
});

test("documented-log is ESP-IDF's documented log, but for the line that the document lacks", () => {
  const squeeze = (line: string): string => line.replace(/ +/g, ' ').trimEnd();
  const digest = (line: string): string => createHash('sha256').update(line).digest('hex').slice(0, 6);
  // The document is not ours to keep: the first digits of a digest of each of its lines, without the stamp.
  const document = [
    'ec116f 2ff0d0 fe436c 9489e1 73de4d 5083a6 65e08a 97c597 8a7875 d0dd45 4a8dd0 d3abdb',
    'd1ddd3 ea3ec8 9a0230 90b44c ad9714 f520fc 8a7875 af21bd aa9dfe d39b61 e82c9e c41298',
    '7c61d1 8978bc 0f9c8a cdf490 760b4b aee545 604519 8a7875 75c151 b24f86 e7c0f7 af6925',
    '997c71 bfa7ac 1d1729 7095c4 ee37ac ad9714 d9b194 39fd27 f23fc2 e42d12 e90c6f 975c24',
    '805032 3b17db 39059a 73de4d 5083a6 65e08a c8143e 3201d6 ed9bf8 0a2e0e 505827 ed9bf8',
    '0a2e0e e80f04 d8e3f8 bce37c ed9d3a a42c7c 5de800 3b17db 39059a 73de4d dbfbee 24e6f2',
    '73de4d',
  ].flatMap((line) => line.split(' '));
  const printed = run('documented-log').log.map(({ lv, tag, msg }) => squeeze(`${lv} ${tag}: ${msg}`));
  const from = printed.findIndex((line) => line.includes('processing listen socket 54'));
  const missing = 'D httpd_parse: cb_header_value: processing value = 192.168.4.2';
  const told = printed.slice(from).filter((line) => line !== missing);
  expect(told.filter((line, i) => digest(line) !== document[i])).toEqual([]);
  expect(told).toHaveLength(document.length);
  expect(printed.filter((line) => line === missing)).toHaveLength(1);
});

test('documented-log prints the documented time stamps, each within one tick', () => {
  const TICK_MS = 10;
  // The stamps of the README's session, in ms since its console's clock began: two bursts of 310 and 110 ms.
  const documented = [
    ...[17_552, 17_552, 17_552, 17_562, 17_562, 17_572, 17_572, 17_582, 17_592, 17_592, 17_602, 17_612],
    ...[17_612, 17_622, 17_622, 17_632, 17_632, 17_632, 17_642, 17_652, 17_652, 17_662, 17_672, 17_682],
    ...[17_682, 17_692, 17_702, 17_702, 17_712, 17_722, 17_722, 17_732, 17_742, 17_742, 17_752, 17_752],
    ...[17_762, 17_772, 17_772, 17_782, 17_792, 17_792, 17_802, 17_802, 17_812, 17_812, 17_822, 17_822],
    ...[17_842, 17_852, 17_852, 17_862],
    ...[17_892, 17_892, 17_892, 17_902, 17_902, 17_912, 17_912, 17_922, 17_932, 17_932, 17_942, 17_942],
    ...[17_952, 17_962, 17_962, 17_972, 17_972, 17_982, 17_982, 17_992, 18_002],
  ];
  const lines = run('documented-log').log;
  const from = lines.findIndex(({ msg }) => msg.includes('processing listen socket 54'));
  const ticks = lines
    .slice(from)
    // The document lacks this line; the device has written it.
    .filter(({ msg }) => !msg.endsWith('processing value = 192.168.4.2'))
    .map(({ t }) => Math.floor(t / 1000 / TICK_MS));
  // The ticks of that clock fall on 2 ms, ours on 0.
  const wanted = documented.map((ms) => (ms - 2) / TICK_MS);
  expect(ticks).toHaveLength(wanted.length);
  expect(ticks.map((tick, i) => tick - wanted[i]!).filter((off) => Math.abs(off) > 1)).toEqual([]);
  // All but two of them to the very tick.
  expect(ticks.filter((tick, i) => tick !== wanted[i])).toHaveLength(2);
});
