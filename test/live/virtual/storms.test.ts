/** What dashboards do to a device when the network comes back, with the real ws. */

import '../../../sim/vitest.js';
import { traced } from './devices.js';

import { describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import type { Twin } from '../../../sim/virtual.js';

const ECHO = { profile: 'esp32-idf-v5.3', apps: ['ws-echo'] };
const S = 1000;

interface Tab {
  opened: number;
  /** When it was open for the first time after the outage, ms. */
  backMs: number | undefined;
}

/** A dashboard as it is written everywhere: pings every 5 s, comes back a second after it has lost its websocket. */
function dashboard(twin: Twin, name: string, outageEndsMs: number): Tab {
  const tab: Tab = { opened: 0, backMs: undefined };
  const open = (): void => {
    const { createConnection } = twin.client(name);
    const ws = new WebSocket(twin.wsUrl('/ws'), {
      createConnection: createConnection as never,
      handshakeTimeout: 5 * S,
    });
    let isHeard = true;
    const heartbeat = setInterval(() => {
      if (!isHeard) ws.terminate();
      else if (ws.readyState === WebSocket.OPEN) {
        isHeard = false;
        ws.ping();
      }
    }, 5 * S);
    ws.on('open', () => {
      tab.opened++;
      if (twin.nowMs > outageEndsMs) tab.backMs ??= twin.nowMs;
    });
    ws.on('pong', () => (isHeard = true));
    ws.on('error', () => undefined);
    ws.on('close', () => {
      clearInterval(heartbeat);
      setTimeout(open, S);
    });
  };
  open();
  return tab;
}

async function storm(tabs: number, httpd: object): Promise<Tab[]> {
  const device = { ...ECHO, httpd };
  const { run } = traced({ device, link: { outages: [{ at: '20s', for: '30s' }] } }, { logLevel: 'W' });
  return run.run(async (twin) => {
    const all: Tab[] = [];
    for (let i = 1; i <= tabs; i++) {
      all.push(dashboard(twin, `tab${i}`, 50 * S));
      await twin.sleep(200);
    }
    await twin.sleep(180 * S);
    return all;
  });
}

describe('four dashboards and an outage of 30 s', () => {
  it('come back without LRU purge: Linux sends the FINs of the lost websockets again, which frees their sessions', async () => {
    const tabs = await storm(4, { lru_purge_enable: false });
    for (const { backMs = Infinity } of tabs) expect(backMs).toBeLessThan(80 * S);
  });

  it('come back with LRU purge', async () => {
    const tabs = await storm(4, { lru_purge_enable: true });
    expect(tabs.map(({ backMs }) => backMs !== undefined)).toEqual([true, true, true, true]);
  });
});

describe("a dashboard's real code at a device that is full", () => {
  it('with LRU purge eight tabs take the sessions from each other for ever', async () => {
    const tabs = await storm(8, { lru_purge_enable: true });
    expect(Math.max(...tabs.map(({ opened }) => opened))).toBeGreaterThan(10);
  });

  it('without, seven are served before the outage and the eighth waits', async () => {
    const tabs = await storm(8, { lru_purge_enable: false });
    expect(tabs.filter(({ opened }) => opened > 0).length).toBeGreaterThanOrEqual(7);
  });
});

it('the same storm twice is the same', async () => {
  expect(await storm(5, { lru_purge_enable: true })).toEqual(await storm(5, { lru_purge_enable: true }));
});
