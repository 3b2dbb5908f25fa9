/** Two runs are the same run: in a process, after whatever another one has left, and with work in threads between. */

import type { Twin } from '../../../sim/virtual.js';
import { SIMPLE, traced, WS_ECHO } from './devices.js';

import { createReadStream, stat } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import crypto from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { fetch as undiciFetch } from 'undici';
import WebSocket from 'ws';

/** Everything at once: websockets, fetches of both kinds, timers, threads, random numbers. */
async function busy(twin: Twin): Promise<void> {
  const tab = twin.client('tab');
  const ws = new WebSocket(twin.wsUrl('/ws'), { createConnection: tab.createConnection as never });
  await new Promise((resolve) => ws.once('open', resolve));
  for (let i = 0; i < 5; i++) {
    ws.send(crypto.randomUUID());
    await new Promise((resolve) => ws.once('message', resolve));
    await readFile(import.meta.filename);
    await twin.sleep(Math.floor(Math.random() * 1000));
    ws.send(await promisify(gzip)(await promisify(gzip)('x'.repeat(1000))));
  }
  await undiciFetch(twin.url('/none'), { signal: AbortSignal.timeout(3000) }).catch(() => undefined);
  await fetch(twin.url('/none')).then((answer) => answer.text());
  setInterval(() => undefined, 100);
  await twin.sleep(7777);
}

async function traceOfBusy(seed: number): Promise<string> {
  const { run, trace } = traced(WS_ECHO, { seed });
  await run.run(busy);
  return trace.join('\n');
}

describe('traces', () => {
  it('of two runs are equal, also after a run that left undici timers pending', async () => {
    const first = await traceOfBusy(1);
    const { run } = traced(SIMPLE);
    await run.run(async (twin) => {
      void fetch(twin.url('/hello')).catch(() => undefined);
      void undiciFetch(twin.url('/hello')).catch(() => undefined);
      await twin.sleep(300);
    });
    expect(await traceOfBusy(1)).toBe(first);
    expect(first.split('\n').length).toBeGreaterThan(100);
  });

  it('of another seed differ', async () => {
    expect(await traceOfBusy(2)).not.toBe(await traceOfBusy(1));
  });
});

describe('work in threads takes no virtual time', () => {
  it.each([
    ['a file', () => readFile(import.meta.filename)],
    ['zlib', async () => promisify(gunzip)(await promisify(gzip)(Buffer.alloc(1_000_000)))],
    [
      'zlib of what is no gzip',
      () => promisify(gunzip)(Buffer.from('nonsense')).catch((error: unknown) => (error as Error).message),
    ],
    [
      'WebAssembly',
      () =>
        (
          globalThis as unknown as { WebAssembly: { compile(bytes: Uint8Array): Promise<unknown> } }
        ).WebAssembly.compile(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)),
    ],
    ['scrypt', () => promisify(crypto.scrypt)('secret', 'salt', 32)],
    ['WebCrypto', () => crypto.subtle.digest('SHA-256', new Uint8Array(1_000_000))],
    ['a dynamic import that is held', (twin: Twin) => twin.hold(import('node:readline/promises'))],
  ] as [string, (twin: Twin) => Promise<unknown>][])('%s', async (_, work) => {
    const { run } = traced({ ...SIMPLE, groups: [{ name: 'p', behaviour: { poller: { path: '/hello' } } }] });
    await run.run(async (twin) => {
      await twin.sleep(500);
      await work(twin);
      expect(twin.nowUs).toBe(500_000);
    });
  });
});

it('jobs in threads end in one order, whatever the threads do', async () => {
  const order = async (): Promise<number[]> => {
    const { run } = traced(SIMPLE);
    const seen: number[] = [];
    await run.run(async () => {
      const jobs = [
        () => promisify(gzip)(Buffer.alloc(5_000_000)),
        () => readFile(import.meta.filename),
        () => promisify(crypto.scrypt)('secret', 'salt', 32),
        () => open(import.meta.filename).then(async (handle) => handle.stat().then(() => handle.close())),
        () => crypto.subtle.digest('SHA-256', new Uint8Array(10)),
        () => promisify(stat)(import.meta.filename),
        () =>
          new Promise((resolve) =>
            createReadStream(import.meta.filename)
              .resume()
              .once('end', () => resolve(undefined)),
          ),
      ];
      await Promise.all(jobs.map(async (job, i) => job().then(() => seen.push(i))));
    });
    return seen;
  };
  const first = await order();
  expect(first).toHaveLength(7);
  for (let i = 0; i < 5; i++) expect(await order()).toEqual(first);
});

describe('the clock', () => {
  it('is the kernel', async () => {
    const { run } = traced(SIMPLE);
    await run.run(async (twin) => {
      const seen = [performance.now(), Date.now(), process.hrtime.bigint(), process.uptime()];
      expect(seen).toEqual([0, Date.UTC(2026, 0, 1), 0n, 0]);
      expect(new Date().toISOString()).toBe('2026-01-01T00:00:00.000Z');
      expect(new Date(5).getTime()).toBe(5);
      expect(new Date() instanceof Date).toBe(true);
      await twin.sleep(3_000_000 / 1000);
      expect([performance.now(), Date.now() - Date.UTC(2026, 0, 1)]).toEqual([3000, 3000]);
    });
    expect(Date.now()).toBeGreaterThan(Date.UTC(2026, 0, 1) + 3000);
  });

  it('timers go as in Node', async () => {
    const { run } = traced(SIMPLE);
    const { setTimeout: wait, setInterval: every } = await import('node:timers/promises');
    await run.run(async (twin) => {
      const seen: string[] = [];
      const note = (what: string): number => seen.push(`${what} ${twin.nowMs}`);
      setTimeout(() => note('b'), 20);
      setTimeout(() => note('a'), 10);
      clearTimeout(setTimeout(() => note('never'), 15));
      clearTimeout(+setTimeout(() => note('never'), 15));
      const interval = setInterval(() => {
        note('i');
        if (twin.nowMs >= 24) clearInterval(interval);
      }, 8);
      const refreshed = setTimeout(() => note('r'), 30);
      setTimeout(() => refreshed.refresh(), 25);
      setImmediate(() => note('now'));
      await wait(60);
      for await (const value of every(10, 'v')) if (note(value) > 9) break;
      await expect(wait(1000, undefined, { signal: AbortSignal.timeout(5) })).rejects.toThrow('aborted');
      note('end');
      expect(seen).toEqual([
        'now 0',
        'i 8',
        'a 10',
        'i 16',
        'b 20',
        'i 24',
        'r 55',
        'v 70',
        'v 80',
        'v 90',
        'end 95',
      ]);
    });
  });
});
