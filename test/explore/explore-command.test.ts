/** `lwip-twin explore` as people call it. */

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runCommand, Workplace } from '../cli/fixture.js';

const scenario = (explore: string, more = ''): string => `
device: { profile: esp32-idf-v5.3, apps: [ws-echo, simple], httpd: { max_open_sockets: 3 } }
until: 10s
groups:
  - { name: tab, count: 1, start: 100ms, steps: [{ do: connect }, { do: ws_open, path: /ws }] }
  - { name: page, start: 2s, steps: [{ do: connect }, { do: http, path: /hello }] }
explore: ${explore}
${more}`;

describe('explore', () => {
  it('finds the third tab, says why, and writes it as a scenario', async () => {
    const place = new Workplace();
    const file = place.file('s.yaml', scenario('{ vary: { tab: 1..6, link.latency: [1ms, 50ms] } }'));
    const { status, out } = await runCommand('explore', file);
    expect(status).toBe(1);
    expect(out).toContain('tab=3 link.latency=1ms');
    expect(out).toMatch(/page1 waited .* for GET \/hello: sessions :80 3\/3 \(max_open_sockets\)/);
    const found = place.path('s-found.yaml');
    expect(readFileSync(found, 'utf8')).toContain('extends: s.yaml');
    const replayed = await runCommand('replay', found, '--summary');
    expect(replayed.out).toContain('page1       waiting');
  });

  it('prints what its page shows: the stall that takes seven clients, from an innocent dashboard', async () => {
    const page = readFileSync('docs/explore.md', 'utf8');
    const [, shown = ''] =
      /\$ lwip-twin explore scenarios\/explore-dashboards.yaml\n([\s\S]*?)```/.exec(page) ?? [];
    const { status, out } = await runCommand('explore', 'scenarios/explore-dashboards.yaml', '--output', '-');
    expect(status).toBe(1);
    // What is left out of a line, and where it is written, is not compared.
    const lines = shown.trim().split('\n').slice(0, -1);
    expect(lines).toHaveLength(3);
    for (const line of lines) {
      const [start = '', end] = line.split(' …');
      expect(out.split('\n').some((one) => (end === undefined ? one === start : one.startsWith(start)))).toBe(
        true,
      );
    }
  });

  it('finds nothing where there is nothing: status 0, and how near it came', async () => {
    const file = new Workplace().file('s.yaml', scenario('{ vary: { tab: 1..2 } }'));
    const { status, out } = await runCommand('explore', file);
    expect(out).toMatch(/^Nothing forbidden in 2 runs\. Nearest: \d+ % of the forbidden wait, tab=\d\.\n$/);
    expect(status).toBe(0);
  });

  it.each([
    ['sessions_left: true', 'sessions are held at the end of the run'],
    ['heap_left: true', 'bytes of heap are not given back'],
    ['unanswered: true, wait: 1h', 'page1 is waiting'],
  ])('forbids %s', async (forbid, trouble) => {
    const place = new Workplace();
    const file = place.file('s.yaml', scenario(`{ vary: { tab: 1..4 }, forbid: { ${forbid} } }`));
    const { status, out } = await runCommand('explore', file, '--json', '--output', '-');
    expect(status).toBe(1);
    expect((JSON.parse(out) as { trouble: string }).trouble).toContain(trouble);
    expect(existsSync(place.path('s-found.yaml'))).toBe(false);
  });

  it('combinations that contradict each other are passed over, and counted', async () => {
    const explore = '{ vary: { tab: 1..2, groups.page.start: [1s, 9s], until: [10s, 5s] } }';
    const file = new Workplace().file('s.yaml', scenario(explore));
    const { status, out } = await runCommand('explore', file, '--json');
    expect(JSON.parse(out)).toMatchObject({ found: false, runs: 8, impossible: 2 });
    expect(status).toBe(0);
  });

  it('a crash is trouble of its own', async () => {
    const text = `
device: { profile: esp32-idf-v5.3, apps: [ws-echo] }
until: 2s
groups:
  - { name: c, start: 100ms, steps: [{ do: connect }, { do: ws_open, path: /ws }, { do: ws_text, text: $(text) }] }
parameters: { text: hello }
explore: { vary: { text: [hello, 'x', ''] } }
`;
    const { status, out } = await runCommand(
      'explore',
      new Workplace().file('s.yaml', text),
      '--output',
      '-',
    );
    expect(out).toContain('the device crashed');
    expect(status).toBe(1);
  });

  it.each([
    ['{ vary: { tba: 1..3 } }', /no parameter or path named "tba"/],
    ['{ vary: { tab: 3..1 } }', /the range 3\.\.1 is empty/],
    ['{ vary: { tab: 1..3 }, forbid: { wiat: 5s } }', /wiat/],
    ['{ vary: { tab: [1, none] } }', /expected a whole number/],
    ['{ vary: {} }', /has no explore\.vary/],
  ])('%s is refused before anything is run', async (explore, message) => {
    const { status, err } = await runCommand('explore', new Workplace().file('s.yaml', scenario(explore)));
    expect(err).toMatch(message);
    expect(status).toBe(2);
  });
});
