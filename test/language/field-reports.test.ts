/** Inputs on which people stumbled: each is refused with a place and a way out, or does what they meant. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { readFile } from '../../sim/node/node-files.js';
import { loadScenario } from '../../sim/run/load.js';
import { Simulation } from '../../sim/run/simulation.js';
import { complaintOf, failureOf } from './failure.js';
import { temporaryFiles } from './temporary-files.js';

const HEAD = 'device: { profile: esp32-idf-v5.3, apps: [simple] }\n';
const load = (text: string) => loadScenario({ text, file: 's.yaml' });
const complaint = (text: string): string => complaintOf(() => load(text));

describe('names', () => {
  it('of a scenario are one line', () => {
    expect(load(`name: "a\\n::error::b \\u2028c"\n${HEAD}`).name).toBe('a ::error::b c');
  });

  it.each(['a#1', 'a*'])('%s is reserved for expectations', (name) => {
    expect(complaint(`${HEAD}timeline: [{ at: 1s, client: "${name}", do: connect }]\n`)).toContain(
      's.yaml:2:30 wrong-type: client: expected a name (1 to 31 characters of ASCII without blanks, # and *',
    );
    expect(complaint(`${HEAD}groups: [{ name: "${name}", behaviour: poller }]\n`)).toContain('s.yaml:2:18 ');
  });
});

describe('merge keys', () => {
  const text = `device: { profile: esp32-idf-v5.3, apps: [simple] }
timeline:
  - &first { at: 1s, client: a, do: connect }
  - { <<: *first, at: 2s, client: b }
  - <<: *first
    client: c
`;

  it('stand for the entries of another map', () => {
    expect(load(text).steps).toEqual([
      { atUs: 1_000_000, client: 'a', do: 'connect', port: 80 },
      { atUs: 2_000_000, client: 'b', do: 'connect', port: 80 },
      { atUs: 1_000_000, client: 'c', do: 'connect', port: 80 },
    ]);
  });

  it('what is wrong with an entry is wrong where it stands', () => {
    expect(complaint(text.replace('connect', 'conect'))).toBe(
      's.yaml:3:37 unknown-step: unknown step "conect"',
    );
    expect(complaint(text.replace('*first, at', '1, at'))).toBe(
      's.yaml:4:7 wrong-type: a merge key stands for the entries of another map',
    );
  });
});

describe('bytes that are no UTF-8', () => {
  const blamed = (bytes: readonly number[]): string => {
    const folder = temporaryFiles({ 's.yaml': '' });
    const file = join(folder, 's.yaml');
    writeFileSync(file, Uint8Array.from(bytes));
    return complaintOf(() => readFile(file));
  };

  it.each([
    ['a Latin-1 letter before a quote', [0x61, 0x0a, 0x63, 0xe9, 0x22], '2:2', 'e9'],
    ['one at the end', [0x61, 0xe9], '1:2', 'e9'],
    ['half a character', [0x61, 0xe2, 0x82, 0x61], '1:2', 'e2'],
    ['a byte that begins nothing', [0xc3, 0xa9, 0xff], '1:2', 'ff'],
    ['a byte that goes on with nothing', [0x61, 0x80], '1:2', '80'],
  ])('%s', (_, bytes, place, byte) => {
    expect(blamed(bytes)).toBe(`s.yaml:${place} not-utf8: not UTF-8 text: byte 0x${byte} can't stand here`);
  });
});

describe('a device step that the device has no command for', () => {
  it.each(['stop', 'start', 'queue_work', 'send_data', 'broadcast, length: 3'])('%s', (step) => {
    const text = `device: { profile: w800-sdk-2.4, apps: [lws-ws-server] }\ntimeline: [{ at: 1s, device: ${step} }]\n`;
    expect(complaint(text)).toContain(
      's.yaml:2:30 not-available: w800-sdk-2.4 has no command for the device step',
    );
    expect(failureOf(() => load(text)).hint).toBe('it has settime');
  });
});

describe('extends and imports', () => {
  it.each([
    ['a list', '- not\n- a scenario\n'],
    ['plain text', 'hello\n'],
    ['a list of what might be one', '- device: x\n'],
  ])('%s is refused', (_, text) => {
    const folder = temporaryFiles({ 'other.yaml': text, 's.yaml': `extends: other.yaml\n${HEAD}` });
    expect(failureOf(() => loadScenario(join(folder, 's.yaml'))).format()).toMatch(/a scenario/);
  });

  it.each([
    ['extends: secret\n', "not a scenario: it has none of a scenario's keys"],
    ['imports: [secret]\n', "not a scenario: it has none of a scenario's keys"],
    ['device: { sdkconfig: secret }\n', 'not a Kconfig file: no line of it is CONFIG_NAME=value'],
    ['device: { lwipopts: secret }\n', 'not a C header: it has no #define'],
  ])('%s: nothing is shown of a file of another kind', (line, words) => {
    for (const secret of [
      'root:*:20228:0\nuser:hunter2\n',
      '{ "token": "hunter2" }\n',
      '- hunter2\n',
      '\u0000\u00ff\ufffe',
    ])
      for (const bytes of [Buffer.from(secret), Buffer.from(`hunter2 ${secret}`, 'latin1')]) {
        const folder = temporaryFiles({ secret: bytes.toString('latin1'), 's.yaml': '' });
        writeFileSync(join(folder, 'secret'), bytes);
        const own = line.replace('device: { ', 'device: { profile: w800-sdk-2.4, apps: [lws-ws-server], ');
        writeFileSync(join(folder, 's.yaml'), `${own}${line.startsWith('device') ? 'until: 5s\n' : HEAD}`);
        const told = failureOf(() => loadScenario(join(folder, 's.yaml'))).format();
        expect(told).not.toMatch(/hunter2|20228/);
        expect(told).toMatch(/s\.yaml:\d+:\d+/);
        if (!told.includes('UTF-8') && !told.includes('no such option')) expect(told).toContain(words);
      }
  });
});

describe("a user's module", () => {
  const APP = `export const app = ({ settings, log }) => ({
  register() { log.w('app', JSON.stringify(settings)); },
});
`;
  const scenario = (path: string, settings: string): string =>
    `device: { profile: esp32-idf-v5.3, apps: ["${path}"], app_settings: ${settings} }\nuntil: 1s\n`;

  it('may be named by its absolute path, and has settings of its own', () => {
    const folder = temporaryFiles({ 'app.mjs': APP });
    mkdirSync(join(folder, 'deep'));
    writeFileSync(
      join(folder, 'deep/s.yaml'),
      scenario(join(folder, 'app.mjs'), '{ files: 7, name: x, on: true }'),
    );
    const simulation = new Simulation(loadScenario(join(folder, 'deep/s.yaml')));
    const lines: string[] = [];
    simulation.trace.subscribe(['log'], (record) => {
      if (record.k === 'log' && record.tag === 'app' && record.lv === 'W') lines.push(record.msg);
    });
    simulation.run();
    expect(lines).toEqual(['{"files":7,"name":"x","on":true}']);
  });

  it('others have none', () => {
    const text = `device: { profile: esp32-idf-v5.3, apps: [sse], app_settings: { sse_m: 5 } }\n`;
    expect(complaint(text)).toBe('s.yaml:1:65 unknown-option: unknown option "sse_m" in device.app_settings');
    expect(failureOf(() => load(text)).hint).toBe(
      'did you mean "sse_ms"? (modules of your own may have any)',
    );
    expect(complaint(text.replace('sse_m: 5', 'x: [1]'))).toContain('expected a number, true, false or text');
  });
});
