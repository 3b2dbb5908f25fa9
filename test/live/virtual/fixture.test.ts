/** `deviceTest`: tests of vitest in virtual time, and its pools. */

import { deviceTest } from '../../../sim/vitest.js';

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';

const ROOT = join(import.meta.dirname, '../../..');
const ECHO = { device: { profile: 'esp32-idf-v5.3', apps: ['ws-echo'] } };

describe('deviceTest', () => {
  const test = deviceTest(ECHO);

  test('gives a device, in virtual time', async ({ device }) => {
    const beganMs = device.nowMs;
    await device.sleep(3_000_000);
    expect(device.nowMs - beganMs).toBe(3_000_000);
  });

  test('gives each test a run of its own, and matchers of the run in it', async ({ device }) => {
    expect(device.nowMs).toBe(0);
    const ws = new WebSocket(device.wsUrl('/ws'));
    await new Promise((resolve) => ws.once('open', resolve));
    const run = device.finish();
    expect(run).toHaveOutcomes({ served: 1 });
    expect(run.client('app')).toBeServed();
  });

  test.fails('fails at once where a test waits for what never comes', async () => {
    await new Promise(() => undefined);
  });

  deviceTest({ ...ECHO, expect: [{ log: 'never', count: 1 }] }).fails(
    "fails by the scenario's expectations",
    async ({ device }) => device.sleep(10),
  );
});

describe('pools of vitest', () => {
  const folder = mkdtempSync(join(ROOT, 'test/live/virtual/.pools-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const CONFIG = join(folder, 'vitest.config.ts');
  writeFileSync(CONFIG, 'export default { test: { testTimeout: 60_000 } };');
  writeFileSync(
    join(folder, 'pool.test.ts'),
    `import { virtualRun } from '../../../../sim/virtual.js';
     import { writeFileSync } from 'node:fs';
     import { test } from 'vitest';
     import WebSocket from 'ws';
     test('a run', async () => {
       const run = virtualRun(${JSON.stringify(ECHO)});
       const lines: string[] = [];
       run.simulation.trace.subscribe(['seg', 'cli', 'log'], (record) => lines.push(JSON.stringify(record)));
       try {
         await run.run(async (twin) => {
           const ws = new WebSocket(twin.wsUrl('/ws'));
           await new Promise((resolve) => ws.once('open', resolve));
           for (let i = 0; i < 5; i++) {
             ws.send(crypto.randomUUID());
             await new Promise((resolve) => ws.once('message', resolve));
             await twin.sleep(Math.random() * 1000);
           }
         });
       } catch (error) {
         lines.push(String(error));
       }
       writeFileSync(process.env['OUT']!, lines.join('\\n'));
     });`,
  );

  const traceIn = (pool: string): string => {
    const out = join(folder, pool);
    const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
    const args = [vitest, 'run', '--root', folder, '--config', CONFIG, '--pool', pool];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      env: { ...process.env, OUT: out },
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stdout + stderr);
    return readFileSync(out, 'utf8');
  };

  it('forks and threads give the same trace, vmThreads is refused with words', () => {
    const forks = traceIn('forks');
    expect(forks.split('\n').length).toBeGreaterThan(50);
    expect(traceIn('threads')).toBe(forks);
    expect(traceIn('vmThreads')).toContain('use the pools forks or threads of vitest');
  }, 180_000);
});
