/** The page of a run in a real browser. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { viewAssets } from '../../sim/cli/output/view-assets.js';
import { runPage } from '../../sim/report/html/run-page.js';
import type { ScenarioSource } from '../../sim/run/scenario-source.js';
import { HOSTILE } from '../report/html/hostile.js';
import { recorded } from '../report/timeline/record.js';
import { CHROMIUM, opened, settled, startBrowser } from './browser.js';
import { contrast } from './contrast.js';
import { CROWD } from './large-runs.js';

const EIGHTH = join(import.meta.dirname, '../../scenarios/eighth-client-waits.yaml');
/** Screenshots to look at. */
const PICTURES = join(import.meta.dirname, '../../build/screenshots');

/** Calls on canvases in a frame: two panels of a few dozen rows, none wider than a screen. */
const MOST_CALLS = 20_000;
const MOST_CALLS_OF_AXIS = 100;

describe.skipIf(CHROMIUM === undefined)('the page of a run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lwip-twin-view-'));
  let browser: Browser;

  beforeAll(async () => {
    browser = await startBrowser();
    mkdirSync(PICTURES, { recursive: true });
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  async function write(name: string, source: ScenarioSource): Promise<string> {
    const file = join(folder, `${name}.html`);
    writeFileSync(file, runPage(recorded(source).data, await viewAssets()));
    return file;
  }

  it('shows who waits and why, and loads nothing', async () => {
    const { page, complaints } = await opened(browser, await write('eighth', EIGHTH));
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('eighth-client-waits');
    const clients = page.getByRole('listbox', { name: 'Clients' });
    expect(await clients.getByRole('option').count()).toBe(14);
    const why = page.getByRole('region', { name: 'Why' });
    expect(await why.textContent()).toContain('tab8: waiting since 0.820 s');
    expect(await why.textContent()).toContain(
      'because sessions :80 7/7 (max_open_sockets) since 0.703 s held by tab1..tab7',
    );
    expect(await page.getByRole('region', { name: 'Segments' }).textContent()).toContain('SYN ACK');
    await clients.getByText('tab13').click();
    await settled(page);
    expect(await why.textContent()).toContain('tab13: unanswered');
    await page
      .getByRole('listbox', { name: /device/ })
      .getByText('backlog :80')
      .click();
    await settled(page);
    expect(await why.textContent()).toContain('tab14 was turned away');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('is worked with keys alone', async () => {
    const { page, complaints } = await opened(browser, await write('keys', EIGHTH));
    const cursor = page.getByRole('slider');
    const why = page.getByRole('region', { name: 'Why' });
    await page.keyboard.press('Home');
    await settled(page);
    expect(await cursor.getAttribute('aria-valuetext')).toBe('0.000 s');
    await page.keyboard.press('Shift+ArrowRight');
    await settled(page);
    expect(await cursor.getAttribute('aria-valuetext')).toBe('0.800 s');
    await page.keyboard.press('ArrowDown');
    await settled(page);
    expect(await why.textContent()).toContain('tab9');
    const list = page.getByRole('listbox', { name: 'Clients' });
    const active = await list.getAttribute('aria-activedescendant');
    expect(await page.locator(`#${active ?? 'none'}`).textContent()).toContain('tab9');
    for (let i = 0; i < 6; i++) await page.keyboard.press('+');
    await page.waitForURL(/&z=/);
    expect(await page.evaluate('location.hash')).toMatch(/^#t=0\.8s&c=tab9&z=/);
    await page.keyboard.press('/');
    await page.keyboard.type('unanswered');
    await settled(page);
    expect(await list.getByRole('option').count()).toBe(2);
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    expect(await page.getByRole('dialog').isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    expect(await page.getByRole('dialog').isVisible()).toBe(false);
    const reached = new Set<string>();
    for (let i = 0; i < 25; i++) {
      await page.keyboard.press('Tab');
      reached.add(String(await page.evaluate('document.activeElement.getAttribute("aria-label") ?? ""')));
    }
    expect([...reached]).toEqual(
      expect.arrayContaining(['Clients', 'Time cursor, in seconds', 'Lines of the console']),
    );
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('opens at the moment and the client of its address', async () => {
    const { page } = await opened(browser, await write('link', EIGHTH), {
      fragment: '#t=1.2s&c=tab12&z=1s..1.5s',
    });
    expect(await page.getByRole('slider').getAttribute('aria-valuetext')).toBe('1.200 s');
    expect(await page.getByRole('region', { name: 'Why' }).textContent()).toContain('tab12');
    await page.evaluate('location.hash = "#t=0.5s&c=tab3"');
    await page.locator('.why .head').filter({ hasText: 'tab3' }).waitFor();
    await page.close();
  });

  it.each([
    ['light', 1360],
    ['dark', 1360],
    ['light', 390],
    ['dark', 390],
  ] as const)('%s, %i pixels wide: texts can be read, nothing sticks out', async (colorScheme, width) => {
    const { page, complaints } = await opened(browser, await write(`look-${colorScheme}-${width}`, EIGHTH), {
      colorScheme,
      viewport: { width, height: 900 },
    });
    await page.screenshot({ path: join(PICTURES, `eighth-${colorScheme}-${width}.png`), fullPage: true });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    const texts = await page.evaluate<[text: string, color: string, ground: string][]>(COLORS);
    expect(texts.length).toBeGreaterThan(50);
    const pale = texts.filter(([, color, ground]) => contrast(color, ground) < 4.5);
    expect(pale).toEqual([]);
    expect((await nameless(page)).join()).toBe('');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('is white on paper, with all that a screen would scroll to', async () => {
    const { page } = await opened(browser, await write('paper', EIGHTH), { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    await settled(page);
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    expect(await page.getByRole('listbox', { name: 'Clients' }).getByRole('option').count()).toBe(14);
    await page.pdf({ path: join(PICTURES, 'eighth.pdf'), format: 'A4', landscape: true });
    await page.close();
  });

  it('runs nothing that a client sends', async () => {
    const { page, complaints } = await opened(browser, await write('hostile', { text: HOSTILE }));
    expect(await page.evaluate('window.hacked')).toBeUndefined();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('<img src=x');
    await page.getByRole('listbox', { name: 'Clients' }).getByText('c2').click();
    await settled(page);
    expect(await page.getByRole('region', { name: 'Why' }).textContent()).toContain('<script>');
    expect(await page.locator('img').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('tells without scripts what became of everybody', async () => {
    const page = await browser.newPage({ javaScriptEnabled: false });
    await page.goto(`file://${await write('plain', EIGHTH)}`);
    expect(await page.locator('noscript').textContent()).toContain('needs JavaScript');
    expect(await page.locator('details pre').first().textContent()).toContain('tab13, tab14  unanswered');
    await page.close();
  });

  it('draws no more for ten thousand clients than for fourteen', async () => {
    const { page, complaints } = await opened(browser, await write('crowd', { text: CROWD }));
    await page.screenshot({ path: join(PICTURES, 'crowd.png') });
    expect(await page.locator('.count').textContent()).toBe('10000 clients');
    expect(await page.locator('.label').count()).toBeLessThan(60);
    await page.evaluate(COUNT_CALLS);
    await page.keyboard.press('+');
    await settled(page);
    const calls = await page.evaluate('window.calls');
    expect(calls).toBeGreaterThan(100);
    expect(calls).toBeLessThan(MOST_CALLS);
    await page.evaluate('window.calls = 0');
    await page.keyboard.press('ArrowLeft');
    await settled(page);
    // The cursor is no part of what is drawn: only the axis is.
    expect(await page.evaluate('window.calls')).toBeLessThan(MOST_CALLS_OF_AXIS);
    await page.evaluate('document.getElementById("clients").scrollTop = 1e9');
    await settled(page);
    expect(await page.getByRole('listbox', { name: 'Clients' }).textContent()).toContain('g9c');
    expect(complaints).toEqual([]);
    await page.close();
  });
});

/** Text, its colour, and the ground that it stands on, of all that can be seen. */
const COLORS = `(() => {
  const ground = (one) => {
    for (; one; one = one.parentElement) {
      const color = getComputedStyle(one).backgroundColor;
      if (!color.startsWith('rgba(0, 0, 0, 0')) return color;
    }
    return 'rgb(255, 255, 255)';
  };
  return [...document.body.querySelectorAll('*')]
    .filter((one) => one.checkVisibility() && [...one.childNodes].some(({ nodeType, data }) => nodeType === 3 && data.trim()))
    .map((one) => [one.textContent.slice(0, 40), getComputedStyle(one).color, ground(one)]);
})()`;

const COUNT_CALLS = `(() => {
  window.calls = 0;
  const pen = CanvasRenderingContext2D.prototype;
  for (const name of ['fillRect', 'strokeRect', 'stroke', 'fillText', 'measureText', 'fill']) {
    const draw = pen[name];
    pen[name] = function (...words) { window.calls++; return draw.apply(this, words); };
  }
})()`;

/** Things to press or fill in that have no name. */
function nameless(page: Page): Promise<string[]> {
  return page.evaluate<
    string[]
  >(`[...document.querySelectorAll('button, input, [role=listbox], [role=slider], section')]
    .filter((one) => !(one.getAttribute('aria-label') || one.textContent.trim()))
    .map((one) => one.outerHTML.slice(0, 80))`);
}
