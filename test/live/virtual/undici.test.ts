/** The real undici, and `fetch`, against the simulated device. */

import { SIMPLE, traced } from './devices.js';

import http from 'node:http';
import { describe, expect, it } from 'vitest';
import { Agent, Client, Pool, request } from 'undici';

it('a kept connection ends at exactly its keepAliveTimeout of 4 s', async () => {
  const { run } = traced(SIMPLE);
  await run.run(async (twin) => {
    const client = new Client(twin.url(''), { connect: twin.client('c').connector as never });
    const answer = await client.request({ path: '/hello', method: 'GET' });
    expect(await answer.body.text()).toBe('Hello World!');
    const idleMs = twin.nowMs;
    await new Promise((resolve) => client.once('disconnect', resolve));
    expect(twin.nowMs - idleMs).toBe(4000);
  });
});

it('headersTimeout: a request that is never answered ends in its raster', async () => {
  const { run } = traced({ ...SIMPLE, link: { outages: [{ at: '1s', for: '10min' }] } });
  await run.run(async (twin) => {
    const agent = new Agent({ connect: twin.client('c').connector as never, headersTimeout: 6000 });
    await (await request(twin.url('/hello'), { dispatcher: agent })).body.text();
    await twin.sleep(1000);
    const beganMs = twin.nowMs;
    await expect(request(twin.url('/hello'), { dispatcher: agent })).rejects.toMatchObject({
      code: 'UND_ERR_HEADERS_TIMEOUT',
    });
    const tookMs = twin.nowMs - beganMs;
    expect(tookMs).toBeGreaterThan(6000);
    expect(tookMs).toBeLessThan(7000);
    expect(tookMs % 1).toBe(0);
  });
});

it('AbortSignal.timeout ends a fetch that is never answered, exactly', async () => {
  const { run } = traced({ ...SIMPLE, link: { outages: [{ at: '1s', for: '10min' }] } });
  await run.run(async (twin) => {
    await twin.sleep(2000);
    await expect(fetch(twin.url('/hello'), { signal: AbortSignal.timeout(2500) })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
    expect(twin.nowMs).toBe(4500);
  });
});

describe("a pool's size against seven sessions", () => {
  const ask = async (connections: number, purge: boolean): Promise<Record<string, number>> => {
    const { device } = SIMPLE;
    const { run } = traced({ device: { ...device, httpd: { lru_purge_enable: purge } } });
    const seen: Record<string, number> = {};
    await run.run(async (twin) => {
      const pool = new Pool(twin.url(''), { connections, connect: twin.client('app').connector as never });
      const note = (what: string): void => {
        seen[what] = (seen[what] ?? 0) + 1;
      };
      const all = Array.from({ length: 12 }, async () => {
        const { statusCode, body } = await pool.request({ path: '/hello', method: 'GET' });
        await body.text();
        note(`${statusCode}`);
      });
      const done = Promise.allSettled(
        all.map((one) => one.catch((error: unknown) => note((error as Error).message))),
      );
      await Promise.race([done, twin.sleep(3900)]);
      if (Object.values(seen).reduce((sum, n) => sum + n, 0) < 12) seen['waiting'] = 12 - (seen['200'] ?? 0);
      await pool.destroy();
      delete seen['The client is destroyed'];
    });
    return seen;
  };

  it('seven connections serve twelve requests', async () => {
    expect(await ask(7, false)).toEqual({ 200: 12 });
  });

  it('twelve connections leave requests waiting for a session', async () => {
    expect(await ask(12, false)).toEqual({ 200: 7, waiting: 5 });
  });

  it('with LRU purge newcomers are closed before they are answered', async () => {
    const seen = await ask(12, true);
    expect(seen['200']).toBeLessThan(12);
    expect(seen['other side closed']).toBeGreaterThan(0);
  });
});

it('node:http with an agent, and a POST that is echoed', async () => {
  const { run } = traced(SIMPLE);
  await run.run(async (twin) => {
    const { agent } = twin.client('c');
    const post = (text: string): Promise<string> =>
      new Promise((resolve, reject) => {
        const sent = http.request(twin.url('/echo'), { agent, method: 'POST' }, (answer) => {
          let body = '';
          answer.on('data', (bytes: Buffer) => (body += bytes.toString()));
          answer.on('end', () => {
            resolve(body);
          });
        });
        sent.on('error', reject);
        sent.end(text);
      });
    expect(await post('one')).toBe('one');
    expect(await post('two')).toBe('two');
  });
  expect(run.result.connections).toHaveLength(1);
});

it("client.run: what a library connects is the client's", async () => {
  const { run } = traced(SIMPLE);
  await run.run(async (twin) => {
    for (const name of ['tab1', 'tab2'])
      twin.client(name).run(() => http.get(twin.url('/hello'), { agent: false }));
    await twin.sleep(1000);
    await fetch(twin.url('/hello')).then((answer) => answer.text());
  });
  expect(run.result.connections.map(({ client }) => client)).toEqual(['tab1', 'tab2', 'app']);
});
