/** Packed outcomes are what they were. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

import { loadCases } from '../../sim/run/load.js';
import { isPackable, PackedOutcomes } from '../../sim/outcomes/tally/packed-outcomes.js';
import type { ConnectionOutcome } from '../../sim/outcomes/outcome-types.js';
import { OUTCOME_KINDS, OutcomeCollector } from '../../sim/outcomes/outcomes.js';
import { Simulation } from '../../sim/run/simulation.js';

const CASES = join(import.meta.dirname, '../conformance/esp32');
const MOST_KEPT = 500;

function outcomesOf(simulation: Simulation): readonly ConnectionOutcome[] {
  const collector = new OutcomeCollector();
  simulation.trace.subscribe(OUTCOME_KINDS, (record) => {
    collector.accept(record);
  });
  simulation.run();
  return collector.finish();
}

/** As an outcome is once its exchanges are summed elsewhere. */
function summed(one: ConnectionOutcome): ConnectionOutcome {
  const own = Object.entries(one).filter(([key]) => key !== 'folded');
  return { ...(Object.fromEntries(own) as unknown as ConnectionOutcome), exchanges: [] };
}

it('come out as they went in, whatever happened to them', () => {
  const packed = new PackedOutcomes();
  const put: ConnectionOutcome[] = [];
  for (const file of readdirSync(CASES).filter((name) => name.endsWith('.yaml'))) {
    for (const scenario of loadCases(join(CASES, file))) {
      for (const one of outcomesOf(new Simulation(scenario))) {
        if (isPackable(summed(one))) put.push(summed(one));
      }
    }
  }
  expect(put.length).toBeGreaterThan(100);
  const places = put.map((one) => packed.add(one));
  const countOf = (client: string): number =>
    Number(put.some((one) => one.label.startsWith(`${client}#`))) + 1;
  const strip = (one: ConnectionOutcome): ConnectionOutcome => ({ ...one, label: '' });
  expect(places.map((at) => strip(packed.outcomeAt(at, countOf)))).toStrictEqual(put.map(strip));
});

it('do not take those with a cause, a delay or waits of their own', () => {
  const [one] = outcomesOf(new Simulation(loadCases(join(CASES, '01_ws_echo_basic.yaml'))[0]!)).slice(-1);
  const good = summed(one!);
  expect(isPackable(good)).toBe(true);
  expect(isPackable(one!)).toBe(false);
  const cause = { resource: 'link', holders: [], effect: 'lost' };
  expect(isPackable({ ...good, cause })).toBe(false);
  expect(isPackable({ ...good, delay: cause })).toBe(false);
  expect(isPackable({ ...good, waits: [{ kind: 'link', on: '', us: 1 }] })).toBe(false);
});

it('are told of a client`s very many connections, each with its number, place and times', () => {
  const connections = (every: string): readonly ConnectionOutcome[] =>
    outcomesOf(
      new Simulation(
        loadCases({
          text:
            'device: { profile: esp32-idf-v5.3, apps: [simple] }\nuntil: 60s\n' +
            `groups: [{ name: p, count: 2, behaviour: { poller: { path: /hello, every: ${every}, connections: new } } }]\n`,
        })[0]!,
      ),
    );
  const all = connections('150ms');
  expect(all.length).toBeGreaterThan(MOST_KEPT + 200);
  expect(all.map(({ openedUs }) => openedUs)).toEqual(
    all.map(({ openedUs }) => openedUs).toSorted((a, b) => a - b),
  );
  const own = all.filter(({ client }) => client === 'p1');
  expect(own.map(({ number }) => number)).toEqual(own.map((_, at) => at + 1));
  expect(own.map(({ label }) => label)).toEqual(own.map((_, at) => `p1#${at + 1}`));
  expect(new Set(all.slice(0, -2).map(({ outcome }) => outcome))).toEqual(new Set(['served']));
  for (const { openedUs, connectedUs, endedUs, ending } of all.slice(0, -2)) {
    expect(connectedUs).toBeGreaterThan(openedUs);
    expect(endedUs).toBeGreaterThan(connectedUs!);
    expect(ending?.timeUs).toBe(endedUs);
  }
});
