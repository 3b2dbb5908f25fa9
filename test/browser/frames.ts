/**
 * How long frames of large pages take: `npx tsx test/browser/frames.ts`, with Chromium. What is told is the CPU time of the
 * page's main thread for each thing that somebody does, until it is drawn, and the wall time between frames.
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CDPSession, Page } from 'playwright-core';
import { viewAssets } from '../../sim/cli/output/view-assets.js';
import { runPage } from '../../sim/report/html/run-page.js';
import { recorded } from '../report/timeline/record.js';
import { CHROMIUM, opened, startBrowser } from './browser.js';
import { CROWD, SEGMENTS } from './large-runs.js';

const REPEATS = 12;
const KEYS: readonly (readonly [what: string, key: string])[] = [
  ['zoom in', '+'],
  ['zoom out', '-'],
  ['move the cursor', 'ArrowLeft'],
  ['select the next', 'ArrowDown'],
  ['the whole run', '0'],
  ['to the end', 'End'],
];
/** Until what was done is on the screen. */
const DRAWN = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))';

interface Cost {
  readonly cpuMs: number;
  readonly wallMs: number;
}

async function cpuMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000;
}

async function cost(page: Page, session: CDPSession, act: () => Promise<unknown>): Promise<Cost> {
  await page.evaluate(DRAWN);
  const [cpu, wall] = [await cpuMs(session), performance.now()];
  await act();
  await page.evaluate(DRAWN);
  return { cpuMs: (await cpuMs(session)) - cpu, wallMs: performance.now() - wall };
}

function text(costs: readonly Cost[]): string {
  const of = (values: number[]): string => {
    const sorted = values.sort((a, b) => a - b);
    return `${sorted[sorted.length >> 1]!.toFixed(1)} (most ${sorted.at(-1)!.toFixed(1)})`;
  };
  return `${of(costs.map((one) => one.cpuMs))} ms of CPU, ${of(costs.map((one) => one.wallMs))} ms`;
}

async function measure(name: string, source: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lwip-twin-frames-'));
  const browser = await startBrowser();
  try {
    const file = join(folder, 'run.html');
    const { data } = recorded({ text: source });
    const html = runPage(data, await viewAssets());
    writeFileSync(file, html);
    const counts = `${data.clients.length} clients, ${data.connections.length} connections, ${data.segments.times.length} segments`;
    console.log(`${name}: ${counts}, ${(html.length / 1e6).toFixed(1)} MB`);
    const begun = performance.now();
    const { page } = await opened(browser, file);
    console.log(`  opens in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.setTimeDomain', { timeDomain: 'threadTicks' });
    await session.send('Performance.enable');
    for (const [what, key] of KEYS) {
      const costs: Cost[] = [];
      for (let i = 0; i < REPEATS; i++) costs.push(await cost(page, session, () => page.keyboard.press(key)));
      console.log(`  ${what.padEnd(16)} ${text(costs)}`);
    }
    const scrolls: Cost[] = [];
    for (let i = 1; i <= REPEATS; i++) {
      const scroll = `document.getElementById('clients').scrollTop = ${i * 600}`;
      scrolls.push(await cost(page, session, () => page.evaluate(scroll)));
    }
    console.log(`  ${'scroll'.padEnd(16)} ${text(scrolls)}`);
    const searches: Cost[] = [];
    await page.keyboard.press('/');
    for (const key of 'c12c345') searches.push(await cost(page, session, () => page.keyboard.press(key)));
    console.log(`  ${'search'.padEnd(16)} ${text(searches)}`);
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
}

if (CHROMIUM !== undefined) {
  await measure('ten thousand clients', CROWD);
  await measure('a million records', SEGMENTS);
}
