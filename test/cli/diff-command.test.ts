import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { runCommand, Workplace } from './fixture.js';

const VERSIONS = 'scenarios/http-versions.yaml';
const OLD_AND_NEW = ['--profile', 'esp32-idf-v5.3.1,esp32-idf-v5.3.5'];

describe('diff', () => {
  it('compares profiles, and fails on demand when something got worse', async () => {
    const place = new Workplace();
    const [json, junit] = [place.path('diff.json'), place.path('diff.xml')];
    const shown = await runCommand('diff', VERSIONS, ...OLD_AND_NEW, '--json', json, '--junit', junit);
    expect(shown.status).toBe(0);
    expect(shown.out).toMatch(/^http-versions:\n {2}esp32-idf-v5\.3\.1 → esp32-idf-v5\.3\.5\n/);
    expect(shown.out).toMatch(/! v12: outcome .*200.* → .*505/);
    expect((await runCommand('diff', VERSIONS, ...OLD_AND_NEW, '--check')).status).toBe(1);
    expect(readFileSync(junit, 'utf8')).toContain('failures="1"');
    expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject([
      { scenario: 'http-versions', from: 'esp32-idf-v5.3.1', to: 'esp32-idf-v5.3.5' },
    ]);
  });

  it('compares settings, and files', async () => {
    const place = new Workplace();
    const [one, two] = [place.file('one.yaml'), place.file('two.yaml')];
    expect(await runCommand('diff', one, two, '--check')).toMatchObject({
      status: 0,
      out: expect.stringContaining('no difference') as string,
    });
    expect((await runCommand('diff', one, '--set', 'device.httpd.max_open_sockets=3')).out).toContain(
      'as it is → device.httpd.max_open_sockets=3',
    );
  });

  it.each([
    [['one.yaml'], /compared with what\?/],
    [['one.yaml', '--profile', 'esp32-idf-v5.3'], /two profiles or more/],
    [['one.yaml', '--profile', 'esp32-idf-v5.3,esp32-idf-v9'], /esp32-idf-v9/],
  ])('%j is bad input', async (args, message) => {
    const place = new Workplace();
    const { status, err } = await runCommand(
      'diff',
      ...args.map((arg) => (arg === 'one.yaml' ? place.file(arg) : arg)),
    );
    expect(status).toBe(2);
    expect(err).toMatch(message);
  });
});

describe('upgrade', () => {
  it('says what a load exercises before what else changed', async () => {
    const { status, out } = await runCommand('upgrade', 'v5.3.1', 'v5.3.5', VERSIONS);
    expect(status).toBe(0);
    expect(out).toMatch(/^esp32-idf-v5\.3\.1 → esp32-idf-v5\.3\.5: \d+ differences, \d+ changed defaults\n/);
    const mine = out.slice(
      out.indexOf('What these scenarios exercise'),
      out.indexOf('What clients could see'),
    );
    expect(mine).toMatch(/! v12: outcome .*505/);
    expect(mine.match(/^ {2}\S/gm)).toHaveLength(1);
  });

  it('is JSON for tools', async () => {
    const { out } = await runCommand('upgrade', 'v5.3', 'v5.5', '--format', 'json');
    expect(JSON.parse(out)).toMatchObject({ from: 'esp32-idf-v5.3', to: 'esp32-idf-v5.5' });
  });

  it.each(['v5.9', 'w800-sdk-2.4', 'yesterday'])('of %s is bad input', async (name) => {
    const { status, err } = await runCommand('upgrade', name, 'v6.0');
    expect(status).toBe(2);
    expect(err).toContain(`unknown release "${name}"`);
  });
});
