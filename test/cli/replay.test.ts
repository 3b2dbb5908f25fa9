import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { LEFT_OUT } from '../../sim/report/summary/cost-lines.js';
import { cli, CRASH, SCENARIO, Workplace } from './fixture.js';

const LOG_LINE = /^[EWIDV] \(\d+\) /m;

describe('what is printed', () => {
  test('console, clients, summary', async () => {
    const { status, out, err } = await cli(['replay', new Workplace().file('one.yaml')]);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toContain('I (120) ws_echo_server: Handshake done, the new connection was opened\n');
    expect(out).toContain('0.102 s  c1  connected\n');
    expect(out).toContain('Connections: 1 served\n');
    expect(out).toMatch(/sockets +peak 4 +of 10/);
    expect(out.trimEnd().endsWith(LEFT_OUT)).toBe(true);
    expect(out).not.toContain('\u001b');
  });

  test("a W800's wall clock as the scenario sets it, at boot and later", async () => {
    const text = `name: clock
device: { profile: w800-sdk-2.4, apps: [lws-ws-client], tls: { clock: 0 } }
until: 20s
timeline:
  - { at: 0s, client: s, do: listen, port: 9000, tls: { silent: true } }
  - { at: 5s, device: settime, unix: 1735689600 }
`;
    const { out } = await cli(['replay', new Workplace().file('clock.yaml', text)]);
    expect(out).toMatch(/\[1970\/01\/01 00:00:00:0020\] N: \d+: lws_gate_accepts: on = 0/);
    expect(out).toMatch(/\[2025\/01\/01 00:00:00:\d+\] N: \d+: __lws_lc_untag/);
  });

  test('log levels', async () => {
    const file = new Workplace().file('one.yaml');
    const info = await cli(['replay', file, '--log-level', 'info']);
    expect(info.out).toMatch(/^I \(0\) ws_echo_server/m);
    expect(info.out).not.toMatch(/^D \(/m);
    const none = await cli(['replay', file, '--log-level', 'none']);
    expect(none.out).not.toMatch(LOG_LINE);
    expect(none.out.startsWith('What the clients saw')).toBe(true);
  });

  test('colours: on a terminal, unless NO_COLOR; always; never', async () => {
    const file = new Workplace().file('one.yaml');
    const isColored = async (args: string[], tty: boolean, env = {}): Promise<boolean> =>
      (await cli(['replay', file, ...args], { outIsTerminal: tty, env })).out.includes('\u001b[0;32mI (0)');
    expect(await isColored([], true)).toBe(true);
    expect(await isColored([], false)).toBe(false);
    expect(await isColored([], true, { NO_COLOR: '1' })).toBe(false);
    expect(await isColored(['--color', 'always'], false, { NO_COLOR: '1' })).toBe(true);
    expect(await isColored(['--no-color'], true)).toBe(false);
  });

  test('several files in one process, each under its name', async () => {
    const place = new Workplace();
    const files = [place.file('a.yaml'), place.file('b.yaml')];
    const { out } = await cli(['replay', ...files]);
    for (const file of files) expect(out).toContain(`=== ${file}\n`);
    expect(out.split(LEFT_OUT)).toHaveLength(3);
  });

  test('--quiet prints nothing', async () => {
    expect(await cli(['replay', new Workplace().file('one.yaml'), '--quiet'])).toEqual({
      status: 0,
      out: '',
      err: '',
    });
  });
});

describe('exit status', () => {
  test('3 when a device panicked, whichever of the files', async () => {
    const place = new Workplace();
    const files = [place.file('crash.yaml', CRASH), place.file('one.yaml')];
    const { status, out } = await cli(['replay', ...files]);
    expect(status).toBe(3);
    expect(out).toContain('the device crashed at 0.201 s: memory access fault');
  });

  test('a bug of the simulator is no stack trace about the scenario, and leaves no file', async () => {
    const place = new Workplace();
    const { status, err } = await cli(['replay', place.file('one.yaml'), '--trace', place.path('t.jsonl')], {
      simulate: () => {
        throw new Error('broken');
      },
    });
    expect(status).toBe(70);
    expect(err).toContain('bug of lwip-twin');
    expect(place.list()).toEqual(['one.yaml']);
  });
});

describe('traces', () => {
  const records = (text: string): { k: string; lv?: string }[] =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { k: string; lv?: string });

  test('--trace FILE, complete, the report printed as well', async () => {
    const place = new Workplace();
    const { out } = await cli(['replay', place.file('one.yaml'), '--trace', place.path('t.jsonl')]);
    expect(out).toContain(LEFT_OUT);
    const trace = records(readFileSync(place.path('t.jsonl'), 'latin1'));
    expect(trace[0]).toMatchObject({ k: 'meta', profile: 'esp32-idf-v5.3', scenario: 'one' });
    const kinds = trace.map(({ k }) => k);
    for (const kind of ['log', 'seg', 'cli', 'res', 'end', 'usage']) expect(kinds).toContain(kind);
    expect(place.list()).toEqual(['one.yaml', 't.jsonl']);
  });

  test('--trace-level leaves less important log records out, and nothing else', async () => {
    const place = new Workplace();
    const file = place.file('one.yaml');
    const traced = async (...options: readonly string[]): Promise<ReturnType<typeof records>> =>
      records((await cli(['replay', file, '--trace', '-', ...options])).out);
    const [all, infos, none] = [
      await traced(),
      await traced('--trace-level', 'info'),
      await traced('--trace-level', 'none'),
    ];
    expect(all.some(({ k, lv }) => k === 'log' && lv === 'D')).toBe(true);
    expect(infos).toEqual(all.filter(({ lv }) => lv !== 'D'));
    expect(none).toEqual(all.filter(({ k }) => k !== 'log'));
    const { status, err } = await cli(['replay', file, '--trace-level', 'W']);
    expect([status, err]).toEqual([2, 'error: --trace-level says what --trace has; there is none\n']);
  });

  test('--trace - prints it alone, and the same as into a file', async () => {
    const place = new Workplace();
    const file = place.file('one.yaml');
    const { out } = await cli(['replay', file, '--trace', '-']);
    await cli(['replay', file, '--trace', place.path('t.jsonl'), '--log-level', 'E']);
    expect(out).toBe(readFileSync(place.path('t.jsonl'), 'latin1'));
  });

  test('--trace DIR/ is made, and gets a file for each scenario', async () => {
    const place = new Workplace();
    await cli([
      'replay',
      '--quiet',
      place.file('a.yaml'),
      place.file('b.yml'),
      '--trace',
      place.path('new/deep/'),
    ]);
    for (const name of ['a', 'b'])
      expect(records(readFileSync(place.path(`new/deep/${name}.jsonl`), 'latin1')).length).toBeGreaterThan(9);
  });

  test('an existing file is replaced, also behind a symbolic link', async () => {
    const place = new Workplace();
    writeFileSync(place.path('old.jsonl'), 'old');
    symlinkSync(place.path('old.jsonl'), place.path('link.jsonl'));
    await cli(['replay', '--quiet', place.file('one.yaml'), '--trace', place.path('link.jsonl')]);
    expect(readFileSync(place.path('old.jsonl'), 'latin1')).toContain('"k":"meta"');
  });

  test('--trace /dev/null', async () => {
    expect(
      await cli(['replay', '--quiet', new Workplace().file('one.yaml'), '--trace', '/dev/null']),
    ).toMatchObject({ status: 0 });
  });

  test('a panicking device has a complete trace', async () => {
    const { out } = await cli(['replay', new Workplace().file('crash.yaml', CRASH), '--trace', '-']);
    expect(records(out).some(({ k }) => k === 'panic')).toBe(true);
  });
});

test('--pcapng has a packet for every segment that the device saw', async () => {
  const place = new Workplace();
  const file = place.file(
    'one.yaml',
    SCENARIO.replace('until', 'link: { drop: { rx: [1], tx: [2] } }\nuntil').replace(
      'until: 1s',
      'until: 5s',
    ),
  );
  await cli([
    'replay',
    '--quiet',
    file,
    '--pcapng',
    place.path('p.pcapng'),
    '--trace',
    place.path('t.jsonl'),
  ]);
  const seen = readFileSync(place.path('t.jsonl'), 'latin1')
    .split('\n')
    .filter(
      (line) => line.includes('"k":"seg"') && !(line.includes('"lost":1') && line.includes('"dir":"rx"')),
    );
  const bytes = readFileSync(place.path('p.pcapng'));
  let packets = 0;
  for (let at = 0; at < bytes.length; at += bytes.readUInt32LE(at + 4))
    if (bytes.readUInt32LE(at) === 6) packets++;
  expect(packets).toBe(seen.length);
  expect(bytes.includes('lost on the link')).toBe(true);
});
