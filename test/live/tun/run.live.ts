import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

import { findNamespace } from '../../../sim/live/tun/namespace.js';
import type { TraceRecord } from '../../../sim/kernel/trace.js';
import { builtCommand } from '../../built-command.js';
import { Workplace } from '../../cli/fixture.js';

const LAMP = `name: lamp
device: { profile: esp32-idf-v5.3, apps: [ws-echo, simple] }
until: 10s
`;

const way = findNamespace('twin0', '192.168.4.1');
const why = 'reasons' in way ? way.reasons.join('; ') : undefined;
if (why !== undefined) console.warn(`skipped: no TUN device can be had here (${why})`);

interface Ran {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

function run(place: Workplace, scenario: string, words: readonly string[], ...options: string[]): Ran {
  const file = place.file('lamp.yaml', scenario);
  const args = [builtCommand(), 'run', file, ...options, '--', ...words];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    timeout: 100_000,
  });
  return { status, out: stdout, err: stderr };
}

/** A program of Node's in a line. */
const node = (code: string): string[] => [process.execPath, '--input-type=module', '-e', code];

function recordsOf(file: string): TraceRecord[] {
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as TraceRecord);
}

describe.skipIf(why !== undefined)('a command over TUN', () => {
  test("is served by the device, and its exit status is the command's", () => {
    const place = new Workplace();
    const trace = place.path('t.jsonl');
    const code = `
      const answer = await fetch(process.env.LWIP_TWIN_URL + '/hello');
      console.log(process.env.LWIP_TWIN_HOST, answer.status, await answer.text());
      await fetch('http://192.168.4.2:81/').catch(({ cause }) => console.log(cause.code));
      process.exit(7);`;
    const { status, out, err } = run(place, LAMP, node(code), '--trace', trace);
    expect({ status, out }, err).toEqual({ status: 7, out: '192.168.4.2 200 Hello World!\nECONNREFUSED\n' });
    expect(err).toContain('app#2  refused  listener :81: nothing listens on port 81');
    // The kernel's own options reach the device, and what a simulated client would write down is there.
    const kinds = recordsOf(trace).filter(
      (record) => record.k === 'act' || record.k === 'cli' || record.k === 'sent',
    );
    const told = kinds.map((record) =>
      record.k === 'act' ? record.do : record.k === 'cli' ? record.ev : 'sent',
    );
    expect(told.slice(0, 4)).toEqual(['connect', 'connected', 'sent', 'data']);
    expect(told).toContain('refused');
  });

  test('14 connections: 12 are connected, the SYNs of two are dropped', () => {
    const place = new Workplace();
    const code = `
      import net from 'node:net';
      let connected = 0;
      for (let i = 0; i < 14; i++) {
        net.connect(80, '192.168.4.2', () => connected++);
        await new Promise((next) => setTimeout(next, 100));
      }
      await new Promise((next) => setTimeout(next, 700));
      console.log(connected);
      process.exit();`;
    const { out, err } = run(place, LAMP, node(code));
    expect(out, err).toBe('12\n');
    expect(err).toContain('SYN dropped');
  });

  test.skipIf(!existsSync('/usr/bin/curl'))('TLS is real, and told as what it carries', () => {
    const place = new Workplace();
    const trace = place.path('t.jsonl');
    const lamp = LAMP.replace('[ws-echo, simple]', '[https-simple], tls: {}');
    const { status, out, err } = run(
      place,
      lamp,
      ['sh', '-c', 'echo $LWIP_TWIN_URL; curl -sk $LWIP_TWIN_URL/'],
      '--trace',
      trace,
    );
    expect({ status, out }, err).toEqual({
      status: 0,
      out: 'https://192.168.4.2\n<h1>Hello Secure World!</h1>',
    });
    expect(err).toContain('app  served  request answered in');
    const records = recordsOf(trace);
    const told = records.flatMap((record) => (record.k === 'tls' ? [record.hs ?? record.type] : []));
    expect(told[0]).toMatch(/^ClientHello/);
    expect(told.slice(2, 10)).toEqual([
      expect.stringMatching(/^Certificate/),
      'ServerKeyExchange(300)',
      'ServerHelloDone(4)',
      'ClientKeyExchange(37)',
      20,
      'Finished(16)',
      20,
      'Finished(16)',
    ]);
    expect(
      records.some((record) => record.k === 'sent' && record.text?.startsWith('GET / HTTP/1.1') === true),
    ).toBe(true);
  });

  test('expectations count where the command ended well', () => {
    const place = new Workplace();
    const expecting = `${LAMP}expect:\n  - { resource: sockets, peak: at most 3 }\n`;
    const get = node("await (await fetch('http://192.168.4.2/hello')).text()");
    expect(run(place, expecting, get)).toMatchObject({ status: 1 });
    expect(run(place, expecting.replace('most 3', 'most 4'), get)).toMatchObject({ status: 0 });
  });

  test.each([[], ['--virtual']])('expectations name the command itself; %j', (...options: string[]) => {
    const place = new Workplace();
    const get = node("await (await fetch('http://192.168.4.2/hello')).text()");
    const expecting = (entry: string): string => `${LAMP}expect:\n  - { ${entry} }\n`;
    const served = expecting('client: app, outcome: [served, idle], status: 200');
    expect(run(place, served, get, ...options)).toMatchObject({ status: 0 });
    const refused = run(place, expecting('client: app, outcome: refused'), get, ...options);
    expect(refused.status).toBe(1);
    expect(refused.err).toContain('expected: app is refused');
    const named = expecting('client: phone, outcome: [served, idle]');
    expect(run(place, named, get, '--client', 'phone', ...options)).toMatchObject({ status: 0 });
    expect(run(place, named, get, ...options)).toMatchObject({ status: 2 });
  });

  test.skipIf(!existsSync('/usr/bin/ping') && !existsSync('/bin/ping'))('answers ping', () => {
    const { status, out } = run(new Workplace(), LAMP, ['ping', '-c', '2', '-W', '5', '192.168.4.2']);
    expect(out).toContain('2 received');
    expect(status).toBe(0);
  });

  test('a command that is not there', () => {
    const { status, err } = run(new Workplace(), LAMP, ['/no/such/command']);
    expect(status).toBe(2);
    expect(err).toContain('error: /no/such/command: ');
  });
});
