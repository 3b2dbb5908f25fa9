// First, so that the random numbers of ws are the run's.
import { deviceTest } from '../../../sim/vitest.js';

import { expect } from 'vitest';
import WebSocket from 'ws';

const test = deviceTest({ device: { profile: 'esp32-idf-v5.3', apps: ['ws-echo'] } });

test('the eighth browser tab gets no websocket', async ({ device }) => {
  const open = (tab: string): Promise<string> => {
    const { createConnection } = device.client(tab);
    const ws = new WebSocket(device.wsUrl('/ws'), {
      createConnection: createConnection as never,
      handshakeTimeout: 5000,
    });
    return new Promise((resolve) => {
      ws.once('open', () => resolve('open'));
      ws.once('error', (error) => resolve(error.message));
    });
  };
  for (let i = 1; i <= 7; i++) expect(await open(`tab${i}`)).toBe('open');
  expect(await open('tab8')).toBe('Opening handshake has timed out');

  const run = device.finish();
  expect(run.why('tab8')).toContain('held by tab1..tab7');
  expect(run).toHaveOutcomes({ served: 7, 'gave-up': 1 });
});

test('a fetch that is never answered', async ({ device }) => {
  device.client('slow').createConnection({ port: 80 }).write('GET /');
  await device.sleep(100);
  const beganMs = Date.now();
  const answer = fetch(device.url('/ws'), { signal: AbortSignal.timeout(2500) });
  await expect(answer).rejects.toThrow('aborted due to timeout');
  expect(Date.now() - beganMs).toBe(2500);
});
