/** Programs that nobody here wrote, unmodified, as processes of their own. */

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

import { builtCommand, builtPreload } from '../../built-command.js';
import { programEnvironment } from '../../../sim/live/virtual/program-environment.js';

const ROOT = join(import.meta.dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'lwip-twin-programs-'));
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
afterAll(() => rmSync(folder, { recursive: true }));
const require = createRequire(import.meta.url);

function written(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const WS_ECHO = written(
  'ws-echo.yaml',
  'device: { profile: esp32-idf-v5.3, apps: [ws-echo] }\nuntil: 1min\nexpect: [{ panic: false }]\n',
);
const SIMPLE = written('simple.yaml', 'device: { profile: esp32-idf-v5.3, apps: [simple] }\nuntil: 1min\n');

interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
  readonly trace: string;
}

interface Choices {
  readonly env?: Record<string, string>;
  readonly set?: readonly string[];
}

/** Runs a Node program against a scenario, and gives what it has printed. */
async function program(
  scenario: string,
  args: readonly string[],
  { env = {}, set = [] }: Choices = {},
): Promise<Ended> {
  const trace = join(folder, `${Math.random()}.jsonl`);
  const options = { scenario, set, names: [], allow: [], quiet: false, trace };
  const inherited = { ...process.env, NODE_OPTIONS: '', FORCE_COLOR: '0', ...env };
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: programEnvironment(options, builtPreload(), inherited),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  const status = await new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  let text = '';
  try {
    text = readFileSync(trace, 'utf8');
  } catch {
    // It ended before its run began.
  }
  return { status, out, err, trace: text };
}

/** The file of a package's command. */
function bin(name: string): string {
  const manifest = require.resolve(`${name}/package.json`);
  const { bin: commands } = require(manifest) as { bin: string | Record<string, string> };
  return join(dirname(manifest), typeof commands === 'string' ? commands : commands[name]!);
}

describe('wscat', () => {
  it('sends, hears the echo and leaves', async () => {
    const { status, out, err } = await program(WS_ECHO, [
      bin('wscat'),
      ...['-c', 'ws://192.168.4.2/ws', '-x', 'hello', '-w', '2'],
    ]);
    expect({ status, out: out.trim() }).toEqual({ status: 0, out: 'hello' });
    expect(err).toContain('1 served');
  });

  it('says what Node says of a closed port', async () => {
    const { status, err } = await program(WS_ECHO, [bin('wscat'), '-c', 'ws://192.168.4.2:81/ws', '-x', 'x']);
    expect(status).not.toBe(0);
    expect(err).toContain('connect ECONNREFUSED 192.168.4.2:81');
  });
});

it('autocannon: ten connections against seven sessions for ten seconds', async () => {
  const { status, out } = await program(SIMPLE, [
    bin('autocannon'),
    ...['--json', '-c', '7', '-d', '10', '-t', '5', 'http://192.168.4.2/hello'],
  ]);
  expect(status).toBe(0);
  const {
    duration,
    errors,
    '2xx': ok,
    requests,
  } = JSON.parse(out.slice(out.indexOf('{'))) as {
    duration: number;
    errors: number;
    '2xx': number;
    requests: { total: number };
  };
  expect({ duration, errors }).toEqual({ duration: expect.closeTo(10, 0) as number, errors: 0 });
  expect(ok).toBeGreaterThan(1000);
  expect(requests.total).toBeGreaterThanOrEqual(ok);
}, 120_000);

describe('home-assistant-js-websocket', () => {
  const CLIENT = `
    import { createConnection, createLongLivedTokenAuth } from 'home-assistant-js-websocket';
    import WebSocket from 'ws';
    globalThis.WebSocket = WebSocket;
    const auth = createLongLivedTokenAuth('http://192.168.4.2:81', 'token');
    try {
      await createConnection({ auth, setupRetry: 3 });
    } catch (error) {
      console.log('error', error, performance.now());
    }
  `;
  it('tries again a second later, three times, at a device that refuses', async () => {
    const file = join(ROOT, 'test/live/virtual/programs/home-assistant.mjs');
    expect(readFileSync(file, 'utf8')).toContain(CLIENT.trim().split('\n')[0]!.trim());
    const { status, out } = await program(WS_ECHO, [file]);
    expect(status).toBe(0);
    expect(out).toMatch(/^error 1 3\d{3}/);
  });
});

it('mqtt.js: no broker on the device, it comes back every second', async () => {
  const { status, out } = await program(WS_ECHO, [join(ROOT, 'test/live/virtual/programs/mqtt.mjs')]);
  expect({ status, out }).toEqual({
    status: 0,
    out: 'ECONNREFUSED 2\nECONNREFUSED 1004\nECONNREFUSED 2006\n',
  });
});

describe('a program', () => {
  const run = (text: string, choices?: Choices): Promise<Ended> =>
    program(SIMPLE, [written(`${Math.random()}.mjs`, text)], choices);

  it('ends at the end of virtual time', async () => {
    const { status, out, err } = await run(`
      setInterval(() => undefined, 1000);
      process.on('exit', () => console.log(performance.now()));
    `);
    expect({ status, out }).toEqual({ status: 0, out: '60000\n' });
    expect(err).toContain('Summary of simple');
  });

  it('ends when it has nothing left to do, with its own status', async () => {
    const { status, out } = await run(`
      const answer = await fetch('http://esp32.local/hello');
      console.log(await answer.text());
      process.exitCode = 7;
    `);
    expect({ status, out }).toEqual({ status: 7, out: 'Hello World!\n' });
  });

  it('dies of what nobody catches', async () => {
    const { status, err } = await run('setTimeout(() => { throw new Error("mine"); }, 5000);');
    expect(status).toBe(1);
    expect(err).toContain('Error: mine');
  });

  it('is told of a scenario that is wrong', async () => {
    const { status, err } = await program(written('bad.yaml', 'device: { profile: esp33 }\n'), ['-e', '1']);
    expect(status).toBe(2);
    expect(err).toContain('esp33');
  });

  it("fails by the scenario's expectations", async () => {
    const file = written(
      'expects.yaml',
      'device: { profile: esp32-idf-v5.3, apps: [simple] }\nexpect: [{ log: never seen, count: 1 }]\n',
    );
    const { status, err } = await program(file, ['-e', 'fetch("http://device/hello")']);
    expect(status).toBe(1);
    expect(err).toContain('never seen');
  });
});

describe('the same trace', () => {
  const BUSY = join(ROOT, 'test/live/virtual/programs/busy.mjs');

  it('under another TZ, LANG, folder and load', async () => {
    const first = await program(WS_ECHO, [BUSY]);
    expect(first.status).toBe(0);
    expect(first.trace.split('\n').length).toBeGreaterThan(200);
    const [second, third] = await Promise.all([
      program(WS_ECHO, [BUSY], { env: { TZ: 'Asia/Kathmandu', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' } }),
      program(WS_ECHO, [BUSY], { env: { UV_THREADPOOL_SIZE: '1', HOME: folder } }),
    ]);
    expect(second.trace).toBe(first.trace);
    expect(third.trace).toBe(first.trace);
  });
});

describe('lwip-twin run --virtual', () => {
  const run = (args: readonly string[]): { status: number | null; out: string; err: string } => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [builtCommand(), 'run', ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
    return { status, out: stdout, err: stderr };
  };
  const app = written(
    'app.mjs',
    "console.log(await (await fetch('http://lamp.lan/hello')).text(), Date.now());",
  );

  it('runs a command with another name for the device', () => {
    const { status, out, err } = run(['--virtual', SIMPLE, '--host', 'lamp.lan', '--', 'node', app]);
    expect({ status, out }).toEqual({ status: 0, out: 'Hello World! 1767225600006\n' });
    expect(err).toContain('app  served');
  });

  it('passes the exit status of the command on', () => {
    expect(run(['--virtual', SIMPLE, '-q', '--', 'node', '-e', 'process.exit(9)'])).toEqual({
      status: 9,
      out: '',
      err: '',
    });
  });

  it('writes a trace and a capture', () => {
    const files = ['t.jsonl', 't.pcapng'].map((name) => join(folder, name));
    run([
      '--virtual',
      SIMPLE,
      '--host',
      'lamp.lan',
      '--trace',
      files[0]!,
      '--pcapng',
      files[1]!,
      '--',
      'node',
      app,
    ]);
    expect(readFileSync(files[0]!, 'utf8')).toContain('"k":"seg"');
    expect(readFileSync(files[1]!).readUInt32LE(0)).toBe(0x0a0d0d0a);
  });

  it('ends with 2 and a sentence when a trace can not be written', () => {
    const trace = join(folder, 'no-such-folder/t.jsonl');
    const { status, err } = run(['--virtual', SIMPLE, '-q', '--trace', trace, '--', 'node', '-e', '0']);
    expect(status).toBe(2);
    expect(err).toMatch(/can't write .*no-such-folder.t\.jsonl: /);
    expect(err).not.toContain('    at ');
  });

  it('tells of a command that is not there', () => {
    const { status, err } = run(['--virtual', SIMPLE, '--', 'no-such-command']);
    expect(status).toBe(2);
    expect(err).toContain('no-such-command');
  });
});

it('is warned once of a package that came before lwip-twin', () => {
  const twin = pathToFileURL(join(dirname(builtPreload()), 'virtual.js')).href;
  const file = written(
    'early.mjs',
    `await import(${JSON.stringify(pathToFileURL(require.resolve('ws')).href)});
const { virtualRun } = await import(${JSON.stringify(twin)});
for (let n = 0; n < 3; n++)
  await virtualRun({ device: { profile: 'esp32-idf-v5.3', apps: ['simple'] } }).run(() => Promise.resolve());
`,
  );
  const { stderr, status } = spawnSync(process.execPath, [file], { encoding: 'utf8' });
  expect(status).toBe(0);
  expect(stderr.match(/ws was loaded before lwip-twin/g)).toHaveLength(1);
});
