/** A new limit is one definition and the code that takes from it: everything that speaks of limits knows it then. */

import { expect, test } from 'vitest';
import { explain } from '../../sim/explain/explain.js';
import { ExpectationWatch } from '../../sim/expect/watch.js';
import { inspect } from '../../sim/inspect/inspect.js';
import { loadScenario } from '../../sim/run/load.js';
import { causeText } from '../../sim/outcomes/cause-text.js';
import { OUTCOME_KINDS, OutcomeCollector } from '../../sim/outcomes/outcomes.js';
import { observable } from '../../sim/repl/breakpoints/observable.js';
import { refusalMatcher } from '../../sim/repl/breakpoints/record-matchers.js';
import { Summary, SUMMARY_KINDS } from '../../sim/report/summary/summary.js';
import { defineLimit } from '../../sim/resources/definition.js';
import { LimitedResource } from '../../sim/resources/resource.js';
import { Simulation } from '../../sim/run/simulation.js';
import { FIRMWARE } from '../../sim/run/firmware.js';

const TICKETS = defineLimit({
  kind: 'tickets',
  per: 'port',
  about: 'tickets of the door',
  sizedBy: 'CONFIG_TICKETS',
  size: 'CONFIG_TICKETS (2)',
  exhausted: 'nobody comes in',
  heldBy: 'guests',
  source: 'door.c',
});

const SCENARIO = `
name: door
description: A device with a limit of its own.
device: { profile: esp32-idf-v5.3, apps: [ws-echo] }
until: 1s
timeline:
  - { at: 100ms, client: c1, do: connect }
  - { at: 101ms, client: c1, do: abort }
expect:
  - { resource: tickets, peak: 2, refused: 1 }
  - { resource: 'tickets :80', used: 2 }
  - { client: c1, because: tickets }
`;

test('summary, causes, explain, expectations, tables and breakpoints know it', () => {
  const simulation = new Simulation(loadScenario({ text: SCENARIO, file: 'door.yaml' }));
  const collector = new OutcomeCollector();
  const summary = new Summary();
  const stops: string[] = [];
  const breakpoint = refusalMatcher('tickets :80', 'c1');
  simulation.trace.subscribe(OUTCOME_KINDS, (record) => collector.accept(record));
  simulation.trace.subscribe(SUMMARY_KINDS, (record) => summary.accept(record));
  simulation.trace.subscribe(['refuse'], (record) => {
    for (const { what } of breakpoint.find({ records: [record] } as never)) stops.push(what);
  });
  const watch = new ExpectationWatch(simulation);

  // The code that takes from it.
  const tickets = new LimitedResource(simulation, {
    limit: TICKETS,
    of: ':80',
    size: 2,
    holders: () => ['g1', 'g2'].map((name) => ({ kind: 'client', name })),
  });
  simulation.kernel.atScripted(100_500, () => {
    tickets.take(2);
    tickets.refuse({ client: 'c1', effect: 'sent away' });
  });
  simulation.run();

  const [outcome] = collector.finish();
  expect(causeText(outcome!.cause!)).toContain('tickets :80 2/2');
  expect(causeText(outcome!.cause!)).toMatch(/held by g1, g2.*sent away/);
  expect(summary.lines().join('\n')).toMatch(/tickets :80 +peak 2 +of 2 +refused 1/);
  expect(explain(FIRMWARE, 'tickets')?.join('\n')).toContain('CONFIG_TICKETS (2)');
  expect(watch.finish()).toMatchObject({ failures: [], count: 3 });
  expect(inspect(simulation, 'pools')).toContainEqual(
    expect.objectContaining({ key: 'tickets :80', used: 2, size: 2, refusals: 1, holders: 'g1, g2' }),
  );
  expect(observable(simulation, ['tickets'])).toMatchObject({ name: 'tickets :80', size: 2 });
  expect(stops).toHaveLength(1);
});
