/** A filter that answers by itself and goes on: lws begins the transaction from whatever state that has left behind. */

import { expect, it } from 'vitest';

import { loadScenario } from '../../../sim/run/load.js';
import { Simulation } from '../../../sim/run/simulation.js';

it.each(['GET', 'POST'])('a %s that a filter answers with 400', (method) => {
  const body = method === 'GET' ? '' : ', body: { fill: x, length: 4000 }';
  const simulation = new Simulation(
    loadScenario({
      text: `
device:
  profile: w800-sdk-2.4
  handlers: [{ uri: /x, method: ${method}, do: [{ log: called }], on: { filter: [{ error: 400 }] } }]
until: 9s
timeline:
  - { at: 50ms, client: c1, do: connect }
  - { at: 100ms, client: c1, do: http, method: ${method}, path: /x${body} }
`,
    }),
  );
  const lines: string[] = [];
  simulation.trace.subscribe(['cli'], (record) => {
    if (record.k === 'cli' && record.ev === 'data') lines.push(record.text ?? '');
  });
  expect(simulation.run().end).toBe('until');
  expect(lines.join('\n')).toMatch(/HTTP\/1\.1 400/);
});
