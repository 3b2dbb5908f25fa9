/** What a device keeps at rest, and of each session: once it has booted, however long that takes. */

import { expect, it } from 'vitest';

import { runSample } from '../../sim/explore/sample.js';
import { forbidden } from '../../sim/language/schema-explore.js';
import { loadScenario } from '../../sim/run/load.js';
import { Simulation } from '../../sim/run/simulation.js';
import type { UsageRecord } from '../../sim/kernel/trace.js';

const HTTPD = 'profile: esp32-idf-v5.3, apps: [ws-echo]';
/** libwebsockets' program begins half a second after power-on. */
const LWS = 'profile: w800-sdk-2.4, apps: [lws-ws-server]';

function run(device: string): UsageRecord {
  const text = `device: { ${device} }
until: 20s
groups: [{ name: tab, count: 2, start: 2s, steps: [{ do: connect }, { do: wait, for: 3s }, { do: close }] }]
`;
  const simulation = new Simulation(loadScenario({ text }));
  let heap: UsageRecord | undefined;
  simulation.trace.subscribe(['usage'], (record) => {
    if (record.k === 'usage' && record.resource.kind === 'heap') heap = record;
  });
  simulation.run();
  return heap!;
}

it('is the same with a console that takes its time', () => {
  const slow = run(`${HTTPD}, log_level: D, cpu: { uart: 9600, log_line: 1ms }`);
  const quick = run(HTTPD);
  expect(slow.atRest).toBe(quick.atRest);
  expect(slow.perSession).toBeLessThan(1000);
});

it('is what a program has that begins later, and all of it comes back', () => {
  const { atRest, used } = run(LWS);
  expect(atRest).toBe(used);
});

it('explore blames nobody for what the device takes for itself', () => {
  const text = `device: { ${LWS} }\nuntil: 10s\ngroups: [{ name: a, start: 2s, steps: [{ do: connect }, { do: close }] }]\n`;
  const all = { ...forbidden({ vary: {} }), heapLeft: true };
  expect(runSample(loadScenario({ text }), all).trouble).toBeUndefined();
});
