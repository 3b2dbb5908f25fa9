import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { cli, CRASH, SCENARIO, Workplace } from './fixture.js';

const GOOD = `${SCENARIO}expect: [{ client: c1, outcome: served }]\n`;
const WRONG = `${SCENARIO}expect: [{ client: c1, outcome: reset }]\n`;
const TOTAL = /^\d+ cases?: .*$/m;

function totalOf(out: string): string | undefined {
  return TOTAL.exec(out)?.[0];
}

describe('verdicts and exit status', () => {
  test.each([
    ['all as expected', [GOOD, SCENARIO], 0, '2 cases: 2 ok; 1 by the built-in expectations alone'],
    ['one failed', [GOOD, WRONG], 1, '2 cases: 1 ok, 1 failed'],
    ['one bad', [WRONG, 'x: 1'], 2, '2 cases: 0 ok, 1 failed, 1 bad input'],
    [
      'one crashed',
      ['x: 1', CRASH, WRONG],
      3,
      '3 cases: 0 ok, 1 failed, 1 bad input, 1 crashed; 1 by the built-in expectations alone',
    ],
    ['a crash that is expected', [`${CRASH}expect: [{ panic: true }]`], 0, '1 case: 1 ok'],
  ])('%s', async (_, files, status, total) => {
    const place = new Workplace();
    files.forEach((text, i) => place.file(`${i}.yaml`, text));
    const result = await cli(['check', place.folder]);
    expect({ status: result.status, total: totalOf(result.out), err: result.err }).toEqual({
      status,
      total,
      err: '',
    });
  });

  test('a failure has the seed and the command that repeats it', async () => {
    const file = new Workplace().file('w.yaml', WRONG);
    const { out } = await cli(['check', file, '--seed', '7']);
    expect(out).toContain(`FAILED  one  (${file}, seed 7, 1 expected)`);
    expect(out).toContain(`  ${file}:7:10: expected: c1 is reset at the end\n    seen     served\n`);
    expect(out).toContain(`step to  lwip-twin repl ${file} --set seed=7 -c 'goto 100ms'`);
    expect(out).toContain(`replay: lwip-twin replay ${file} --seed 7\n`);
  });

  test('the commands of a case of a matrix have its values', async () => {
    const text = `${WRONG}matrix: { httpd.max_open_sockets: [3], name: ["two words"] }\n`;
    const { out } = await cli(['check', new Workplace().file('w.yaml', text)]);
    expect(out).toContain(`--seed 1 --set httpd.max_open_sockets=3 --set 'name="two words"'\n`);
  });

  test('replay gives the same verdict, and ends likewise', async () => {
    const place = new Workplace();
    const wrong = await cli(['replay', place.file('w.yaml', WRONG)]);
    expect(wrong.status).toBe(1);
    expect(wrong.out).toContain('\nFAILED  one  (');
    const quiet = await cli(['replay', '-q', place.file('w.yaml', WRONG), '--seed', '9']);
    expect({ status: quiet.status, out: quiet.out }).toEqual({ status: 1, out: '' });
    expect(quiet.err).toContain('seed 9');
    const good = await cli(['replay', place.file('g.yaml', GOOD)]);
    expect(good.status).toBe(0);
    expect(good.out).toContain('\nok      one  (');
    const crash = await cli(['replay', place.file('c.yaml', `${CRASH}expect: [{ panic: true }]`)]);
    expect(crash.status).toBe(0);
  });
});

describe('which cases', () => {
  test('--repeat: seeds that follow; --seed wins over the file', async () => {
    const file = new Workplace().file('g.yaml', `seed: 5\n${GOOD}`);
    const seeds = async (...args: string[]): Promise<string[]> =>
      Array.from((await cli(['check', file, ...args])).out.matchAll(/seed (\d+)/g), ([, seed]) => seed ?? '');
    expect(await seeds()).toEqual(['5']);
    expect(await seeds('--repeat', '3')).toEqual(['5', '6', '7']);
    expect(await seeds('--repeat', '2', '--seed', '4294967295')).toEqual(['4294967295', '0']);
  });

  test('--filter runs no code of what it leaves out', async () => {
    const place = new Workplace();
    place.file('a.yaml', GOOD);
    const mark = `${place.folder}/ran`;
    place.file('app.mjs', `import { writeFileSync } from 'node:fs'; writeFileSync('${mark}', ''); throw 1;`);
    place.file('b.yaml', SCENARIO.replace(/apps: \[[^\]]*\]/, 'apps: [./app.mjs]'));
    const left = await cli(['check', place.folder, '--filter', 'a.yaml']);
    expect({ status: left.status, total: totalOf(left.out) }).toEqual({ status: 0, total: '1 case: 1 ok' });
    expect(place.list()).not.toContain('ran');
    const taken = await cli(['check', place.folder, '--filter', 'b.yaml']);
    expect(taken.status).toBe(2);
    expect(place.list()).toContain('ran');
  });

  test.each([[[]], [['--jobs', '2']]])(
    '--filter runs no code of the other cases of a matrix: %j',
    async (args) => {
      const place = new Workplace();
      const mark = `${place.folder}/ran`;
      place.file(
        'app.mjs',
        `import { writeFileSync } from 'node:fs'; writeFileSync('${mark}', ''); throw 1;`,
      );
      const file = place.file('a.yaml', `matrix: { device.apps: [[simple], [./app.mjs]] }\n${GOOD}`);
      const left = await cli(['check', file, ...args, '--filter', 'simple']);
      expect(left.status).toBe(0);
      expect(totalOf(left.out)).toMatch(/^1 case: 1 ok/);
      expect(place.list()).not.toContain('ran');
      const taken = await cli(['check', file, ...args, '--filter', 'mjs']);
      expect(taken.status).toBe(2);
      expect(place.list()).toContain('ran');
    },
  );

  test('--filter: text or pattern, in file and name', async () => {
    const place = new Workplace();
    place.file('alpha.yaml', GOOD);
    place.file('beta.yaml', `${GOOD}matrix: { httpd.max_open_sockets: [2, 3] }\n`);
    const total = async (filter: string): Promise<string | undefined> =>
      totalOf((await cli(['check', place.folder, '--filter', filter])).out);
    expect(await total('alpha')).toBe('1 case: 1 ok');
    expect(await total('sockets=3')).toBe('1 case: 1 ok');
    expect(await total('/ALPHA|sockets=2/i')).toBe('2 cases: 2 ok');
  });

  test('--set for all; --bail stops after the first', async () => {
    const place = new Workplace();
    ['a', 'b', 'c'].forEach((name) => place.file(`${name}.yaml`, GOOD));
    const { status, out } = await cli(['check', place.folder, '--set', 'httpd.max_open_sockets=0', '--bail']);
    expect({ status, total: totalOf(out) }).toEqual({
      status: 1,
      total: '1 case: 0 ok, 1 failed; 2 not run (--bail)',
    });
  });

  test('what --bail leaves out is skipped in every report, put together ones too; what --filter leaves out is in none', async () => {
    const place = new Workplace();
    ['a', 'b', 'c', 'd'].forEach((name) => place.file(`${name}.yaml`, GOOD));
    const fails = ['--set', 'httpd.max_open_sockets=0', '--bail'];
    const [part, whole, junit] = ['1.json', '2.json', 'j.xml'].map((name) => place.path(name));
    await cli(['check', place.folder, ...fails, '--shard', '1/2', '--json', part!, '--junit', junit!]);
    const skipped =
      /<testcase name="[^"]*, seed 1" classname="[^"]*c\.yaml"[^>]*>\s*<skipped message="not run \(--bail\)"\/>/;
    expect(readFileSync(junit!, 'utf8')).toMatch(skipped);
    expect(readFileSync(junit!, 'utf8')).toMatch(
      /<testsuites name="[^"]*" tests="2" failures="1" errors="0" skipped="1"/,
    );
    await cli(['check', place.folder, '--shard', '2/2', '--json', whole!]);
    const merged = await cli(['check', '--merge', part!, whole!, '--junit', junit!]);
    expect(totalOf(merged.out)).toBe('3 cases: 2 ok, 1 failed; 1 not run (--bail)');
    expect(readFileSync(junit!, 'utf8')).toMatch(skipped);
    expect((await cli(['check', '--merge', part!, whole!, '--tap'])).out).toMatch(
      /^1\.\.4$[^]*# SKIP not run/m,
    );
    const chosen = await cli(['check', place.folder, '--filter', 'a.yaml', '--junit', '-']);
    expect(chosen.out).toContain('tests="1" failures="0" errors="0" skipped="0"');
  });

  test('shards together are the whole', async () => {
    const place = new Workplace();
    ['a', 'b', 'c', 'd', 'e'].forEach((name) => place.file(`${name}.yaml`, name === 'd' ? WRONG : GOOD));
    const whole = await cli([
      'check',
      place.folder,
      '--json',
      place.path('whole.json'),
      '--junit',
      place.path('w.xml'),
    ]);
    for (const shard of ['2/3', '1/3', '3/3']) {
      const name = `part-${shard[0] ?? ''}.json`;
      expect((await cli(['check', place.folder, '--shard', shard, '--json', place.path(name)])).status).toBe(
        shard === '1/3' ? 1 : 0,
      );
    }
    const merged = await cli([
      'check',
      '--merge',
      place.path('part-*.json'),
      '--json',
      place.path('m.json'),
      '--junit',
      place.path('m.xml'),
    ]);
    expect(merged).toEqual(whole);
    // Times on the wall differ.
    const read = (name: string): string =>
      readFileSync(place.path(name), 'utf8').replace(/("durationMs": |time=")[\d.]+/g, '$1');
    expect(read('m.json')).toBe(read('whole.json'));
    expect(read('m.xml')).toBe(read('w.xml'));
  });
});

describe('reports', () => {
  test('one report alone on standard output', async () => {
    const file = new Workplace().file('g.yaml', GOOD);
    expect((await cli(['check', file, '--tap'])).out).toBe('TAP version 14\n1..1\nok 1 - one, seed 1\n');
    expect(JSON.parse((await cli(['check', file, '--json', '-'])).out)).toMatchObject({
      totals: { passed: 1 },
    });
    expect((await cli(['check', file, '--junit', '-'])).out).toMatch(/^<\?xml/);
    expect((await cli(['check', file, '--tap', '--json', '-'])).status).toBe(2);
  });

  test('--quiet tells what is wrong only', async () => {
    const place = new Workplace();
    place.file('g.yaml', GOOD);
    expect((await cli(['check', place.folder, '-q'])).out).toBe('1 case: 1 ok\n');
  });

  test('annotations on GitHub, and only there', async () => {
    const file = new Workplace().file('w.yaml', WRONG);
    const env = { GITHUB_ACTIONS: 'true' };
    expect((await cli(['check', file], { env })).out).toContain(
      `::error file=${file},line=7,col=10,title=one::expected c1`,
    );
    expect((await cli(['check', file])).out).not.toContain('::error');
  });

  test('progress and colours on a terminal; the progress goes away', async () => {
    const file = new Workplace().file('g.yaml', GOOD);
    const { out, err } = await cli(['check', file], { outIsTerminal: true, errIsTerminal: true });
    expect(err).toMatch(/^\r\u001b\[K1\/1 .*\r\u001b\[K$/);
    expect(out).toContain('\u001b[32mok     \u001b[0m one');
  });
});

describe('bad input: one clear error, status 2', () => {
  const FOLDER = 'FOLDER';
  test.each([
    [['no/*.yaml'], 'error: no scenario matches "no/*.yaml"\n'],
    [['a{b'], 'error: no scenario matches "a{b"\n'],
    [[FOLDER, '--filter', 'zzz'], 'error: none of 1 cases matches --filter zzz\n'],
    [
      [FOLDER, '--filter', '/(/'],
      "error: option '--filter <text>' argument '/(/' is invalid. Invalid regular expression: /(/: Unterminated group\n",
    ],
    [
      [FOLDER, '--shard', '0/3'],
      "error: option '--shard <i/n>' argument '0/3' is invalid. expected i/n with i from 1 to n, as in 2/5\n",
    ],
    [
      [FOLDER, '--repeat', '0'],
      "error: option '--repeat <n>' argument '0' is invalid. expected a whole number from 1 to 100000\n",
    ],
    [
      [FOLDER, '--seed', '-1'],
      "error: option '--seed <number>' argument '-1' is invalid. expected a whole number from 0 to 4294967295\n",
    ],
    [[FOLDER, '--set', 'x'], '--set:1:1: no value\n> 1 | x\n    | ^\n  hint: expected NAME=VALUE\n'],
    [['--merge'], 'error: --merge: which reports? give the files that --json has written\n'],
    [['--merge', FOLDER], `error: no report matches "${FOLDER}"\n`],
    [['--merge', '--shard', '1/2'], 'error: --shard and --merge exclude each other\n'],
  ])('%j', async (args, message) => {
    const place = new Workplace();
    place.file('g.yaml', GOOD);
    const { status, out, err } = await cli([
      'check',
      ...args.map((arg) => arg.replace(FOLDER, place.folder)),
    ]);
    expect({ status, out, err }).toEqual({ status: 2, out: '', err: message.replace(FOLDER, place.folder) });
  });
});
