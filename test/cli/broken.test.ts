/** What breaks around the model: full disks, readers that go, modules that end or block the program, signals. */

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ExitStatus, statusTable } from '../../sim/cli/exit-status.js';
import { OutputFile } from '../../sim/cli/output/output-file.js';
import { watchPartials } from '../../sim/cli/output/partials.js';
import { writeTextFile } from '../../sim/cli/output/write-text-file.js';
import { builtCommand } from '../built-command.js';
import { cli, SCENARIO, Workplace } from './fixture.js';

const ROOT = join(import.meta.dirname, '../..');
const COMMAND = [builtCommand()];
const SLOW = { timeout: 300_000 };

function start(args: readonly string[], stdout: 'pipe' | number = 'pipe'): ReturnType<typeof spawn> {
  return spawn(process.execPath, [...COMMAND, ...args], { stdio: ['ignore', stdout, 'pipe'] });
}

function shell(script: string): { status: number | null; stdout: string; stderr: string } {
  const command = `${process.execPath} ${COMMAND.join(' ')}`;
  return spawnSync('bash', ['-c', `set -o pipefail; lwip() { ${command} "$@"; }; ${script}`], {
    encoding: 'utf8',
  });
}

function module(place: Workplace, name: string, text: string): string {
  place.file(`${name}.mjs`, text);
  return place.file(`${name}.yaml`, SCENARIO.replace('ws-echo', `./${name}.mjs`));
}

const EXITS = 'process.exit(0); export const app = () => ({ register() {} });';
const LOOPS = 'for (let n = 0; ; n++); export const app = () => ({ register() {} });';

test('the table of statuses in the docs', () => {
  expect(readFileSync(join(ROOT, 'docs/ci.md'), 'utf8')).toContain(statusTable());
});

describe('check gives every case its verdict', SLOW, () => {
  test('modules that end the program, or never come back', () => {
    const place = new Workplace();
    place.file('a.yaml');
    module(place, 'exits', EXITS);
    module(place, 'loops', LOOPS);
    place.file('z.yaml');
    const junit = place.path('j.xml');
    const { status, stdout } = shell(`lwip check ${place.folder} --timeout 2 --junit ${junit}`);
    expect(status).toBe(ExitStatus.badInput);
    expect(stdout).toMatch(
      /exits\.yaml[^]*process\.exit\(0\)[^]*loops\.yaml[^]*no answer for[^]* at \S*loops\.mjs:1:\d[^]*4 cases: 2 ok/,
    );
    expect(readFileSync(junit, 'utf8')).toContain('tests="4"');
  });

  test.each([
    'replay F',
    'repl F -c run',
    'diff F --set seed=2',
    'upgrade v5.3 v5.5 F',
    'report F -o -',
    'advise F',
  ])('%s, too', (command) => {
    const file = module(new Workplace(), 'exits', EXITS);
    expect(shell(`lwip ${command.replace('F', file)}`)).toMatchObject({
      status: ExitStatus.badInput,
      stderr: 'error: a module of the scenario ended the program: process.exit(0)\n',
    });
  });

  test('replay of a handler that never comes back: where it is, within the time limit', () => {
    const handler = 'handler: function* () {\n  let n = 0;\n  while (true) n++;\n}';
    const route = `esp.httpd_register_uri_handler(s, { uri: '/x', method: esp.HTTP_GET, ${handler} })`;
    const place = new Workplace();
    const file = module(place, 'spins', `export const app = (c, esp) => ({ register(s) { ${route}; } });`);
    writeFileSync(
      file,
      `${readFileSync(file, 'utf8')}groups: [{ name: g, steps: [{ do: connect }, { do: http, path: /x }] }]\n`,
    );
    const { status, stderr } = shell(`lwip replay ${file} --timeout 1`);
    expect(stderr).toMatch(
      /^error: \S*spins\.mjs:3:\d+: this has not come back for 1 s: a loop that does not end\?/,
    );
    expect(status).toBe(ExitStatus.badInput);
  });

  test('a case that takes too long, and a bug of ours', async () => {
    const place = new Workplace();
    const long = SCENARIO.replace('ws-echo', 'simple').replace('1s', '1h');
    const many = Array.from(
      { length: 20_000 },
      (_, i) => `  - { at: ${200 + i}ms, client: c1, do: ws_ping }\n`,
    );
    const file = place.file('long.yaml', long + many.join(''));
    const { status, out } = await cli(['check', file, '--timeout', '0.001']);
    expect({ status, out }).toMatchObject({
      status: 2,
      out: expect.stringContaining('out of time') as string,
    });
    const sentence = 'error: took longer than 0.001 s (--timeout)\n';
    for (const words of [
      ['replay', file, '-q'],
      ['report', file, '-o', '-'],
      ['diff', file, '--set', 'seed=2'],
      ['upgrade', 'v5.3', 'v5.5', file],
    ])
      expect(await cli([...words, '--timeout', '0.001'])).toMatchObject({ status: 2, err: sentence });
    const limits = shell('lwip limits --profile esp32-idf-v5.3 --timeout 0.001');
    expect(limits.stderr).toMatch(/^error: no answer for 0\.001 s \(--timeout\)/);
    expect(limits.status).toBe(2);
  });
});

describe.skipIf(!existsSync('/dev/full'))('a full disk: a sentence and status 2', SLOW, () => {
  const file = join(ROOT, 'scenarios/eighth-client-waits.yaml');
  test.each([
    `lwip check ${file}`,
    'lwip schema',
    'lwip --help',
    'lwip replay --help',
    'lwip init -',
    `lwip advise ${file} --jobs 1`,
    `lwip report ${file} -o -`,
    `lwip replay ${file}`,
    'lwip explain',
    `lwip repl ${file} -c "until 5s; clients"`,
  ])('%s', (command) => {
    expect(shell(`${command} > /dev/full`)).toEqual({
      ...{
        status: ExitStatus.badInput,
        stdout: '',
        stderr: "error: can't write standard output: no space left\n",
      },
      output: expect.anything() as unknown,
      pid: expect.anything() as unknown,
      signal: null,
    });
  });

  test('a reader that goes away early is no error', () => {
    const { stdout, stderr } = shell(`lwip repl ${file} -c "until 5s; clients; log; segments" | head -1`);
    expect(stderr).toBe('');
    expect(stdout.split('\n')).toHaveLength(2);
  });
});

/** A file system of 128 KiB, all of it in use but what the script's own files take. */
function onFullDisk(script: string): ReturnType<typeof shell> {
  const command = `${process.execPath} ${COMMAND.join(' ')}`;
  // The mount is over with the shell that made it.
  const whole = `set -e; mount -t tmpfs -o size=128k none /mnt; cd /mnt; lwip() { ${command} "$@"; }
${script}`;
  return spawnSync('unshare', ['-rm', 'bash', '-c', whole], { encoding: 'utf8' });
}
const FILL = 'head -c 1M /dev/zero > fill 2>/dev/null || true';

describe.skipIf(onFullDisk('true').status !== 0)('a disk that fills up', SLOW, () => {
  const file = join(ROOT, 'scenarios/eighth-client-waits.yaml');
  test.each([
    ['save of the REPL', `lwip repl ${file} -c 'until 1s; client c9 connect; save mine'`],
    ['a trace', `lwip replay ${file} -q --trace mine`],
    ['a capture', `lwip replay ${file} -q --pcapng mine`],
    ['trace events', `lwip replay ${file} -q --perfetto mine`],
    ['a page', `lwip report ${file} -o mine`],
    ['JUnit', `lwip check ${file} --junit mine`],
    ['JSON', `lwip check ${file} --json mine`],
    [
      'a lock',
      `lwip limits --profile esp32-idf-v5.3 --vary httpd.max_open_sockets=6..7 --jobs 1 --lock mine`,
    ],
    ['advice', `lwip advise ${file} --jobs 1 --json mine`],
    ['a diff', `lwip diff ${file} --profile esp32-idf-v5.3,esp32-idf-v5.5 --json mine`],
    ['the schema', 'lwip schema --output mine'],
  ])('%s: the old file stays whole, and nothing beside it', (_, command) => {
    const { stdout, stderr } = onFullDisk(
      `echo 'what was here' > mine; ${FILL}; ${command} > /dev/null 2>&1 || echo "status $?"; cat mine; ls -A`,
    );
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^(?:[^]*\n)?status 2\nwhat was here\nfill\nmine\n$/);
  });

  test('save says so', () => {
    const { stdout } = onFullDisk(
      `echo 'what was here' > mine; ${FILL}; lwip repl ${file} -c 'until 1s; client c9 connect; save mine' 2>&1 | cat; cat mine`,
    );
    expect(stdout).toMatch(/can't write mine: no space left[^]*what was here\n$/);
  });
});

describe('files appear whole or not at all', () => {
  test('what went wrong leaves the old file, and nothing beside it', () => {
    const place = new Workplace();
    const file = place.file('old.txt', 'old');
    const output = new OutputFile(file);
    output.write('new');
    expect(place.list()).toHaveLength(2);
    output.discard();
    expect(place.list()).toEqual(['old.txt']);
    expect(readFileSync(file, 'utf8')).toBe('old');
  });

  test('whoever removes them on a signal knows of them before they are there', () => {
    const place = new Workplace();
    const told: (readonly string[])[] = [];
    watchPartials((partials) => told.push(partials.map((file) => `${existsSync(file)}`)));
    try {
      new OutputFile(place.path('new.txt')).commit();
      expect(told).toEqual([['false'], []]);
      told.length = 0;
      expect(() => new OutputFile(join(place.path('none'), 'new.txt'))).toThrow("can't write");
      expect(told.at(-1)).toEqual([]);
    } finally {
      watchPartials(() => undefined);
    }
  });

  test('leftovers of dead processes go with the next writing, those of living ones stay', () => {
    const place = new Workplace();
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    const earlier = new Date(Date.now() - 86_400_000);
    // In containers every process has the same id.
    const ofNamesake = place.file(`.a.txt.1-2.${process.pid}.lwip-twin.partial`, 'x');
    utimesSync(ofNamesake, earlier, earlier);
    place.file(`.a.txt.1-3.${process.pid}.lwip-twin.partial`, 'x');
    place.file(`.a.txt.1-4.${dead}.lwip-twin.partial`, 'x');
    place.file(`.b.txt.1-5.${dead}.lwip-twin.partial`, 'x');
    place.file(`.a.txt.1-6.${process.ppid}.lwip-twin.partial`, 'x');
    place.file(`.a.txt.${dead}.partial`, 'of somebody else');
    const output = new OutputFile(place.path('a.txt'));
    output.write('whole');
    output.commit();
    expect(place.list()).toEqual(
      [
        `.a.txt.${dead}.partial`,
        `.a.txt.1-3.${process.pid}.lwip-twin.partial`,
        `.a.txt.1-6.${process.ppid}.lwip-twin.partial`,
        'a.txt',
      ].sort(),
    );
  });

  test('names may be as long as names may be', () => {
    const place = new Workplace();
    const name = 'é'.repeat(125) + '.json';
    writeTextFile(place.path(name), 'x');
    expect(place.list()).toEqual([name]);
  });

  test('a link stays a link, and a file keeps its permissions', () => {
    const place = new Workplace();
    const file = place.file('real.sh', '#');
    spawnSync('chmod', ['750', file]);
    symlinkSync(file, place.path('link.sh'));
    const output = new OutputFile(place.path('link.sh'));
    output.write('new');
    output.commit();
    expect(readFileSync(file, 'utf8')).toBe('new');
    expect(spawnSync('stat', ['-c', '%a', file], { encoding: 'utf8' }).stdout).toBe('750\n');
  });

  test.each([
    ['SIGINT', ExitStatus.interrupted],
    ['SIGTERM', ExitStatus.terminated],
  ] as const)('%s in the middle of a trace', SLOW, async (signal, expected) => {
    const place = new Workplace();
    const clients = Array.from(
      { length: 7 },
      (_, i) => `  - { at: ${100 + i}ms, client: k${i}, do: connect }\n`,
    );
    const pings = Array.from(
      { length: 30_000 },
      (_, i) => `  - { at: ${200 + i}ms, client: c1, do: ws_text, text: x }\n`,
    );
    const file = place.file('long.yaml', SCENARIO.replace('1s', '10h') + clients.join('') + pings.join(''));
    writeFileSync(place.path('t.jsonl'), 'old');
    const child = start(['replay', file, '-q', '--trace', place.path('t.jsonl')]);
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    const isWriting = (): boolean => place.list().some((name) => name.endsWith('.partial'));
    while (!isWriting()) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill(signal);
    expect(await ended).toBe(expected);
    expect(place.list()).toEqual(['long.yaml', 't.jsonl']);
    expect(readFileSync(place.path('t.jsonl'), 'utf8')).toBe('old');
  });
});
