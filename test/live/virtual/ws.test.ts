/** The real `ws` against the simulated device. */

import type { RealClient, Twin } from '../../../sim/virtual.js';
import { traced, WS_ECHO } from './devices.js';

import { describe, expect, it } from 'vitest';
import WebSocket from 'ws';

/** What comes of a new websocket, with the virtual time in ms. */
function opened(
  twin: Twin,
  client: RealClient,
  options: object = {},
): Promise<{ ws: WebSocket; how: string }> {
  const ws = new WebSocket(twin.wsUrl('/ws'), {
    createConnection: client.createConnection as never,
    ...options,
  });
  return new Promise((resolve) => {
    ws.once('open', () => {
      resolve({ ws, how: 'open' });
    });
    ws.once('error', (error) => {
      resolve({ ws, how: `${error.message} at ${twin.nowMs}` });
    });
  });
}

describe('eight websockets at a default ESP32', () => {
  it('seven open, the eighth fails at exactly its handshakeTimeout after its SYN-ACK', async () => {
    const { run } = traced(WS_ECHO);
    await run.run(async (twin) => {
      for (let i = 1; i <= 7; i++) expect((await opened(twin, twin.client(`tab${i}`))).how).toBe('open');
      const beganMs = twin.nowMs;
      const { how } = await opened(twin, twin.client('tab8'), { handshakeTimeout: 5000 });
      expect(how).toBe(`Opening handshake has timed out at ${beganMs + 2 + 5000}`);
    });
    expect(run.result.client('tab8').why).toContain('held by tab1..tab7');
    expect(run.result.outcomes).toEqual({ served: 7, 'gave-up': 1 });
  });

  it('an eighth that waits is served as soon as one leaves', async () => {
    const { run } = traced(WS_ECHO);
    await run.run(async (twin) => {
      const tabs = [];
      for (let i = 1; i <= 7; i++) tabs.push(await opened(twin, twin.client(`tab${i}`)));
      const eighth = opened(twin, twin.client('tab8'));
      await twin.sleep(10_000);
      const leftMs = twin.nowMs;
      tabs[0]!.ws.close();
      expect((await eighth).how).toBe('open');
      expect(twin.nowMs - leftMs).toBeLessThan(100);
    });
  });
});

it('closeTimeout: a device that never answers a CLOSE is left after exactly 30 s', async () => {
  const { run } = traced({ ...WS_ECHO, link: { outages: [{ at: '1s', for: '10min' }] } });
  await run.run(async (twin) => {
    const { ws } = await opened(twin, twin.client('tab'));
    await twin.sleep(2000);
    const beganMs = twin.nowMs;
    ws.close();
    const code = await new Promise((resolve) => {
      ws.once('close', resolve);
    });
    expect([code, twin.nowMs - beganMs]).toEqual([1006, 30_000]);
  });
});

it('a message goes there and back, and fragments come as they are sent', async () => {
  const { run } = traced(WS_ECHO);
  await run.run(async (twin) => {
    const { ws } = await opened(twin, twin.client('tab'));
    ws.send('hello');
    const [text, isBinary] = await new Promise<[string, boolean]>((resolve) => {
      ws.once('message', (data: Buffer, binary) => {
        resolve([data.toString(), binary]);
      });
    });
    expect([text, isBinary]).toEqual(['hello', false]);
    ws.ping('are you there');
    const pong = await new Promise((resolve) => {
      ws.once('pong', (data) => {
        resolve(data.toString());
      });
    });
    expect(pong).toBe('are you there');
  });
  expect(run.result.outcomes).toEqual({ served: 1 });
});
