/** What V8 has compiled, kept for the next start: taken as it was, and never from anybody else. */

import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { cacheFile, isDue, readCode, writeCode } from '../../../sim/cli/start/code-cache.js';
import { builtCommand } from '../../built-command.js';
import { SCENARIO, Workplace } from '../fixture.js';

const PERMISSIONS = 0o777;
const CODE = Buffer.from('what V8 has compiled');

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lwip-twin-cache-'));
  folders.push(folder);
  return folder;
}

/** The file for code of a name in a new folder. */
function newFile(name = 'help'): string {
  return cacheFile(name, { XDG_CACHE_HOME: newFolder() })!;
}

function flip(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes[at]! ^= 1;
  writeFileSync(file, bytes);
}

describe('where it is', () => {
  test.each([
    [{ XDG_CACHE_HOME: '/c', HOME: '/h' }, '/c/lwip-twin/x.v8'],
    [{ HOME: '/h' }, '/h/.cache/lwip-twin/x.v8'],
    [{ XDG_CACHE_HOME: 'relative', HOME: '/h' }, '/h/.cache/lwip-twin/x.v8'],
    [{ HOME: '' }, undefined],
    [{}, undefined],
    [{ HOME: '/h', NODE_DISABLE_COMPILE_CACHE: '1' }, undefined],
  ])('%j: %s', (env, file) => {
    expect(cacheFile('x', env)).toBe(file);
  });
});

describe('a file', () => {
  test('has what was written, for its user alone', () => {
    const file = newFile();
    writeCode(file, CODE);
    expect(readCode(file)?.code.equals(CODE)).toBe(true);
    expect(statSync(file).mode & PERMISSIONS).toBe(0o600);
    expect(statSync(join(file, '..')).mode & PERMISSIONS).toBe(0o700);
  });

  test('that is not there is none', () => {
    expect(readCode(newFile())).toBeUndefined();
  });

  test.each([0, 4, 8, 20])('with another bit in byte %i is none', (at) => {
    const file = newFile();
    writeCode(file, CODE);
    flip(file, at);
    expect(readCode(file)).toBeUndefined();
  });

  test.each([0, 5, 12])('cut off after %i bytes is none', (length) => {
    const file = newFile();
    writeCode(file, CODE);
    writeFileSync(file, readFileSync(file).subarray(0, length));
    expect(readCode(file)).toBeUndefined();
  });

  test('that others may write is none', () => {
    const file = newFile();
    writeCode(file, CODE);
    chmodSync(file, 0o622);
    expect(readCode(file)).toBeUndefined();
  });

  test('behind a link is none', () => {
    const [file, elsewhere] = [newFile(), newFile()];
    writeCode(elsewhere, CODE);
    mkdirSync(join(file, '..'), { mode: 0o700 });
    symlinkSync(elsewhere, file);
    expect(readCode(file)).toBeUndefined();
  });

  test('in a folder that others may write is none, and none is put there', () => {
    const file = newFile();
    writeCode(file, CODE);
    chmodSync(join(file, '..'), 0o777);
    expect(readCode(file)).toBeUndefined();
    rmSync(file);
    writeCode(file, CODE);
    expect(existsSync(file)).toBe(false);
  });

  test('that cannot be written is no error', () => {
    writeCode(cacheFile('help', { XDG_CACHE_HOME: '/dev/null' })!, CODE);
    expect(readCode('/dev/null/lwip-twin/help.v8')).toBeUndefined();
  });

  test('is looked at again after an hour', () => {
    const hoursAgo = (hours: number): number => hours * 3_600_000;
    expect(isDue({ code: CODE, ageMs: hoursAgo(0.9) })).toBe(false);
    expect(isDue({ code: CODE, ageMs: hoursAgo(1.1) })).toBe(true);
  });

  test('makes room: the oldest go, and what an interrupted start has left', () => {
    const file = newFile();
    writeCode(file, CODE);
    const folder = join(file, '..');
    const old = Array.from({ length: 60 }, (_, i) =>
      join(folder, `old${i}${i % 2 === 0 ? '.v8' : '.v8.1.2.tmp'}`),
    );
    for (const [i, name] of old.entries()) {
      writeFileSync(name, '');
      utimesSync(name, i + 1, i + 1);
    }
    writeFileSync(join(folder, 'not ours'), '');
    writeCode(file, CODE);
    expect(readdirSync(folder)).toHaveLength(32 + 1);
    expect(existsSync(file)).toBe(true);
    expect(old.map((name) => existsSync(name))).toEqual(old.map((_, i) => i >= 60 - 31));
  });
});

describe('the command', { timeout: 120_000 }, () => {
  interface Start {
    readonly caches?: string | undefined;
    readonly env?: Readonly<Record<string, string>>;
  }

  function run(
    args: readonly string[],
    { caches, env }: Start,
    command = builtCommand(),
  ): { status: number | null; stderr: string } {
    const { status, stderr } = spawnSync(process.execPath, [command, ...args], {
      encoding: 'utf8',
      env: { ...(caches === undefined ? {} : { XDG_CACHE_HOME: caches }), ...env },
    });
    return { status, stderr };
  }

  const kept = (caches: string): string[] => {
    const folder = join(caches, 'lwip-twin');
    return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  };
  const good = { status: 0, stderr: '' };

  // A replay has V8 work in another way for a while, whose code would not be taken at the next start.
  const REPLAY = ['replay', join(import.meta.dirname, '../../../scenarios/eighth-client-waits.yaml'), '-q'];
  test.each([[['--version']], [REPLAY]])('keeps code once, and takes it: %j', (args) => {
    const caches = newFolder();
    expect(run(args, { caches })).toEqual(good);
    const [file, ...others] = kept(caches);
    expect(others).toEqual([]);
    const { ino } = statSync(file!);
    // V8 tells of code that it does not take: it would have been written anew.
    expect(run(args, { caches })).toEqual(good);
    expect(statSync(file!).ino).toBe(ino);
  });

  test('has a file for each kind of work, and for its thread', () => {
    const place = new Workplace();
    place.file('app.mjs', 'export const app = () => ({ register() {} });');
    const file = place.file('own.yaml', SCENARIO.replace('ws-echo', './app.mjs'));
    const caches = newFolder();
    run(['--help'], { caches });
    expect(run(['repl', file, '-c', 'until 10ms'], { caches })).toEqual(good);
    const words = kept(caches).map((name) => /-([a-z]+(?:-thread)?)\.v8$/.exec(name)?.[1]);
    expect(words.sort()).toEqual(['help', 'repl', 'repl-thread']);
  });

  test('imports the modules of real clients from kept code as from fresh', () => {
    const place = new Workplace();
    place.file('client.mjs', 'export default async function () {}');
    const group = 'groups: [{ name: app, client: ./client.mjs }]\n';
    const file = place.file('real.yaml', `${SCENARIO.slice(0, SCENARIO.indexOf('timeline'))}${group}`);
    const caches = newFolder();
    for (const start of ['fresh', 'kept'])
      expect({ start, ...run(['replay', file, '--quiet'], { caches }) }).toEqual({ start, ...good });
  });

  test.each([
    ['damaged', (file: string) => flip(file, statSync(file).size >> 1)],
    ['of another V8', (file: string) => writeCode(file, Buffer.alloc(1000, 7))],
    ['cut off', (file: string) => writeFileSync(file, readFileSync(file).subarray(0, 1000))],
  ])('replaces code that is %s', (_, damage) => {
    const caches = newFolder();
    run(['--version'], { caches });
    const [file] = kept(caches);
    const { length } = readCode(file!)!.code;
    const isAlike = (other = 0): boolean => Math.abs(other / length - 1) < 0.05;
    damage(file!);
    expect(run(['--version'], { caches })).toEqual(good);
    expect(readCode(file!)?.code.length).toSatisfy(isAlike);
  });

  test('two installations of one version do not share it', () => {
    const caches = newFolder();
    const elsewhere = join(newFolder(), 'dist');
    cpSync(join(builtCommand(), '../../..'), elsewhere, { recursive: true });
    for (const command of [builtCommand(), join(elsewhere, 'sim/cli/main.js')])
      expect(run(['--version'], { caches }, command)).toEqual(good);
    // Else the stacks of one would name the files of the other.
    expect(kept(caches)).toHaveLength(2);
  });

  test('keeps it again after a while', () => {
    const caches = newFolder();
    run(['--version'], { caches });
    const [file] = kept(caches);
    utimesSync(file!, 1, 1);
    expect(run(['--version'], { caches })).toEqual(good);
    expect(statSync(file!).mtimeMs).toBeGreaterThan(1000);
  });

  test('does without where there is no place, or where it is told to', () => {
    const caches = newFolder();
    expect(run(['--version'], { caches: '/dev/null' })).toEqual(good);
    expect(run(['--version'], {})).toEqual(good);
    expect(run(['--version'], { caches, env: { NODE_DISABLE_COMPILE_CACHE: '1' } })).toEqual(good);
    expect(kept(caches)).toEqual([]);
  });

  test('keeps nothing of what was not done', () => {
    const caches = newFolder();
    expect(run(['replay', 'nowhere.yaml'], { caches }).status).toBe(2);
    expect(run(['no-such-command'], { caches }).status).toBe(2);
    expect(kept(caches)).toEqual([]);
  });

  test('several at once', async () => {
    const caches = newFolder();
    const starts = Array.from({ length: 6 }, () =>
      spawn(process.execPath, [builtCommand(), '--version'], {
        env: { XDG_CACHE_HOME: caches },
        stdio: 'ignore',
      }),
    );
    const codes = starts.map((child) => new Promise((resolve) => child.once('exit', resolve)));
    expect(await Promise.all(codes)).toEqual(starts.map(() => 0));
    const files = kept(caches);
    expect(files).toHaveLength(1);
    expect(readCode(files[0]!)).toBeDefined();
  });
});
