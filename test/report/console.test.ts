import { describe, expect, test } from 'vitest';
import type { LogRecord, MetaRecord } from '../../sim/kernel/trace.js';
import { ConsolePrinter, type ConsoleOptions } from '../../sim/report/console/console.js';

const META: MetaRecord = {
  t: 0,
  k: 'meta',
  tool: 'lwip-twin',
  version: '0',
  profile: 'esp32-idf-v5.3',
  firmware: '',
  tickUs: 10_000,
  seed: 1,
  scenario: 's',
};
const W800: MetaRecord = { ...META, profile: 'w800-sdk-2.4', tickUs: 1000 };
const LINE: LogRecord = { t: 17_569_999, k: 'log', lv: 'D', tag: 'httpd', msg: 'httpd_server: x' };

function printer(meta: MetaRecord, options: Partial<ConsoleOptions> = {}): ConsolePrinter {
  const made = new ConsolePrinter({ level: 'D', color: false, ...options });
  made.begin(meta);
  return made;
}

describe('ESP-IDF', () => {
  test('milliseconds of the last tick', () => {
    expect(printer(META).text(LINE)).toBe('D (17560) httpd: httpd_server: x\n');
  });

  test.each([
    ['E', '\u001b[0;31mE'],
    ['W', '\u001b[0;33mW'],
    ['I', '\u001b[0;32mI'],
    ['D', 'D'],
  ] as const)('colour of %s', (lv, start) => {
    expect(printer(META, { color: true }).text({ ...LINE, lv })).toBe(
      `${start} (17560) httpd: httpd_server: x\u001b[0m\n`,
    );
  });

  test('levels below the one asked for are left out', () => {
    const warnings = printer(META, { level: 'W' });
    expect([warnings.text({ ...LINE, lv: 'I' }), warnings.text({ ...LINE, lv: 'W' }) === '']).toEqual([
      '',
      false,
    ]);
  });

  test('on a terminal logged control characters are shown', () => {
    expect(printer(META, { terminal: true }).text({ ...LINE, msg: 'a\u001b[2J\tb' })).toContain(
      'a\\x1b[2J\tb',
    );
    expect(printer(META).text({ ...LINE, msg: 'a\u001b[2J' })).toContain('a\u001b[2J');
  });
});

describe('W800', () => {
  test("the SDK's lines end in CR LF", () => {
    const line: LogRecord = { t: 500_400, k: 'log', lv: 'I', tag: 'example_lws', msg: 'start' };
    expect(printer(W800).text(line)).toBe('[I] (500) example_lws: start\r\n');
  });

  test("lws's lines have wall-clock time and free heap", () => {
    const line: LogRecord = { t: 3_661_234_500, k: 'log', lv: 'N', tag: 'lws', msg: 'x' };
    const console = printer(W800);
    expect(console.text(line)).toBe('[2025/01/01 01:01:01:2345] N: 179816: x\n');
    console.noteResources({ t: 1, k: 'res', heap: 10_000 });
    expect(console.text(line)).toBe('[2025/01/01 01:01:01:2345] N: 173812: x\n');
  });

  test('the clock follows the scenario', () => {
    const console = printer(W800, { clockSettings: [{ atUs: 2_500_000, unix: 1_000_000_000 }] });
    const at = (t: number): string =>
      console.text({ t, k: 'log', lv: 'N', tag: 'lws', msg: '' }).slice(1, 20);
    expect([at(2_400_000), at(2_600_000), at(3_000_000)]).toEqual([
      '2025/01/01 00:00:02',
      '2001/09/09 01:46:40',
      '2001/09/09 01:46:41',
    ]);
  });
});
