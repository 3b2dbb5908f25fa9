/** The page of `serve`: what it answers to whom, and what a person sees and does in Chromium. */

import { request } from 'node:http';
import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';

import { LivePage } from '../../../sim/live/page/page-server.js';
import { LiveRun } from '../../../sim/live/wall/live-run.js';
import { limitText } from '../../../sim/resources/limit-name.js';
import { loadScenario } from '../../../sim/run/load.js';
import { Simulation } from '../../../sim/run/simulation.js';
import type { TraceRecord } from '../../../sim/kernel/trace.js';
import { Recording } from '../../../sim/live/bridge/recording.js';
import { CHROMIUM, startBrowser } from '../../browser/browser.js';

/** An ESP32 at wall speed with its page. */
async function served(): Promise<{ readonly run: LiveRun; readonly url: string; readonly page: LivePage }> {
  const run = new LiveRun(
    loadScenario({
      text: 'name: lamp\ndevice: { profile: esp32-idf-v5.3, apps: [ws-echo, simple] }\nuntil: 1h\n',
    }),
  );
  const page = new LivePage(run, {
    ...{ port: 0, title: 'lamp <b>', path: '/ws' },
    refusalText: ({ resource, c }) => `${limitText(resource)} ${c ?? ''}`,
    assets: () => Promise.resolve({ script: '', style: '' }),
  });
  onTestFinished(() => {
    if (!run.simulation.isOver) run.finish();
    page.close();
  });
  const url = await page.open();
  run.start();
  return { run, url, page };
}

interface Answer {
  readonly status: number | undefined;
  readonly text: string;
}

function ask(url: string, headers: Record<string, string> = {}, method = 'GET', body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers, method }, (response) => {
      let text = '';
      response.on('data', (bytes: Buffer) => (text += bytes.toString()));
      response.on('end', () => {
        resolve({ status: response.statusCode, text });
      });
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

const deed = (url: string, what: object, headers: Record<string, string> = {}): Promise<Answer> =>
  ask(`${url}do`, headers, 'POST', JSON.stringify(what));

test('answers its own address only, and no deeds from other sites', async () => {
  const { url } = await served();
  const { host, port, origin } = new URL(url);
  const page = await ask(url);
  expect(page.status).toBe(200);
  expect(page.text).toContain('lamp &lt;b&gt;');
  expect(page.text).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
  expect(await ask(`${origin}/`)).toMatchObject({ status: 404 });
  expect(await ask(`${origin}/${'0'.repeat(32)}/state`)).toMatchObject({ status: 404 });
  expect(await ask(`${url}state`, { host: `evil.example:${port}` })).toMatchObject({ status: 421 });
  expect(await ask(`${url}state`, { host: `localhost:${port}` })).toMatchObject({ status: 200 });
  expect(await deed(url, { do: 'pause' }, { origin: 'http://evil.example' })).toMatchObject({ status: 403 });
  expect(await deed(url, { do: 'pause' }, { origin: `http://${host}` })).toMatchObject({ status: 200 });
  expect(await ask(`${url}do`, {}, 'POST', 'x'.repeat(5000))).toMatchObject({ status: 413 });
  expect(await ask(`${url}do`, {}, 'POST', '{')).toMatchObject({ status: 400, text: 'expected JSON' });
  expect(await deed(url, { do: 'fly' })).toMatchObject({ status: 400 });
});

test('brings clients, makes one vanish, cuts the link, stands still, steps and goes faster', async () => {
  const { run, url } = await served();
  const { simulation, pacer } = run;
  expect(await deed(url, { do: 'bring', kind: 'websocket', count: 9, path: '/ws' })).toEqual({
    status: 200,
    text: 'websocket1-1 to websocket1-9 come',
  });
  interface State {
    readonly nowUs: number;
    readonly tables: Record<string, { readonly waitsFor?: string }[]>;
    readonly refusals: readonly string[];
  }
  const state = async (): Promise<State> => JSON.parse((await ask(`${url}state`)).text) as State;
  // Where nothing is due, time is told when somebody asks.
  const reach = async (us: number): Promise<void> => {
    while ((await state()).nowUs < us) await new Promise((next) => setTimeout(next, 20));
  };
  await reach(1_000_000);
  expect((await state()).tables['Sessions, and what each waits for']).toHaveLength(7);
  expect((await ask(`${url}minute.svg`)).text).toContain('websocket1-8');
  expect((await ask(`${url}run`)).text).toContain('From the page came: websocket1-1');
  expect((await deed(url, { do: 'vanish' })).text).toBe('websocket1-9 has vanished');
  expect((await deed(url, { do: 'vanish', client: 'nobody' })).status).toBe(400);
  expect((await deed(url, { do: 'bring', kind: 'websocket', count: 1000 })).text).toContain('from 1 to 100');
  expect((await deed(url, { do: 'outage', seconds: 1 })).text).toBe('nothing gets through for 1 s');
  expect((await deed(url, { do: 'step', ms: 5 })).text).toBe('it is not paused');
  await deed(url, { do: 'pause' });
  const atUs = simulation.kernel.nowUs;
  expect((await deed(url, { do: 'step', ms: 250 })).text).toBe('250 ms later');
  expect(simulation.kernel.nowUs).toBe(atUs + 250_000);
  await new Promise((next) => setTimeout(next, 50));
  expect(simulation.kernel.nowUs).toBe(atUs + 250_000);
  await deed(url, { do: 'pace', pace: 100 });
  await deed(url, { do: 'resume' });
  await reach(atUs + 10_000_000);
  expect(pacer.pace).toBe(100);
});

test('what came from the page does the same in virtual time', async () => {
  const { run, url, page } = await served();
  const { trace, kernel, seed } = run.simulation;
  const seen: string[] = [];
  const told = (into: string[]) => (record: TraceRecord) => {
    if (record.k === 'seg')
      into.push([record.t, record.c, record.dir, record.fl, record.seq, record.len].join(' '));
  };
  trace.subscribe(['seg'], told(seen));
  await deed(url, { do: 'bring', kind: 'websocket', count: 3, path: '/ws' });
  await deed(url, { do: 'bring', kind: 'poller', count: 1, path: '/hello' });
  await deed(url, { do: 'pace', pace: 20 });
  const reach = async (us: number): Promise<void> => {
    while (kernel.nowUs < us) await ask(`${url}state`);
  };
  await reach(3_000_000);
  await deed(url, { do: 'vanish', client: 'websocket1-2' });
  await deed(url, { do: 'outage', seconds: 2 });
  await reach(9_000_000);
  run.finish();
  // Not before: the run has gone on until it was told to end.
  const endUs = kernel.nowUs;
  const text = new Recording(1_000_000).text({
    base: { device: ['device: { profile: esp32-idf-v5.3, apps: [ws-echo, simple] }'] },
    ...{ set: [], seed, untilUs: endUs, besides: page.deeds },
  });
  const again = new Simulation(loadScenario({ text }));
  const repeated: string[] = [];
  again.trace.subscribe(['seg'], (record) => {
    if (record.t <= endUs) told(repeated)(record);
  });
  again.run();
  expect(seen.length).toBeGreaterThan(30);
  expect(repeated).toEqual(seen);
});

test('more than a thousand segments a second: the page stays quick, and the device keeps up', async () => {
  const { run, url } = await served();
  const { simulation, pacer } = run;
  let messages = 0;
  simulation.trace.subscribe(['seg'], () => messages++);
  await deed(url, { do: 'bring', kind: 'poller', count: 100, path: '/hello' });
  await deed(url, { do: 'pace', pace: 5 });
  const took: number[] = [];
  const begun = performance.now();
  while (performance.now() - begun < 15_000) {
    const before = performance.now();
    await ask(`${url}state`);
    await ask(`${url}minute.svg`);
    took.push(performance.now() - before);
    await new Promise((next) => setTimeout(next, 500));
  }
  // Each round asks for both; the machine may be busy, but nobody waits for seconds, and the clock is not left behind.
  expect(messages).toBeGreaterThan(15_000);
  expect(Math.max(...took), took.map(Math.round).join(' ')).toBeLessThan(5000);
  expect(pacer.lostMs).toBeLessThan(7500);
  expect(simulation.kernel.nowUs).toBeGreaterThan(30_000_000);
});

describe.skipIf(CHROMIUM === undefined)('in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  const press = (page: Page, what: string): Promise<void> => page.click(`button[data-do=${what}]`);

  test('eight websockets: seven sessions, the eighth waits; the reason of a refusal; a phone', async () => {
    const { url } = await served();
    const page = await browser.newPage({ viewport: { width: 1280, height: 1400 } });
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(url);
    await page.selectOption('#kind', 'websocket');
    await press(page, 'bring');
    await page.getByText('websocket1-7', { exact: true }).first().waitFor();
    await page.fill('input[name=count]', '20');
    await press(page, 'bring');
    await page.locator('#refusals', { hasText: 'backlog' }).waitFor();
    await page.locator('tr.full', { hasText: 'sessions :80' }).waitFor();
    await page.locator('#minute[src]').waitFor();
    mkdirSync('build/screenshots', { recursive: true });
    await page.screenshot({ path: 'build/screenshots/serve-page.png', fullPage: true });
    await press(page, 'pause');
    await page.locator('#time', { hasText: 'paused' }).waitFor();
    await press(page, 'resume');
    await page.locator('#time:not(:has-text("paused"))').waitFor();
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    // Its text can be read, and the picture moved.
    expect((await page.locator('#minute').boundingBox())!.width).toBeGreaterThan(700);
    await page.screenshot({ path: 'build/screenshots/serve-page-phone.png', fullPage: true });
    expect(complaints).toEqual([]);
    await page.close();
  });
});
