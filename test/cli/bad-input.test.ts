/** Bad input of every kind: status 2, a positioned message, nothing run and nothing written. */

import { expect, test } from 'vitest';
import { cli, SCENARIO, Workplace } from './fixture.js';

const HEAD = 'device: { profile: esp32-idf-v5.3, apps: [ws-echo] }\nuntil: 1s\n';
const DEPTH = 5000;
const TOO_MANY_BYTES = 64 * 1024 * 1024 + 1;

/** Ten aliases of ten aliases of …: 10^9 values. */
function explodingAliases(): string {
  let text = 'a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n';
  for (let i = 1; i < 9; i++)
    text += `a${i}: &a${i} [${Array<string>(10)
      .fill(`*a${i - 1}`)
      .join(', ')}]\n`;
  return text;
}

const steps = (...lines: string[]): string =>
  `${HEAD}timeline:\n${lines.map((line) => `  - ${line}\n`).join('')}`;
const connect = '{ at: 100ms, client: c1, do: connect }';

const CASES: readonly (readonly [what: string, text: string, line: number, message: RegExp])[] = [
  ['YAML syntax', `${HEAD}timeline: [\n`, 4, /./],
  ['unknown key', `${HEAD}timelin: []\n`, 3, /timeline/],
  ['unknown key in a step', steps('{ at: 100ms, client: c1, do: connect, prot: 80 }'), 4, /port/],
  ['wrong unit', steps('{ at: 100mss, client: c1, do: connect }'), 4, /ms/],
  ['missing unit', steps('{ at: 100, client: c1, do: connect }'), 4, /unit|100ms/],
  ['unknown profile', SCENARIO.replace('v5.3', 'v5.9'), 2, /esp32-idf-v5\.\d/],
  ['unknown app', SCENARIO.replace('ws-echo', 'ws-ecko'), 2, /ws-echo/],
  ['unknown step', steps('{ at: 100ms, client: c1, do: conect }'), 4, /connect/],
  [
    'unknown option',
    SCENARIO.replace('apps:', 'sdkconfig: { CONFIG_LWIP_MAX_SOCKET: 9 }, apps:'),
    2,
    /CONFIG_LWIP_MAX_SOCKETS/,
  ],
  ['a step before connect', steps('{ at: 50ms, client: c1, do: close }', connect), 4, /connect/],
  ['a time past until', steps('{ at: 2s, client: c1, do: connect }'), 4, /until/],
  ['deep nesting', `a: ${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}\n`, 1, /deep|nest/],
];

/** A simulation that must not be made. */
const noRun = {
  simulate: (): never => {
    throw new Error('a scenario was run');
  },
};

test.each(CASES)('%s', async (_, text, line, message) => {
  const place = new Workplace();
  const bad = place.file('bad.yaml', text);
  const good = place.file('good.yaml');
  const { status, out, err } = await cli(['replay', good, bad, '--trace', place.path('traces/')], noRun);
  expect(status).toBe(2);
  expect(out).toBe('');
  expect(err).toMatch(new RegExp(`^${bad}:${line}:\\d+: `));
  expect(err).toMatch(message);
  expect(err).not.toMatch(/\n\s+at /);
  expect(place.list()).toEqual(['bad.yaml', 'good.yaml']);
});

test('exploding aliases', async () => {
  const bad = new Workplace().file('bad.yaml', explodingAliases());
  const { status, err } = await cli(['replay', bad], noRun);
  expect(status).toBe(2);
  expect(err).toMatch(/alias/);
});

test('an unreadable file', async () => {
  const place = new Workplace();
  expect(await cli(['replay', place.path('none.yaml')], noRun)).toMatchObject({
    status: 2,
    err: `${place.path('none.yaml')}: can't read the file: no such file\n`,
  });
  expect(await cli(['replay', place.folder], noRun)).toMatchObject({ status: 2 });
});

test('a file over 64 MiB', async () => {
  const big = new Workplace().file('big.yaml', Buffer.alloc(TOO_MANY_BYTES, '#'));
  const { status, err } = await cli(['replay', big], noRun);
  expect(status).toBe(2);
  expect(err).toContain('larger than 64 MiB');
});

test('every bad file is reported', async () => {
  const place = new Workplace();
  const files = ['a.yaml', 'b.yaml'].map((name) => place.file(name, 'x: 1\n'));
  const { err } = await cli(['replay', ...files], noRun);
  for (const file of files) expect(err).toContain(`${file}:1:`);
});
