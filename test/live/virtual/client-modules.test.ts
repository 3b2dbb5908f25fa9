/** Groups whose clients are programs: they run for real once, and everything else plays what they did. */

import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest';

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadScenario } from '../../../sim/run/load.js';
import { serializeRecord, type TraceKind } from '../../../sim/kernel/trace.js';
import { NotRecordedError } from '../../../sim/run/run-groups.js';
import { Simulation } from '../../../sim/run/simulation.js';
import { recordRealClients, VirtualRun } from '../../../sim/virtual.js';
import { runCommand as cli } from '../../cli/fixture.js';

const folder = mkdtempSync(join(tmpdir(), 'lwip-twin-clients-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const KINDS: readonly TraceKind[] = [
  'log',
  'seg',
  'cli',
  'res',
  'act',
  'refuse',
  'session',
  'step',
  'end',
  'usage',
];

const LIBRARY = [
  'real-websockets-eighth-times-out',
  'undici-pool-larger-than-sessions',
  'real-dashboards-nine',
];

/** A scenario with one group of these programs. */
function written(module: string, { count = 2, more = '' } = {}): string {
  const file = join(folder, `client-${Math.random().toString(36).slice(2)}.mjs`);
  writeFileSync(file, module);
  const scenario = join(folder, 'scenario.yaml');
  const group = `{ name: tab, count: ${count}, client: ${file}${more} }`;
  writeFileSync(
    scenario,
    `device: { profile: esp32-idf-v5.3, apps: [simple] }\nuntil: 5s\ngroups:\n  - ${group}\n`,
  );
  return scenario;
}

function traceOf(simulation: Simulation): string[] {
  const trace: string[] = [];
  simulation.trace.subscribe(KINDS, (record) => trace.push(serializeRecord(record)));
  return trace;
}

describe('a recorded run', () => {
  it.each(LIBRARY)('%s: is the run of the real clients, record by record', async (name) => {
    const scenario = loadScenario(`scenarios/${name}.yaml`);
    const live = new VirtualRun(scenario, { untilUs: scenario.untilUs });
    const liveTrace = traceOf(live.simulation);
    await live.run(() => new Promise(() => undefined)).catch(() => undefined);
    const played = new Simulation(await recordRealClients(scenario));
    const playedTrace = traceOf(played);
    played.run();
    expect(playedTrace).toEqual(liveTrace);
    expect(playedTrace.length).toBeGreaterThan(100);
  });
});

describe('programs', () => {
  it('share no variables, and get their settings, number and names', async () => {
    const module = `
      let calls = 0;
      export async function client({ client, device, settings, index }) {
        const answer = await client.fetch(
          device.url('/hello?' + [client.name, index, settings.word, ++calls].join('-')));
        await answer.text();
      }`;
    const scenario = loadScenario(written(module, { more: ', settings: { word: hi }' }));
    const sent = (await recordRealClients(scenario)).tape!.moments.flatMap(({ deeds }) =>
      deeds.flatMap(({ deed }) => ('bytes' in deed ? [Buffer.from(deed.bytes).toString('latin1')] : [])),
    );
    expect(sent.map((text) => text.split(' ')[1])).toEqual(['/hello?tab1-0-hi-1', '/hello?tab2-1-hi-1']);
  });

  it('that throw fail the run, with the reason', async () => {
    const { status, out } = await cli(
      'replay',
      written('export const client = async () => { throw new RangeError("too many tabs"); };'),
    );
    expect(status).toBe(1);
    expect(out).toContain('tab1, step 1 (client): the program of the client does not fail');
    expect(out).toContain('threw RangeError: too many tabs');
  });

  it('in check and in the REPL, forward and back', async () => {
    const file = written(
      'export const client = ({ client, device }) => client.fetch(device.url("/hello")).then((answer) => answer.text());',
    );
    expect(await cli('check', file)).toMatchObject({ status: 0 });
    const commands = 'goto 1s; sessions; goto 0s; goto 1s; sessions; set link.latency 9ms';
    const { out, status } = await cli('repl', file, '-c', commands);
    expect(status).toBe(2);
    const tables = out.split('\n').filter((line) => line.startsWith(':80 slot 0  tab1'));
    expect(tables).toHaveLength(2);
    expect(tables[1]).toBe(tables[0]);
    expect(out).toContain('real clients have been run with the scenario as it is');
  });
});

describe('complaints', () => {
  const bad: readonly (readonly [string, string, string])[] = [
    ['no function', 'export const page = 1;', 'exports no function client'],
    // Vitest loads modules itself, and words it otherwise.
    ['a syntax error', 'export const client = async ( => 1;', "can't be loaded"],
    ['its own network', 'await import("node:nowhere");', 'No such built-in module'],
  ];
  it.each(bad)('%s', async (_, module, message) => {
    const { status, err } = await cli('replay', written(module));
    expect(err).toContain(message);
    expect(status).toBe(2);
  });

  it('a program that does not do the same twice', async () => {
    const module = `
      export async function client({ client, device }) {
        globalThis.calls = (globalThis.calls ?? 0) + 1;
        await client.fetch(device.url('/' + globalThis.calls)).then((answer) => answer.text());
      }`;
    await expect(recordRealClients(loadScenario(written(module, { count: 1 })))).rejects.toThrow(
      /did not do the same twice: first tab1 send .*GET \/1 .*then tab1 send .*GET \/2 /,
    );
  });

  it.each([
    ['client: ./nowhere.mjs', /there is no file/],
    ['client: ./list.txt', /not a module/],
    ['client: ./a.mjs, steps: [{ do: connect }]', /steps and client in one group/],
    ['steps: [{ do: connect }], settings: {}', /settings go with client/],
    ['client: scenarios/clients/pool.mjs, on_failure: stop', /on_failure goes with steps/],
  ])('%s', (keys, message) => {
    const text = `device: { profile: esp32-idf-v5.3, apps: [simple] }\nuntil: 5s\ngroups:\n  - { name: tab, ${keys} }\n`;
    expect(() => loadScenario({ text })).toThrow(message);
  });

  it('a run without promises says what to do', () => {
    const scenario = loadScenario(written('export const client = () => undefined;'));
    expect(() => new Simulation(scenario).run()).toThrow(NotRecordedError);
  });

  it('--no-modules runs none', () => {
    const file = written('export const client = () => undefined;');
    vi.stubEnv('LWIP_TWIN_MODULES', 'off');
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    expect(() => loadScenario(file)).toThrow('modules are switched off');
  });
});
