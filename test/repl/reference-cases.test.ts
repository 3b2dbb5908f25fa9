/** On every kind of reference case: a session records exactly what a plain run writes, and every look works. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { serializeRecord, type TraceKind } from '../../sim/kernel/trace.js';
import { loadScenario } from '../../sim/run/load.js';
import { Simulation } from '../../sim/run/simulation.js';
import { casesIn } from '../conformance/case.js';
import { consoleOn, linesOf, recorded } from './harness.js';

const CONFORMANCE = join(import.meta.dirname, '../conformance');
const FOLDERS = ['esp32', 'esp32-raw', 'esp32-apps', 'esp32-random', 'lwip-pools', 'w800', 'w800-random'];
/** One case of so many. */
const SAMPLE = Number(process.env['REPL_SAMPLE'] ?? '12');
const cases = FOLDERS.flatMap((folder) =>
  casesIn(join(CONFORMANCE, folder)).filter((_, i) => i % SAMPLE === 0),
);
const LOOKS =
  'netstat; sockets; sessions; tasks; pools; mbox; machines; clients; counts; log; segments; events; diff';

function plainRun(text: string): string[] {
  const simulation = new Simulation(loadScenario({ text, file: 'test.yaml' }));
  const lines: string[] = [];
  const kinds = Object.keys(simulation.trace.wants) as TraceKind[];
  simulation.trace.subscribe(kinds, (record) => lines.push(serializeRecord(record)));
  simulation.run();
  return lines;
}

test.each(cases.map((one) => [`${one.folder}/${one.name}`, one.scenarioFile]))('%s', async (_name, file) => {
  const text = readFileSync(file, 'utf8');
  const console = consoleOn(text);
  await linesOf(console, `s 50; ${LOOKS}; goto end; ${LOOKS}; rs 20; ${LOOKS}; rn; rsel; rfin; ${LOOKS}`);
  const { clientNames } = console.session.timeline;
  for (const client of clientNames) {
    // A client with several connections is answered for its newest: `c2#3: …`.
    const [first = ''] = (await linesOf(console, `why ${client}`)).split('\n');
    expect(first.replace(/#\d+(?=: )/, '')).toContain(`${client}: `);
  }
  await linesOf(console, 'goto end');
  expect(recorded(console)).toEqual(plainRun(text));
});
