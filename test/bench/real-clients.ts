/** Real clients in virtual time beside the same clients over loopback, in one process. */

import { US_PER_MS } from '../../sim/kernel/units.js';
import { virtualRun } from '../../sim/virtual.js';

import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client } from 'undici';
import WebSocket, { WebSocketServer } from 'ws';

const WS_CLIENTS = 7;
const WS_MESSAGES = 2000;
const POSTS = 1000;
const IDLE_HOURS = 12;
/** The second run of a process is compiled anew where the first had taken things for constant; the fifth runs what is there. */
const WARM_UP_ROUNDS = 4;

const DEVICE = (app: string) => ({
  device: { profile: 'esp32-idf-v5.3', apps: [app] },
  until: `${IDLE_HOURS + 1}h`,
});

/** What a workload took, real µs a message. */
export interface Compared {
  readonly virtualUs: number;
  readonly loopbackUs: number;
  /** What it takes besides, once somebody asks what became of the connections. */
  readonly toldUs: number;
}

/** A workload in virtual time. */
interface InVirtualTime {
  readonly us: number;
  readonly toldUs: number;
}

/** Every client sends a message and waits for its echo, again and again; µs a message. */
async function wsEcho(connect: (i: number) => WebSocket): Promise<number> {
  const clients = await Promise.all(
    Array.from({ length: WS_CLIENTS }, async (_, i) => {
      const ws = connect(i);
      await once(ws, 'open');
      return ws;
    }),
  );
  const began = process.cpuUsage();
  await Promise.all(
    clients.map(
      (ws) =>
        new Promise<void>((resolve) => {
          let left = WS_MESSAGES;
          ws.on('message', () => {
            if (--left === 0) resolve();
            else ws.send('a message of a dashboard');
          });
          ws.send('a message of a dashboard');
        }),
    ),
  );
  const { user, system } = process.cpuUsage(began);
  for (const ws of clients) ws.terminate();
  return (user + system) / (WS_CLIENTS * WS_MESSAGES);
}

async function posts(client: Client): Promise<number> {
  const post = async (): Promise<void> => {
    const { body } = await client.request({ path: '/echo', method: 'POST', body: '{"on":true}' });
    await body.text();
  };
  await post();
  const began = process.cpuUsage();
  for (let i = 0; i < POSTS; i++) await post();
  const { user, system } = process.cpuUsage(began);
  await client.destroy();
  return (user + system) / POSTS;
}

async function inVirtualTime(
  app: string,
  messages: number,
  body: (url: string) => Promise<number>,
): Promise<InVirtualTime> {
  const run = virtualRun(DEVICE(app), { logLevel: 'W' });
  const us = await run.run((twin) => body(twin.address));
  const began = process.cpuUsage();
  if (run.result.connections.length === 0) throw new Error('nobody has connected');
  const { user, system } = process.cpuUsage(began);
  return { us, toldUs: (user + system) / messages };
}

/** Both ways in turns; what is measured is the round after those in which V8 compiles. */
async function compareIn(
  virtual: () => Promise<InVirtualTime>,
  loopback: () => Promise<number>,
): Promise<Compared> {
  for (let round = 0; round < WARM_UP_ROUNDS; round++) {
    await loopback();
    await virtual();
  }
  const loopbackUs = await loopback();
  const { us, toldUs } = await virtual();
  return { loopbackUs, virtualUs: us, toldUs };
}

/** Seven clients of `ws` whose messages are echoed. */
export async function wsEchoes(): Promise<Compared> {
  const virtual = (): Promise<InVirtualTime> =>
    inVirtualTime('ws-echo', WS_CLIENTS * WS_MESSAGES, (address) =>
      wsEcho(() => new WebSocket(`ws://${address}/ws`)),
    );
  const server = new WebSocketServer({ port: 0 });
  server.on('connection', (ws) => ws.on('message', (data) => ws.send(data)));
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const loopback = (): Promise<number> => wsEcho(() => new WebSocket(`ws://127.0.0.1:${port}`));
  const compared = await compareIn(virtual, loopback);
  server.close();
  return compared;
}

/** POST requests of undici on one kept connection, echoed. */
export async function undiciPosts(): Promise<Compared> {
  const virtual = (): Promise<InVirtualTime> =>
    inVirtualTime('simple', POSTS, (address) => posts(new Client(`http://${address}`)));
  const server = http.createServer((request, response) => request.pipe(response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const loopback = (): Promise<number> => posts(new Client(`http://127.0.0.1:${port}`));
  const compared = await compareIn(virtual, loopback);
  server.close();
  return compared;
}

/** Seven websockets that stay open for twelve hours; real ms. */
export async function idleWebsockets(): Promise<number> {
  let tookMs = 0;
  await virtualRun(DEVICE('ws-echo')).run(async (twin) => {
    const clients = Array.from({ length: WS_CLIENTS }, () => new WebSocket(twin.wsUrl('/ws')));
    await Promise.all(clients.map((ws) => once(ws, 'open')));
    const began = process.cpuUsage();
    await twin.sleep(IDLE_HOURS * 3_600_000);
    const { user, system } = process.cpuUsage(began);
    tookMs = (user + system) / US_PER_MS;
  });
  return tookMs;
}
