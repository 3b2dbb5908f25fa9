/** `check --interleavings`: the races that only happen sometimes. */

import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';
import { runCommand, Workplace } from './fixture.js';

const MANGLED = 'scenarios/two-writers-one-websocket.yaml';

describe('two tasks that write to one websocket', () => {
  it('the strict order is as expected, another one is not; the command that it prints shows it again', async () => {
    expect(await runCommand('check', MANGLED)).toMatchObject({ status: 0 });
    const { status, out } = await runCommand('check', MANGLED, '--interleavings', '20');
    expect(status).toBe(1);
    const [, switches] = /in another order of tasks \(interleaving \d+, (\d+) switches\)/.exec(out) ?? [];
    expect(Number(switches)).toBeLessThanOrEqual(4);
    const [, set = ''] = /replay: lwip-twin replay \S+ --seed 1 --set '([^']+)'/.exec(out) ?? [];
    // The page shows what is printed.
    expect(readFileSync('docs/interleavings.md', 'utf8')).toContain(`--seed 1 --set '${set}'`);
    const again = await runCommand('check', MANGLED, '--set', set);
    expect(again.status).toBe(1);
    expect(again.out).toContain('ws_expect, round');
    const stepped = await runCommand('repl', MANGLED, '--set', set, '-c', 'goto 1s; tasks');
    expect(stepped.status).toBe(0);
  });

  it('a lock cures it', async () => {
    const cure = 'scenarios/two-writers-with-a-lock.yaml';
    expect(await runCommand('check', cure, '--interleavings', '40')).toMatchObject({ status: 0 });
  });
});

it.each([
  ['work queued while the queue fills', 'work-burst-lost', 'times by the end', 1],
  ['httpd_stop against a worker', 'stop-against-a-worker', 'httpd_stop has freed the sessions', 2],
])('%s', async (_, name, seen, most) => {
  const file = `scenarios/${name}.yaml`;
  expect(await runCommand('check', file)).toMatchObject({ status: 0 });
  const { out } = await runCommand('check', file, '--interleavings', '10');
  expect(out).toContain(seen);
  const [, switches = ''] = /interleaving \d+, (\w+) switch(?:es)?\)/.exec(out) ?? [];
  expect(switches === 'one' ? 1 : Number(switches)).toBeLessThanOrEqual(most);
  const [, set = ''] = /--seed 1 --set '([^']+)'/.exec(out) ?? [];
  expect((await runCommand('check', file, '--set', set)).status).not.toBe(0);
});

it('the same orders, however often they are tried', async () => {
  const told = async (): Promise<string> =>
    (await runCommand('check', MANGLED, '--interleavings', '5', '--json', '-')).out.replace(
      /"durationMs": \d+/g,
      '',
    );
  expect(await told()).toBe(await told());
});

it.each([
  ['{ seed: -1 }', /interleaving/],
  ['{ switches: [a] }', /expected a list of points/],
  ['{ seed: 1, switches: [] }', /interleaving/],
])('interleaving: %s is refused', async (written, message) => {
  const text = `device: { profile: esp32-idf-v5.3, apps: [ws-echo] }\nuntil: 1s\ninterleaving: ${written}\n`;
  const { status, out } = await runCommand('check', new Workplace().file('s.yaml', text));
  expect(status).toBe(2);
  expect(out).toMatch(message);
});
