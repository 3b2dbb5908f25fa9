/** What a stranger's file may read, and what it may cost. */

import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

import { limitReading } from '../../sim/node/reading-limits.js';
import { loadScenario } from '../../sim/run/load.js';
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

  it('patterns run in linear time', () => {
    const text = `${HEAD}timeline: [{ at: 1s, client: a, do: connect }]\nexpect: [{ client: a, received: "/(a)\\\\1/" }]\n`;
    expect(complaint(text)).toContain('received: the pattern has \\1: patterns here run in linear time');
  });
});
