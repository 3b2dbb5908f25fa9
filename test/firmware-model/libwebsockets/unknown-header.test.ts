/** A header that lws does not know ends where its line ends; what comes behind it is read. */

import { expect, it } from 'vitest';

import { loadScenario } from '../../../sim/run/load.js';
import { SimulatedRun } from '../../../sim/report/check/sim-run.js';

function statusOf(headers: string): unknown {
  const text = `
device: { profile: w800-sdk-2.4, apps: [lws-ws-server] }
until: 3s
timeline:
  - { at: 100ms, client: c1, do: connect }
  - { at: 200ms, client: c1, do: send, text: "GET / HTTP/1.1\\r\\nHost: h\\r\\n${headers}Upgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\\r\\nSec-WebSocket-Version: 13\\r\\n\\r\\n" }
`;
  return new SimulatedRun(loadScenario({ text })).connections[0]!.status;
}

it('is skipped, whatever it says', () => {
  const plain = statusOf('');
  expect(plain).toBe(101);
  expect(statusOf('X-Odd: a: b\\r\\n')).toBe(plain);
});
