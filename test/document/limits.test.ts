/** What a stranger's file may read, and what it may cost. */

import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

import { limitReading } from '../../sim/node/reading-limits.js';
import { loadScenario } from '../../sim/run/load.js';
import { Simulation } from '../../sim/run/simulation.js';
import { complaintOf } from '../language/failure.js';
import { temporaryFiles } from '../language/temporary-files.js';

const HEAD = 'device: { profile: esp32-idf-v5.3, apps: [simple] }\n';
const complaint = (text: string): string => complaintOf(() => loadScenario({ text, file: 's.yaml' }));

describe('reading', () => {
  afterEach(() => {
    delete process.env['LWIP_TWIN_ROOT'];
    delete process.env['LWIP_TWIN_MODULES'];
  });

  it('a pipe is refused, and nobody waits for it', () => {
    const folder = temporaryFiles({ 's.yaml': `extends: pipe\n${HEAD}` });
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    expect(complaintOf(() => loadScenario(join(folder, 's.yaml')))).toContain(
      'a pipe or a device, not a file',
    );
  });

  it('nothing outside of the root, not by a link either', () => {
    const outside = temporaryFiles({ 'secret.yaml': 'name: x\n', sdkconfig: 'secret line\n' });
    const folder = temporaryFiles({
      'a.yaml': `extends: ${join(outside, 'secret.yaml')}\n${HEAD}`,
      'b.yaml': `extends: link.yaml\n${HEAD}`,
      'c.yaml': `device: { profile: esp32-idf-v5.3, apps: [simple], sdkconfig: ${join(outside, 'sdkconfig')} }\n`,
      'ok.yaml': HEAD,
    });
    symlinkSync(join(outside, 'secret.yaml'), join(folder, 'link.yaml'));
    limitReading({ root: folder });
    for (const name of ['a', 'b', 'c'])
      expect(complaintOf(() => loadScenario(join(folder, `${name}.yaml`)))).toMatch(
        /it is not in .*, which --root allows/,
      );
    expect(loadScenario(join(folder, 'ok.yaml')).name).toBe('ok');
  });

  it('no module', () => {
    const folder = temporaryFiles({
      'app.mjs': 'process.env["LWIP_TWIN_RAN"] = "1"; export const app = () => ({ register() {} });',
      's.yaml': 'device: { profile: esp32-idf-v5.3, apps: [./app.mjs] }\n',
    });
    limitReading({ modules: false });
    expect(complaintOf(() => loadScenario(join(folder, 's.yaml')))).toContain(
      './app.mjs: modules are switched off',
    );
    expect(process.env['LWIP_TWIN_RAN']).toBeUndefined();
  });
});

describe('cost', () => {
  it('payloads of a scenario are bounded together', () => {
    const step = '  - { at: 1s, client: a, do: send, fill: x, length: 16777216 }\n';
    const text = `${HEAD}timeline:\n  - { at: 1s, client: a, do: connect }\n${step.repeat(17)}`;
    expect(complaint(text)).toBe(
      's.yaml:20:53 too-large: length: payloads of more than 256 MiB in one scenario',
    );
  });

  it('so is what parameters stand for', () => {
    const text = `parameters: { p: ${'x'.repeat(20_000)} }\n${HEAD}description: "${'$(p)'.repeat(1000)}"\n`;
    expect(complaint(text)).toContain('too-large: parameters stand for more than 16777216 characters');
  });

  const repeated = (rounds: string): string =>
    `${HEAD}until: 5s\ngroups:\n  - name: g\n    steps:\n      - { do: connect }\n      - ${rounds}\n`;
  const runOf = (text: string): string =>
    complaintOf(() => new Simulation(loadScenario({ text, file: 's.yaml' })).run());

  it('rounds that take no time', () => {
    const inner = '{ do: repeat, times: 1000000, steps: [{ do: wait, for: 0s }] }';
    expect(runOf(repeated(`{ do: repeat, times: 1000000, steps: [${inner}] }`))).toMatch(
      /^s\.yaml:7:\d+ too-large: repeat: more than 1,000,000 rounds at one moment: nothing in them takes time/,
    );
  });

  it('what a client sends again and again and cannot get rid of', () => {
    const send = '{ do: send, fill: x, length: 16777216 }';
    expect(runOf(repeated(`{ do: repeat, times: 1000000, steps: [${send}] }`))).toBe(
      's.yaml:7:47 too-large: g1 has more than 256 MiB to send that the device has not taken',
    );
  });

  it.each([
    [
      'groups',
      `groups: [${'{ name: a }, '.repeat(101)}]`,
      's.yaml:2:9 out-of-range: groups: expected at most 100 groups, got 101',
    ],
    [
      'a number',
      `seed: 0x${'f'.repeat(100_000)}`,
      's.yaml:2:7 wrong-type: seed: expected a whole number from 0 to 4294967295, got Infinity',
    ],
    [
      'a list in a list',
      `description: ${'['.repeat(20_000)}${']'.repeat(20_000)}`,
      'nested deeper than 64 levels',
    ],
    [
      'merge keys',
      `a: &a0 {x: 1}\n${Array.from({ length: 12 }, (_, i) => `a${i}: &a${i + 1} {<<: [${`*a${i}, `.repeat(9)}]}\n`).join('')}`,
      'aliases stand for more than 100000 values',
    ],
  ])('%s', (_, text, message) => {
    expect(complaint(`${HEAD}${text}\n`)).toContain(message);
  });

  it('patterns run in linear time', () => {
    const text = `${HEAD}timeline: [{ at: 1s, client: a, do: connect }]\nexpect: [{ client: a, received: "/(a)\\\\1/" }]\n`;
    expect(complaint(text)).toContain('received: the pattern has \\1: patterns here run in linear time');
  });
});
