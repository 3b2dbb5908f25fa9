/** The playground in a real browser: the simulator runs there, and says what the command says. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { context, type BuildContext } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
// @ts-expect-error: a script without types
import { options } from '../../esbuild.playground.js';
import { runCommand } from '../cli/fixture.js';
import { CHROMIUM, startBrowser } from './browser.js';

const PICTURES = join(import.meta.dirname, '../../build/screenshots');
/** On a busy machine. */
const SOON = { timeout: 60_000 };
const PHONE = { width: 390, height: 844 };

describe.skipIf(CHROMIUM === undefined)('the playground', () => {
  let browser: Browser;
  let server: BuildContext;
  let url = '';

  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    server = await context(options as object);
    await server.rebuild();
    const { port } = await server.serve({ servedir: 'dist/playground', host: '127.0.0.1' });
    url = `http://127.0.0.1:${port}/`;
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await server.dispose();
  });

  async function opened(fragment = '', more: object = {}): Promise<{ page: Page; complaints: string[] }> {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 }, ...more });
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
    page.on('request', (request) => {
      if (!request.url().startsWith(url) && !request.url().startsWith('data:'))
        complaints.push(request.url());
    });
    await page.goto(url + fragment);
    return { page, complaints };
  }

  const summaryOf = async (page: Page): Promise<string> => {
    await expect.poll(() => page.textContent('#summary'), SOON).not.toBe('');
    return (await page.textContent('#summary')) ?? '';
  };

  async function write(page: Page, text: string): Promise<void> {
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(text);
  }

  it('runs the first scenario by itself, asks nobody outside, complains about nothing', async () => {
    const { page, complaints } = await opened();
    expect(await summaryOf(page)).toContain('tab8..tab12   waiting');
    expect(await page.getByRole('region', { name: 'Why' }).textContent()).toContain('sessions :80 7/7');
    expect(complaints).toEqual([]);
    await page.screenshot({ path: join(PICTURES, 'playground.png') });
  });

  it.each([
    'w800-sixth-client-closed',
    'idle-keepalives-lru-purge',
    'own-handler-log-download',
    'https-heap-for-three',
  ])('%s: says what the command says', async (name) => {
    const { page } = await opened();
    await summaryOf(page);
    await page.evaluate("document.getElementById('summary').textContent = ''");
    await page.selectOption('#library', `${name}.yaml`);
    const { out } = await runCommand('replay', `scenarios/${name}.yaml`, '--summary');
    expect(out).toContain((await summaryOf(page)).trim());
  });

  it('marks what is wrong at its place, and says what would be right', async () => {
    const { page } = await opened();
    await summaryOf(page);
    await write(page, 'device:\n  profile: esp32-idf-v5.3\n  aps: [ws-echo]\n');
    await page.locator('.cm-lintRange-error').first().waitFor();
    const status = await page.textContent('#status');
    expect(status).toContain('line 3: unknown key "aps"');
    expect(status).toContain('did you mean "apps"?');
    expect(await page.locator('.cm-lintRange-error').first().textContent()).toContain('aps');
    await page.screenshot({ path: join(PICTURES, 'playground-error.png') });
  });

  it('completes keys where they belong', async () => {
    const { page } = await opened();
    await summaryOf(page);
    await write(page, 'device:\n  profile: esp32-idf-v5.3\n  httpd:\n');
    await page.keyboard.type('    max_op');
    const option = page.locator('.cm-tooltip-autocomplete li').first();
    await option.waitFor();
    expect(await option.textContent()).toContain('max_open_sockets');
  });

  it('a link carries the scenario', async () => {
    const { page } = await opened();
    await summaryOf(page);
    await write(page, '# über link\ndevice: { profile: w800-sdk-2.4, apps: [lws-ws-server] }\nuntil: 3s\n');
    await page.click('#share');
    await expect.poll(() => page.url()).toContain('#s=');
    const { page: other } = await opened(new URL(page.url()).hash);
    expect(await summaryOf(other)).toContain('w800-sdk-2.4');
    expect(await other.locator('.cm-content').textContent()).toContain('# über link');
  });

  it('says that modules are not run here, and a long run can be cancelled', async () => {
    const { page } = await opened();
    await summaryOf(page);
    await write(page, 'device: { profile: esp32-idf-v5.3, apps: [./mine.mjs] }\nuntil: 3s\n');
    await expect.poll(() => page.textContent('#status'), SOON).toContain('modules are switched off');
    const busy =
      'device: { profile: esp32-idf-v5.3, apps: [ws-echo] }\nuntil: 24h\n' +
      'groups:\n  - { name: d, count: 6, behaviour: { poller: { path: /ws, every: 50ms } } }\n';
    await write(page, busy);
    await page.click('#run');
    await expect.poll(() => page.textContent('#status'), SOON).toMatch(/^running: \d+ %/);
    await page.click('#run');
    expect(await page.textContent('#status')).toBe('cancelled');
    expect(await page.textContent('#run')).toBe('Run');
  });

  it('a phone, and the dark', async () => {
    const { page, complaints } = await opened('', { viewport: PHONE, colorScheme: 'dark' });
    await summaryOf(page);
    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(PHONE.width);
    expect(complaints).toEqual([]);
    await page.screenshot({ path: join(PICTURES, 'playground-phone.png'), fullPage: true });
  });
});
