import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadScenario } from '../../sim/run/load.js';
import { withRealClients } from '../../sim/live/real-clients.js';
import { SimulatedRun } from '../../sim/report/check/sim-run.js';

test('what a real client gives up ends then, not with the run', async () => {
  const file = join(import.meta.dirname, '../../scenarios/real-websockets-eighth-times-out.yaml');
  const run = new SimulatedRun(await withRealClients(loadScenario(file)));
  const [exchange] = run.client('late1').connections.at(-1)!.exchanges;
  expect(exchange).toMatchObject({
    kind: 'websocket',
    outcome: 'given-up',
    startUs: 1_000_000,
    endedUs: 6_002_000,
  });
  expect(exchange!.waits.reduce((sum, { us }) => sum + us, 0)).toBe(5_002_000);
  const told = run
    .summaryText()
    .split('\n')
    .filter((line) => line.includes('late1'));
  expect(told.join('\n')).toContain('late1 waited 5 s in all');
  expect(told.join('\n')).not.toContain('14 s');
});
