import { describe, expect, it } from 'vitest';

import type { WantReport } from '../../sim/advise/want/text.js';
import { runCommand, Workplace } from './fixture.js';

const MIX = `name: mix
device: { profile: esp32-idf-v5.3, apps: [ws-echo, simple] }
until: 5s
groups:
  - { name: tab, count: 1, start: { at: 100ms, every: 50ms }, steps: [{ do: ws_open, path: /ws }, { do: hold }] }
  - { name: page, count: 3, start: { at: 1s, every: 50ms }, steps: [{ do: http, path: /hello }, { do: hold }] }
`;

/** What was found, by setting. */
function smallest(out: string): Record<string, number> {
  const [{ result }] = JSON.parse(out) as [WantReport];
  if (result.status !== 'found') throw new Error(result.status);
  return Object.fromEntries(result.settings.map(({ name, smallest: value }) => [name, value]));
}

describe('limits --want', () => {
  it('finds the smallest settings, and no smaller ones serve', async () => {
    const args = ['--profile', 'esp32-idf-v5.3', '--clients', 'websocket'];
    const { status, out } = await runCommand('limits', ...args, '--want', '9', '--format', 'json');
    expect(status).toBe(0);
    const found = smallest(out);
    expect(found).toMatchObject({ 'httpd.max_open_sockets': 9, 'sdkconfig.CONFIG_LWIP_MAX_SOCKETS': 12 });
    const set = (sessions: number, sockets: number) =>
      runCommand(
        'limits',
        ...args,
        '--set',
        `httpd.max_open_sockets=${sessions}`,
        '--set',
        `sdkconfig.CONFIG_LWIP_MAX_SOCKETS=${sockets}`,
        '--format',
        'json',
      ).then((shown) => (JSON.parse(shown.out) as { cells: { result: object }[] }).cells[0]!.result);
    expect(await set(9, 12)).toMatchObject({ served: 9 });
    expect(await set(8, 12)).toMatchObject({ served: 8 });
  });

  it('takes a scenario of named groups', async () => {
    const file = new Workplace().file('mix.yaml', MIX);
    const { status, out } = await runCommand('limits', file, '--count', 'tab', '--want', '6');
    expect(status).toBe(0);
    expect(out).toMatch(/^6 tab of .*mix\.yaml: served with 2 changes \(\d+ runs\)\n/);
    expect(out).toMatch(/httpd\.max_open_sockets +7 +9 +not enough\n/);
    expect(out).toContain('  config.max_open_sockets = 9;\n');
    expect(out).toMatch(/heap at its peak: [\d,]+ bytes/);
  });

  it('sets what a pool build derives from another option', async () => {
    const { out } = await runCommand(
      'limits',
      ...['--profile', 'lwip-pools', '--clients', 'websocket', '--want', '6', '--format', 'json'],
    );
    expect(smallest(out)).toMatchObject({ 'httpd.max_open_sockets': 6 });
  });

  it('says what is in the way where nothing serves them', async () => {
    const { status, out } = await runCommand(
      'limits',
      ...['--profile', 'esp32-idf-v4.4', '--clients', 'idle', '--want', '20'],
    );
    expect(status).toBe(1);
    expect(out).toMatch(
      /^20 idle clients of esp32-idf-v4\.4: no settings that were tried \(\d+ runs\) serve them\n {2}c14/,
    );
  });

  it.each([
    [['--profile', 'esp32-idf-v5.3', '--want', '0'], /whole number from 1/],
    [['--profile', 'esp32-idf-v5.3', '--want', '3', '--format', 'svg'], /no chart/],
    [['--want', '3'], /whose limits\?/],
  ])('%j: bad input', async (args, message) => {
    const { status, err } = await runCommand('limits', ...args);
    expect(status).toBe(2);
    expect(err).toMatch(message);
  });
});
