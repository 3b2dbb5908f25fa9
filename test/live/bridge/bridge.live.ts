import net from 'node:net';
import { once } from 'node:events';
import { runInNewContext } from 'node:vm';
import { setFlagsFromString } from 'node:v8';
import { describe, expect, test } from 'vitest';

import { loadScenario } from '../../../sim/run/load.js';
import { Recording } from '../../../sim/live/bridge/recording.js';
import { Simulation } from '../../../sim/run/simulation.js';
import type { SegRecord } from '../../../sim/kernel/trace.js';
import { GET, readAll, Served, until } from './served.js';

const answered = (text: string): boolean =>
  text.startsWith('HTTP/1.1 200 OK\r\n') && text.endsWith('Hello World!');

describe('a host socket and its connection to the device', () => {
  test('a request is answered, and a half-close does not cut the answer off', async () => {
    const served = new Served();
    const socket = await served.connect();
    socket.end(GET);
    expect(answered(await readAll(socket))).toBe(true);
    await until(() => served.bridge.sockets.size === 0);
  });

  test('a reset of the client is a reset at the device', async () => {
    const served = new Served();
    const socket = await served.connect();
    socket.write('GET');
    await until(() => served.segments.some(({ len }) => len === 3));
    socket.resetAndDestroy();
    await until(() => served.segments.some(({ dir, fl }) => dir === 'rx' && fl.includes('R')));
  });

  test('a connection that the device resets is reset here', async () => {
    const served = new Served();
    const socket = await served.connect();
    // The server turns the request down and closes with most of it unread: lwIP resets then.
    socket.write(`GET /hello HTTP/1.1\r\nX: ${'a'.repeat(5000)}\r\n\r\n`);
    let error: NodeJS.ErrnoException | undefined;
    socket.on('error', (reason: NodeJS.ErrnoException) => (error = reason)).resume();
    await until(() => served.segments.some(({ dir, fl }) => dir === 'tx' && fl.includes('R')));
    await until(() => served.bridge.sockets.size === 0);
    // Behind the end of the answer nobody looks for a reset, but what is sent then fails.
    await until(() => {
      if (!socket.destroyed) socket.write('x');
      return error !== undefined;
    });
    expect(['ECONNRESET', 'EPIPE']).toContain(error!.code);
  });

  test('the port is there while the device listens', async () => {
    const served = new Served();
    const port = await served.port();
    const perform = (device: 'stop' | 'start'): void => {
      served.run.pacer.act(() => {
        served.run.simulation.perform({ atUs: 0, device, task: 'main' });
      });
    };
    perform('stop');
    await until(() => served.closed.length === 1);
    const refused = net.connect({ port, host: '127.0.0.1' });
    const [reason] = (await once(refused, 'error')) as [NodeJS.ErrnoException];
    expect(reason.code).toBe('ECONNREFUSED');
    perform('start');
    await until(() => served.opened.length === 2);
    expect(served.opened[1]).toEqual(served.opened[0]);
  });

  test('a client that does not read stops the device, not this machine', async () => {
    const served = new Served('profile: esp32-idf-v5.3, apps: [ws-echo]');
    const socket = await served.connect();
    socket.write(
      'GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
    );
    await once(socket, 'data');
    socket.pause();
    // 64 MB of frames that would all be echoed: the device blocks, and so do we.
    const frame = Buffer.concat([Buffer.from([0x82, 0xfe, 0x10, 0x00, 0, 0, 0, 0]), Buffer.alloc(4096, 1)]);
    let written = 0;
    for (let i = 0; i < 16_384; i++) {
      socket.write(frame);
      written += frame.length;
    }
    const [mirrored] = served.bridge.sockets;
    let [before, still] = [-1, 0];
    await until(() => {
      still = mirrored!.bytesRead === before && mirrored!.isPaused() ? still + 1 : 0;
      before = mirrored!.bytesRead;
      return still > 50;
    }, 60_000);
    expect(mirrored!.bytesRead).toBeLessThan(written);
    expect(mirrored!.writableLength).toBeLessThan(1_000_000);
    expect(socket.writableLength).toBeGreaterThan(1_000_000);
  });

  test('no more connections than allowed', async () => {
    const served = new Served(undefined, { maxConnections: 3 });
    for (let i = 0; i < 3; i++) await served.connect();
    await expect(served.connect().then(readAll)).rejects.toThrow('ECONNRESET');
    expect(served.tooMany).toBe(1);
  });
});

test('what was recorded does the same in virtual time', async () => {
  const recording = new Recording(1_000_000);
  const served = new Served(undefined, {
    onAction: (host, action, nowUs) => {
      recording.note(host, action, nowUs);
    },
  });
  const [a, b] = [await served.connect(), await served.connect()];
  a.write(GET);
  b.write('POST /echo HTTP/1.1\r\nContent-Length: 4\r\n\r\n$(x)');
  await Promise.all([once(a, 'data'), once(b, 'data')]);
  a.resetAndDestroy();
  b.end();
  await readAll(b);
  await until(() => served.bridge.sockets.size === 0);
  served.run.finish();
  const { scenario, seed, kernel } = served.run.simulation;
  const text = recording.text({
    base: { device: [`device: { profile: ${scenario.device.profile}, apps: [ws-echo, simple] }`] },
    set: [],
    seed,
    untilUs: kernel.nowUs,
  });
  const again = new Simulation(loadScenario({ text }));
  const segments: SegRecord[] = [];
  again.trace.subscribe(['seg'], (record) => {
    if (record.k === 'seg' && record.t <= kernel.nowUs) segments.push(record);
  });
  again.run();
  const bare = (all: readonly SegRecord[]): unknown[] =>
    all.map(({ t, dir, fl, seq, ack, len, win }) => ({ t, dir, fl, seq, ack, len, win }));
  expect(bare(segments)).toEqual(bare(served.segments));
});

test('10,000 connections of all sorts leave nothing behind', async () => {
  const served = new Served();
  const port = await served.port();
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const sizes: number[] = [];
  for (let round = 0; round < 5; round++) {
    await storm(port, 2000, 20);
    await until(() => served.bridge.sockets.size === 0, 60_000);
    served.segments.length = 0;
    collect();
    sizes.push(process.memoryUsage().heapUsed);
  }
  // One that is reset before this machine has accepted it is none.
  expect(served.bridge.count).toBeGreaterThan(9900);
  // After the first round nothing grows but what V8 likes.
  expect(sizes.at(-1)! - sizes[1]!, sizes.join(' ')).toBeLessThan(3_000_000);
}, 300_000);

test('3,000 connections that are reset: each that was there is reset at the device, which serves afterwards', async () => {
  const served = new Served();
  const port = await served.port();
  let left = 3000;
  const lane = async (): Promise<void> => {
    while (left-- > 0) {
      const socket = net.connect({ port, host: '127.0.0.1' });
      socket.on('error', () => undefined);
      // Half of them at once, half with their answer: Node sends FIN before RST while something is to be written.
      const event = left % 2 === 0 ? 'connect' : 'data';
      socket.once(event, () => socket.resetAndDestroy());
      if (event === 'data') socket.write(GET);
      await new Promise((resolve) => socket.once('close', resolve));
    }
  };
  await Promise.all(Array.from({ length: 20 }, lane));
  await until(() => served.bridge.sockets.size === 0, 60_000);
  const portsWith = (way: 'rx' | 'tx', flags: RegExp): number[] => [
    ...new Set(served.segments.filter(({ dir, fl }) => dir === way && flags.test(fl)).map(portOf)),
  ];
  // One that is reset before this machine has accepted it is none: how many follows the machine's load.
  const [accepted, reset] = [portsWith('tx', /^SA$/), new Set(portsWith('rx', /R/))];
  expect(accepted.length).toBeGreaterThan(100);
  expect(accepted.filter((one) => !reset.has(one))).toEqual([]);
  const fresh = await served.connect();
  fresh.write(GET);
  const [answer] = (await once(fresh, 'data')) as [Buffer];
  expect(answer.toString()).toContain('200 OK');
}, 120_000);

test('an answer of 100 MB that nobody reads: the device waits, nothing is piled up, and it gives up as it does', async () => {
  const big = '{ uri: /big, do: [{ repeat: 100000, do: [{ chunk: 1024 }] }] }';
  const served = new Served(
    `profile: esp32-idf-v5.3, apps: [], handlers: [${big}], httpd: { send_wait_timeout: 2 }`,
  );
  const socket = await served.connect();
  socket.pause();
  socket.write('GET /big HTTP/1.1\r\nHost: x\r\n\r\n');
  const [mirrored] = served.bridge.sockets;
  const before = process.memoryUsage().rss;
  // The sender gives up after its own time-out, once this machine's buffers are full.
  const { simulation } = served.run;
  const sessions = (): number =>
    (simulation.device.httpServers?.[0]?.sessions ?? []).filter(({ fd }) => fd >= 0).length;
  await until(() => sessions() === 1);
  await until(() => sessions() === 0, 60_000);
  expect(mirrored!.bytesWritten).toBeLessThan(20_000_000);
  expect(mirrored!.writableLength).toBeLessThan(1_000_000);
  expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000);
  const next = await served.connect();
  next.write('GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n');
  expect(await readAll(next)).toContain('404');
}, 120_000);

test("a fuzzer's bytes, halves of requests, and connections that say nothing: the device is itself afterwards", async () => {
  const served = new Served(
    'profile: esp32-idf-v5.3, apps: [ws-echo, simple], httpd: { recv_wait_timeout: 1, lru_purge_enable: true }',
  );
  const port = await served.port();
  const pieces = [
    GET,
    'GET /ws HTTP/1.1\r\nUpgrade: websocket\r\n',
    '\r\n\r\n',
    'POST /echo HTTP/1.1\r\nContent-Length: 99\r\n\r\n',
  ];
  let seed = 1;
  const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
  const one = async (): Promise<void> => {
    const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: random(2) === 0 });
    socket.on('error', () => undefined).on('data', () => undefined);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const parts = random(4);
    for (let i = 0; i < parts; i++) {
      const isNoise = random(2) === 0;
      socket.write(
        isNoise ? Buffer.from(Array.from({ length: random(300) }, () => random(256))) : pieces[random(4)]!,
      );
      await new Promise((next) => setTimeout(next, random(5)));
    }
    if (random(3) === 0) socket.resetAndDestroy();
    else setTimeout(() => socket.destroy(), random(200));
    await closed;
  };
  const lane = async (): Promise<void> => {
    for (let i = 0; i < 60; i++) await one();
  };
  await Promise.all(Array.from({ length: 10 }, lane));
  await until(() => served.bridge.sockets.size === 0, 60_000);
  const { simulation } = served.run;
  expect(simulation.isOver).toBe(false);
  const fresh = await served.connect();
  fresh.write(GET);
  const [answer] = (await once(fresh, 'data')) as [Buffer];
  expect(answer.toString()).toContain('200 OK');
  expect(served.bridge.count).toBeGreaterThan(590);
}, 120_000);

/** The client's port. */
const portOf = (record: SegRecord): number => ('port' in record ? record.port : 0);

/** Answers, closes, resets in the middle of a request, and requests whose client goes. */
async function storm(port: number, total: number, atOnce: number): Promise<void> {
  let begun = 0;
  const one = async (): Promise<void> => {
    while (begun < total) {
      const kind = begun++ % 4;
      const socket = net.connect({ port, host: '127.0.0.1' });
      socket.on('error', () => undefined);
      socket.setTimeout(20_000, () => socket.destroy());
      if (kind === 0) socket.write(GET);
      if (kind !== 1) socket.on('data', () => socket.destroy());
      socket.on('connect', () => {
        if (kind === 1) socket.destroy();
        else if (kind === 2) socket.resetAndDestroy();
        else if (kind === 3) socket.end(GET.slice(0, 10));
      });
      if (kind === 3) setTimeout(() => socket.destroy(), 20);
      await new Promise((resolve) => socket.once('close', resolve));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
}
