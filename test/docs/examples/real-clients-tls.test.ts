// First, so that the random numbers of ws are the run's.
import { deviceTest } from '../../../sim/vitest.js';

import https from 'node:https';
import { expect } from 'vitest';
import WebSocket from 'ws';

const test = deviceTest({ device: { profile: 'esp32-idf-v5.3', apps: ['https-simple'], tls: {} } });

test('a websocket over TLS, and a page', async ({ device }) => {
  const tab = device.client('tab');
  const ws = new WebSocket(device.secureWsUrl('/ws'), {
    createConnection: tab.createConnection as never,
    ca: device.certificate,
  });
  await new Promise((resolve) => ws.once('open', resolve));
  const status = await new Promise((resolve) => {
    const options = { agent: tab.secureAgent, ca: device.certificate };
    https.get(device.secureUrl('/'), options, (answer) => resolve(answer.statusCode));
  });
  expect(status).toBe(200);
  expect(device.finish()).toHaveOutcomes({ served: 2 });
});
