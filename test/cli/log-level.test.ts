/** What the console prints: as the device's configuration says, and --log-level on top. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { cli, Workplace } from './fixture.js';

/** A 404 is logged at W, the server's start at I, each new connection at D. */
function scenario(device: string): string {
  return [
    `device: { profile: esp32-idf-v5.3, apps: [ws-echo], ${device} }`,
    'until: 2s',
    'groups: [{ name: g, steps: [{ do: connect }, { do: http, path: /x }] }]',
    '',
  ].join('\n');
}

/** Levels of the lines on the console, each once. */
function levelsIn(out: string): string[] {
  return [...new Set([...out.matchAll(/^([EWIDV]) \(\d+\) /gm)].map(([, level = '']) => level))].sort();
}

async function shown(device: string, ...args: readonly string[]): Promise<readonly string[]> {
  const file = new Workplace().file('a.yaml', scenario(device));
  const { out, status } = await cli(['replay', file, '--color', 'never', ...args]);
  expect(status, out).toBe(0);
  return levelsIn(out);
}

describe('the console of an ESP-IDF device', () => {
  test.each([
    ['', [], ['I', 'W']],
    ['', ['--log-level', 'D'], ['D', 'I', 'W']],
    ['sdkconfig: { CONFIG_LOG_DEFAULT_LEVEL: 3 }', [], ['I', 'W']],
    [
      'sdkconfig: { CONFIG_LOG_DEFAULT_LEVEL: 3, CONFIG_LOG_MAXIMUM_LEVEL: 3 }',
      ['--log-level', 'D'],
      ['D', 'I', 'W'],
    ],
    [
      'sdkconfig: { CONFIG_LOG_DEFAULT_LEVEL: 2, CONFIG_LOG_MAXIMUM_LEVEL: 3 }',
      ['--log-level', 'D'],
      ['I', 'W'],
    ],
    ['sdkconfig: { CONFIG_LOG_DEFAULT_LEVEL: 2 }', [], ['W']],
    ['sdkconfig: { CONFIG_LOG_DEFAULT_LEVEL: 0 }', [], []],
    ['sdkconfig: { CONFIG_LOG_DEFAULT_LEVEL: 4 }', [], ['D', 'I', 'W']],
    ['sdkconfig: { CONFIG_LOG_DEFAULT_LEVEL: 4 }', ['--log-level', 'W'], ['W']],
    ['sdkconfig: { CONFIG_LOG_DEFAULT_LEVEL: 2, CONFIG_LOG_MAXIMUM_LEVEL: 4 }', [], ['W']],
    [
      'sdkconfig: { CONFIG_LOG_DEFAULT_LEVEL: 2, CONFIG_LOG_MAXIMUM_LEVEL: 4 }',
      ['--log-level', 'D'],
      ['D', 'I', 'W'],
    ],
    ['log_level: W', [], ['W']],
    ['log_level: D', [], ['D', 'I', 'W']],
  ])('%s %j', async (device, args, levels) => {
    expect(await shown(device, ...args)).toEqual(levels);
  });

  test('lines that are not compiled are in no trace, and it is said', async () => {
    const place = new Workplace();
    const file = place.file('a.yaml', scenario('sdkconfig: { CONFIG_LOG_DEFAULT_LEVEL: 2 }'));
    const trace = place.path('t.jsonl');
    const { out, err } = await cli(['replay', file, '--log-level', 'D', '--trace', trace]);
    expect(levelsIn(out)).toEqual(['W']);
    expect(err).toBe('note: there are no lines of level D in this firmware: CONFIG_LOG_DEFAULT_LEVEL 2\n');
    expect(readFileSync(trace, 'utf8')).not.toMatch(/"lv":"[IDV]"/);
    const quiet = await cli(['replay', file, '--log-level', 'W']);
    expect(quiet.err).toBe('');
  });

  test('what is said of a run is the same at every level', async () => {
    const verdicts = await Promise.all(
      [0, 3, 5].map(async (level) => {
        const settings = `sdkconfig: { CONFIG_LOG_DEFAULT_LEVEL: ${level} }, httpd: { max_open_sockets: 500 }`;
        return (
          await cli(['replay', new Workplace().file('a.yaml', scenario(settings)), '--log-level', 'none'])
        ).out;
      }),
    );
    expect(verdicts[0]).toContain('did not start: max_open_sockets 500 + 3 > CONFIG_LWIP_MAX_SOCKETS 10');
    expect(new Set(verdicts.map((text) => text.replaceAll(/lwip-twin-\w+/g, ''))).size).toBe(1);
  });
});

describe('an imported configuration', () => {
  test.each([
    ['CONFIG_LOG_DEFAULT_LEVEL=2\n', ['W']],
    ['CONFIG_LOG_DEFAULT_LEVEL_WARN=y\n# CONFIG_LOG_DEFAULT_LEVEL_INFO is not set\n', ['W']],
    ['CONFIG_LOG_DEFAULT_LEVEL_ERROR=y\nCONFIG_LOG_MAXIMUM_EQUALS_DEFAULT=y\n', []],
    // Kconfig derives the number from the choice.
    ['CONFIG_LOG_DEFAULT_LEVEL_DEBUG=y\nCONFIG_LOG_DEFAULT_LEVEL=3\n', ['D', 'I', 'W']],
  ])('%j', async (text, levels) => {
    const place = new Workplace();
    place.file('sdkconfig', text);
    const file = place.file('a.yaml', scenario('sdkconfig: ./sdkconfig'));
    const { out } = await cli(['replay', file, '--color', 'never']);
    expect(levelsIn(out)).toEqual(levels);
  });

  test('explain says what was taken', async () => {
    const file = new Workplace().file(
      'sdkconfig.defaults',
      'CONFIG_LOG_DEFAULT_LEVEL_WARN=y\n# CONFIG_LOG_DEFAULT_LEVEL_INFO is not set\nCONFIG_LOG_MAXIMUM_EQUALS_DEFAULT=y\n',
    );
    const { out } = await cli(['explain', file, '--profile', 'esp32-idf-v5.3']);
    expect(out).toContain('CONFIG_LOG_DEFAULT_LEVEL = 2');
    expect(out).toContain('CONFIG_LOG_DEFAULT_LEVEL_INFO (a choice not made)');
    expect(out).toContain('CONFIG_LOG_MAXIMUM_EQUALS_DEFAULT (as its default)');
  });
});

test('the UART takes time for what is printed, and for nothing else', async () => {
  const written = async (sdkconfig: string): Promise<string> => {
    const device = `cpu: { uart: 115200 }, sdkconfig: { ${sdkconfig} }`;
    const { out } = await cli(['replay', new Workplace().file('a.yaml', scenario(device)), '--summary']);
    return /^Console: .*/m.exec(out)?.[0] ?? 'nothing';
  };
  expect(await written('CONFIG_LOG_DEFAULT_LEVEL: 0')).toBe('nothing');
  const warnings = await written('CONFIG_LOG_DEFAULT_LEVEL: 2');
  expect(warnings).toMatch(/^Console: 2 lines, .* \(level W\); tasks waited 2\.8 ms/);
  expect(await written('CONFIG_LOG_DEFAULT_LEVEL: 4')).toMatch(
    /^Console: 45 lines, .* \(level D\); tasks waited 218 ms/,
  );
  // What could be printed and is not costs nothing.
  expect(await written('CONFIG_LOG_DEFAULT_LEVEL: 2, CONFIG_LOG_MAXIMUM_LEVEL: 5')).toBe(warnings);
});

test.each([
  [
    'sdkconfig: { CONFIG_LOG_MAXIMUM_LEVEL: 2 }',
    'CONFIG_LOG_MAXIMUM_LEVEL 2 is below CONFIG_LOG_DEFAULT_LEVEL 3',
  ],
  ['sdkconfig: { CONFIG_LOG_DEFAULT_LEVEL: 6 }', 'expected a whole number from 0 to 5, got 6'],
  ['sdkconfig: { CONFIG_LOG_DEFAULT_LEVEL_WARN: true }', 'did you mean "CONFIG_LOG_DEFAULT_LEVEL"?'],
  [
    'log_level: W, sdkconfig: { CONFIG_LOG_DEFAULT_LEVEL: 3 }',
    'CONFIG_LOG_DEFAULT_LEVEL says what is logged, too',
  ],
])('refused: %s', async (device, message) => {
  const { err, status } = await cli(['replay', new Workplace().file('a.yaml', scenario(device))]);
  expect({ err, status }).toEqual({ err: expect.stringContaining(message) as string, status: 2 });
});
