/** A device on ports of this machine, for tests. */

import net from 'node:net';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';

import { loadScenario } from '../../../sim/run/load.js';
import { Bridge, type BridgeOptions } from '../../../sim/live/bridge/bridge.js';
import type { PortPlace } from '../../../sim/live/bridge/port-mirror.js';
import { LiveRun } from '../../../sim/live/wall/live-run.js';
import type { SegRecord } from '../../../sim/kernel/trace.js';

export const GET = 'GET /hello HTTP/1.1\r\nHost: x\r\n\r\n';

/** `device:` as YAML; ws-echo and simple on an ESP32 unless given. */
export class Served {
  readonly run: LiveRun;
  readonly bridge: Bridge;
  readonly opened: PortPlace[] = [];
  readonly closed: PortPlace[] = [];
  readonly segments: SegRecord[] = [];
  tooMany = 0;

  constructor(
    device = 'profile: esp32-idf-v5.3, apps: [ws-echo, simple]',
    options: Partial<BridgeOptions> = {},
  ) {
    const scenario = loadScenario({ text: `name: served\ndevice: { ${device} }\nuntil: 1h\n` });
    this.run = new LiveRun(scenario);
    this.run.simulation.trace.subscribe(['seg'], (record) => {
      if (record.k === 'seg') this.segments.push(record);
    });
    this.bridge = new Bridge(this.run, {
      ...{ host: '127.0.0.1', ports: new Map(), firstPort: 0, maxConnections: 100 },
      onOpen: (place) => this.opened.push(place),
      onClosed: (place) => this.closed.push(place),
      onError: (error) => {
        throw error;
      },
      onTooMany: () => this.tooMany++,
      ...options,
    });
    onTestFinished(() => {
      if (!this.run.simulation.isOver) this.run.finish();
      this.bridge.close();
    });
    this.run.start();
  }

  /** The port here of the device's first. */
  async port(): Promise<number> {
    await until(() => this.opened.length > 0);
    return this.opened.at(-1)!.hostPort;
  }

  async connect(): Promise<net.Socket> {
    const socket = net.connect({ port: await this.port(), host: '127.0.0.1', allowHalfOpen: true });
    onTestFinished(() => {
      socket.destroy();
    });
    await once(socket, 'connect');
    return socket;
  }
}

/** Waits for something; throws after `limitMs`. */
export async function until(isDone: () => boolean, limitMs = 20_000): Promise<void> {
  const endMs = performance.now() + limitMs;
  while (!isDone()) {
    if (performance.now() > endMs) throw new Error(`not within ${String(limitMs)} ms: ${isDone.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Everything that comes until the end; rejects with a socket's error. */
export async function readAll(socket: net.Socket): Promise<string> {
  let text = '';
  for await (const bytes of socket) text += (bytes as Buffer).toString('latin1');
  return text;
}
