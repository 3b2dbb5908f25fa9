/** A device of firmware model and fake sockets, driven by the reference cases' own scripts. */

import { US_PER_MS } from '../../sim/kernel/units.js';
import { Kernel } from '../../sim/kernel/kernel.js';
import { LifecycleRegistry } from '../../sim/kernel/lifecycle.js';
import { DeviceLog } from '../../sim/kernel/log.js';
import { plainRecord, Trace, type LogRecord } from '../../sim/kernel/trace.js';
import type { AppContext, AppFactory } from '../../firmware-model/apps/frame/app.js';
import { AppTasks, type AppTasksOptions } from '../../firmware-model/apps/frame/app-tasks.js';
import type { DeviceCommand } from '../../firmware-model/devices/device.js';
import { postJson } from '../../firmware-model/apps/post-json.js';
import { simple } from '../../firmware-model/apps/simple.js';
import { wsEcho } from '../../firmware-model/apps/ws-echo.js';
import { httpdKconfig } from '../../firmware-model/devices/esp32.js';
import { traitsOf } from '../../firmware-model/releases/index.js';
import { FakeSockets, type FakeClient } from './fake-sockets.js';

const TICK_US = 10_000;
const LATENCY_US = 1000;
/** The reference clients' segment size towards the device. */
const MSS = 1440;
const MASK = [0x37, 0xfa, 0x21, 0x3d];

/** Kconfig values of v5.3.5. */
export const KCONFIG = httpdKconfig(
  { release: 'v5.3.5', staticPools: false },
  {},
  { MEMP_NUM_NETCONN: 10, DEFAULT_UDP_RECVMBOX_SIZE: 6 },
);

export const APPS: Readonly<Record<string, AppFactory>> = {
  'ws-echo': wsEcho,
  simple,
  'post-json': postJson,
};

export class FakeHeap {
  inUse = 0;
  constructor(readonly limit = Number.POSITIVE_INFINITY) {}
  malloc(bytes: number): boolean {
    if (this.inUse + bytes > this.limit) return false;
    this.inUse += bytes;
    return true;
  }
  grow(bytes: number): boolean {
    return this.malloc(bytes);
  }
  shrink(bytes: number): void {
    this.free(bytes);
  }
  free(bytes: number): void {
    this.inUse -= bytes;
    if (this.inUse < 0) throw new Error('heap below zero');
  }
}

export interface FakeDevice {
  readonly kernel: Kernel;
  readonly sockets: FakeSockets;
  readonly heap: FakeHeap;
  readonly context: AppContext;
  readonly tasks: AppTasks;
  readonly log: LogRecord[];
  /** Log lines as `tag: msg`, from time `fromUs` on. */
  lines(fromUs?: number): string[];
}

/** Builds a device and boots its applications at t = 0; nothing has run yet. */
export function fakeDevice(
  overrides: Partial<AppContext> = {},
  options: Partial<AppTasksOptions> = {},
): FakeDevice {
  const kernel = new Kernel(TICK_US);
  const trace = new Trace();
  const records: LogRecord[] = [];
  trace.subscribe(['log'], (record) => records.push(plainRecord(record) as LogRecord));
  const sockets = new FakeSockets(kernel);
  const heap = new FakeHeap();
  const context: AppContext = {
    kernel,
    trace,
    log: new DeviceLog(kernel, trace),
    lifecycles: new LifecycleRegistry(),
    peerName: () => '?',
    sockets,
    heap,
    kconfig: KCONFIG,
    firmware: traitsOf('v5.3.5'),
    settings: {},
    httpd: {},
    ws: {},
    ...overrides,
  };
  const tasks = new AppTasks(context, { apps: [wsEcho], ...options });
  tasks.boot();
  const lines = (fromUs = 0): string[] =>
    records.filter((r) => r.t >= fromUs).map((r) => `${r.tag}: ${r.msg}`);
  return { kernel, sockets, heap, context, tasks, log: records, lines };
}

/** A step of a reference case's timeline. */
export interface Step {
  readonly at: string;
  readonly client?: string;
  readonly do?: string;
  readonly device?: string;
  readonly fill?: string;
  readonly length?: number;
  readonly hex?: string | number;
  readonly text?: string;
  readonly code?: number;
  readonly opcode?: number;
  readonly fin?: boolean;
  readonly masked?: boolean;
  readonly method?: string;
  readonly path?: string;
  readonly subprotocol?: string;
  readonly close?: boolean;
  readonly body?: string | { readonly fill: string; readonly length: number };
}

function payload(step: Pick<Step, 'fill' | 'length' | 'hex' | 'text'>): Buffer {
  if (step.fill !== undefined) return Buffer.alloc(step.length ?? 0, step.fill);
  if (step.hex !== undefined) return Buffer.from(String(step.hex), 'hex');
  return Buffer.from(step.text ?? '', 'latin1');
}

/** A websocket frame as the reference clients send it. */
export function frame(opcode: number, data: Uint8Array, isFinal = true, isMasked = true): Buffer {
  const head = [(isFinal ? 0x80 : 0) | opcode];
  const maskBit = isMasked ? 0x80 : 0;
  if (data.length < 126) head.push(maskBit | data.length);
  else head.push(maskBit | 126, data.length >> 8, data.length & 0xff);
  const body = Buffer.from(data);
  if (isMasked) {
    head.push(...MASK);
    for (let i = 0; i < body.length; i++) body[i]! ^= MASK[i & 3]!;
  }
  return Buffer.concat([Buffer.from(head), body]);
}

/** Bytes that a step sends, or `undefined` for steps that send none. */
export function bytesOf(step: Step): Buffer | undefined {
  const data = payload(step);
  switch (step.do) {
    case 'send':
      return data;
    case 'ws_text':
      return frame(1, data);
    case 'ws_bin':
      return frame(2, data);
    case 'ws_ping':
      return frame(9, data);
    case 'ws_pong':
      return frame(10, data);
    case 'ws_close': {
      const { code } = step;
      return frame(8, code === undefined ? Buffer.alloc(0) : Buffer.from([code >> 8, code & 0xff]));
    }
    case 'ws_frame':
      return frame(Number(step.opcode), data, step.fin !== false, step.masked !== false);
    case 'http': {
      const { body, method = 'GET', path = '/' } = step;
      const content = typeof body === 'object' ? payload(body) : Buffer.from(body ?? '', 'latin1');
      return Buffer.concat([
        Buffer.from(
          `${method} ${path} HTTP/1.1\r\nHost: 192.168.4.2\r\n` +
            (step.close === true ? 'Connection: close\r\n' : '') +
            (body === undefined ? '' : `Content-Length: ${content.length}\r\n`) +
            '\r\n',
        ),
        content,
      ]);
    }
    case 'ws_open':
      return Buffer.from(
        `GET ${step.path ?? '/'} HTTP/1.1\r\nHost: 192.168.4.2\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
          'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n' +
          (step.subprotocol === undefined ? '' : `Sec-WebSocket-Protocol: ${step.subprotocol}\r\n`) +
          'Sec-WebSocket-Version: 13\r\n\r\n',
      );
    default:
      return undefined;
  }
}

/** Schedules a timeline. Clients are reduced to what a loss-free network shows the sockets. */
export function schedule(device: FakeDevice, timeline: readonly Step[]): Map<string, FakeClient> {
  const { kernel, sockets, tasks } = device;
  const clients = new Map<string, FakeClient>();
  const connectedAt = new Map<string, number>();
  for (const step of timeline) {
    const atUs = Number.parseFloat(step.at) * US_PER_MS;
    if (step.device !== undefined) {
      kernel.at(atUs, () => tasks.post(step as unknown as DeviceCommand));
      continue;
    }
    const name = step.client!;
    if (step.do === 'connect') {
      connectedAt.set(name, atUs + 2 * LATENCY_US);
      kernel.at(atUs + 3 * LATENCY_US, () => clients.set(name, sockets.connect_(80)));
      continue;
    }
    const arrivesUs = Math.max(atUs, connectedAt.get(name) ?? 0) + LATENCY_US;
    const data = bytesOf(step);
    if (data !== undefined) {
      for (let i = 0; i < data.length; i += MSS) {
        kernel.at(arrivesUs, () => sockets.send_(clients.get(name)!, data.subarray(i, i + MSS)));
      }
    } else if (step.do === 'close') {
      kernel.at(arrivesUs, () => sockets.close_(clients.get(name)!));
    } else if (step.do === 'abort') {
      kernel.at(arrivesUs, () => sockets.abort_(clients.get(name)!));
    }
  }
  return clients;
}
