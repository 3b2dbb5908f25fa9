/** Whoever holds a limit is named: the holders' units add up to what is in use, at every moment of a run. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Holder } from '../../sim/kernel/trace.js';
import { loadCases, loadScenario } from '../../sim/run/load.js';
import { withRealClients } from '../../sim/live/real-clients.js';
import { HEAP, TIME_WAIT } from '../../sim/resources/definitions.js';
import type { LimitedResource } from '../../sim/resources/resource.js';
import { Simulation } from '../../sim/run/simulation.js';

const LIBRARY = join(import.meta.dirname, '../../scenarios');
/** Pools whose elements live for one call or one packet: nobody is there to be named. */
const NAMELESS = /^MEMP_(NETBUF|TCPIP_MSG_|SYS_TIMEOUT|TCP_PCB_LISTEN)/;
/** Moments of a run that are looked at; holders are walked at each. */
const LOOKS = 300;

const unitsOf = (holders: readonly Holder[]): number =>
  holders.reduce((sum, { units = 1 }) => sum + units, 0);

function check(resource: LimitedResource): void {
  if (NAMELESS.test(resource.limit.kind)) return;
  const holders = resource.heldBy();
  // A bound pcb that listens or connects to nobody yet is in no list.
  const slack = resource.limit.kind === 'MEMP_TCP_PCB' ? 1 : 0;
  expect(Math.abs(unitsOf(holders) - resource.used), resource.text).toBeLessThanOrEqual(slack);
}

describe('in every tenth scenario of the library', () => {
  const files = readdirSync(LIBRARY).filter((file) => file.endsWith('.yaml'));
  test.each(files.filter((_, i) => i % 10 === 0))('%s', async (file) => {
    const simulation = new Simulation(await withRealClients(loadCases(join(LIBRARY, file))[0]!));
    let looks = 0;
    simulation.onSettled(() => {
      if (looks++ >= LOOKS) return;
      for (const same of simulation.resources.all()) same.forEach(check);
    });
    simulation.run();
    expect(looks).toBeGreaterThan(0);
  });
});

function run(device: string, steps: string): Simulation {
  const text = `{ name: t, description: t, device: ${device}, until: 3s, timeline: [${steps}] }`;
  const simulation = new Simulation(loadScenario({ text, file: 't.yaml' }));
  return simulation;
}

describe('the heap', () => {
  test('names connections, those in TIME_WAIT, the programs and the system, in bytes', () => {
    const simulation = run(
      '{ profile: esp32-idf-v5.3, apps: [simple] }',
      `{ at: 100ms, client: a, do: connect }, { at: 110ms, client: a, do: http, path: /hello },
       { at: 200ms, client: b, do: connect },
       { at: 300ms, client: b, do: send, text: 'GET /hello HTTP/1.1\\r\\n' }`,
    );
    simulation.run();
    const [heap] = simulation.resources.called({ kind: HEAP.kind });
    const holders = heap!.heldBy();
    expect(unitsOf(holders)).toBe(heap!.used);
    expect(holders.map(({ kind, name }) => `${kind} ${name}`)).toEqual(
      expect.arrayContaining(['client b', 'part server and application', 'part system', 'part listener :80']),
    );
    expect(holders.every(({ units = 0 }) => units > 0)).toBe(true);
  });

  test('that ends says which program found none left, and who has the rest', () => {
    const simulation = run(
      '{ profile: esp32-idf-v5.3, apps: [post-json], heap_limit: 19000 }',
      `{ at: 100ms, client: a, do: connect }, { at: 110ms, client: a, do: http, method: POST, path: /post, body: { fill: x, length: 4000 } }`,
    );
    const refusals: string[] = [];
    simulation.trace.subscribe(['refuse'], (record) => {
      if (record.k !== 'refuse' || record.resource.kind !== HEAP.kind) return;
      refusals.push(record.effect);
      expect(record.option).toBe('heap_limit');
      expect(unitsOf(record.holders)).toBe(record.used);
    });
    simulation.run();
    expect(refusals.length).toBeGreaterThan(0);
  });
});

test('TIME_WAIT is a count like the others, and says until when each waits', () => {
  const simulation = run(
    '{ profile: esp32-idf-v5.3, apps: [simple], httpd: { lru_purge_enable: true, max_open_sockets: 1 } }',
    `{ at: 100ms, client: a, do: connect }, { at: 110ms, client: a, do: http, path: /hello, close: false },
       { at: 1s, client: b, do: connect }, { at: 1100ms, client: a, do: close }, { at: 1200ms, client: b, do: http, path: /hello }`,
  );
  simulation.run();
  const [waiting] = simulation.resources.called({ kind: TIME_WAIT.kind });
  expect(waiting).toMatchObject({ used: 1, peak: 1, refusals: 0, size: Infinity });
  const [holder] = waiting!.heldBy();
  expect(holder).toMatchObject({ kind: 'time-wait', name: 'a' });
  // Twice CONFIG_LWIP_TCP_MSL (60 s), in slow ticks of half a second.
  const waitUs = holder!.until! - holder!.since!;
  expect(waitUs).toBeGreaterThan(119_000_000);
  expect(waitUs).toBeLessThan(122_000_000);
});
