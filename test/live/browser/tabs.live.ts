/** A real browser against `serve`: what the field's complaint looks like, and its cures. */

import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser, BrowserContext, Page } from 'playwright-core';

import { CHROMIUM, startBrowser } from '../../browser/browser.js';
import { Served, until } from '../bridge/served.js';

const PAGE = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>new</title><h1>lamp</h1><p id="state">new</p><script>
const state = (text) => { document.title = text; document.getElementById("state").textContent = text; };
const socket = new WebSocket(location.origin.replace("http", "ws") + "/ws");
socket.onopen = () => { state("open"); socket.send("hello"); };
socket.onclose = () => state("closed");
</script>`;

/** A device that serves the page and echoes on its websocket. */
function device(httpd: string, headers: string, more = ''): Served {
  const handler = `{ uri: /, do: [{ type: text/html }, { send: { text: ${JSON.stringify(PAGE)} } }] }`;
  return new Served(
    `profile: esp32-idf-v5.3, apps: [ws-echo], handlers: [${handler}], httpd: { ${httpd} }, sdkconfig: { ${headers} }${more}`,
  );
}

const LONG_HEADERS = 'CONFIG_HTTPD_MAX_REQ_HDR_LEN: 1024';
const TABS = 8;

describe.skipIf(CHROMIUM === undefined)('eight tabs of Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
    mkdirSync('build/screenshots', { recursive: true });
  });
  afterAll(() => browser.close());

  /** Opens them one after the other; those that do not come are not waited for. */
  async function opened(context: BrowserContext, url: string): Promise<Page[]> {
    const pages: Page[] = [];
    for (let tab = 0; tab < TABS; tab++) {
      const page = await context.newPage();
      pages.push(page);
      page.goto(url, { waitUntil: 'commit', timeout: 60_000 }).catch(() => undefined);
      await page
        .waitForFunction('document.title === "open"', undefined, { timeout: 3000 })
        .catch(() => undefined);
    }
    return pages;
  }

  test('431 with the headers that the server takes unless told otherwise', async () => {
    const served = device('', '');
    const page = await browser.newPage();
    const answer = await page.goto(`http://127.0.0.1:${await served.port()}/`);
    expect(answer?.status()).toBe(431);
    await page.screenshot({ path: 'build/screenshots/serve-431.png' });
    await page.close();
  });

  test('with 1024: six websockets, and a kept connection that takes the seventh session', async () => {
    const served = device('', LONG_HEADERS);
    const context = await browser.newContext();
    const pages = await opened(context, `http://127.0.0.1:${await served.port()}/`);
    const titles = await Promise.all(pages.map((page) => Promise.race([page.title(), later('hangs')])));
    expect(titles.filter((title) => title === 'open')).toHaveLength(6);
    const [server] = served.run.simulation.device.httpServers ?? [];
    const sessions = (server?.sessions ?? []).filter(({ fd }) => fd >= 0);
    expect(sessions).toHaveLength(7);
    expect(sessions.filter(({ isWebsocket }) => isWebsocket)).toHaveLength(6);
    await pages[0]!.screenshot({ path: 'build/screenshots/serve-tab1.png' });
    await context.close();
  });

  test('with LRU purge every tab comes, and takes the oldest session', async () => {
    const served = device('lru_purge_enable: true', LONG_HEADERS);
    const context = await browser.newContext();
    const pages = await opened(context, `http://127.0.0.1:${await served.port()}/`);
    const last = pages.at(-1)!;
    await until(() => served.segments.some(({ fl, dir }) => dir === 'tx' && fl.includes('F')));
    expect(await Promise.race([last.title(), later('hangs')])).toBe('open');
    expect(await Promise.race([pages[0]!.title(), later('hangs')])).toBe('closed');
    await context.close();
  });

  test('over TLS: four sessions, the oldest of which goes: one kept connection and three websockets stay', async () => {
    const served = device('', LONG_HEADERS, ', tls: {}');
    const facts: unknown[] = [];
    served.run.simulation.trace.subscribe(['cli', 'tls'], (record) => {
      if (record.k === 'cli' && record.ev === 'tls_established' && 'version' in record)
        facts.push(record.version);
      if (record.k === 'tls') expect(record.real).toBe(1);
    });
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    const pages = await opened(context, `https://127.0.0.1:${await served.port()}/`);
    const titles = await Promise.all(pages.map((page) => Promise.race([page.title(), later('hangs')])));
    expect(titles).toEqual([...Array<string>(TABS - 3).fill('closed'), 'open', 'open', 'open']);
    expect(facts.length).toBeGreaterThan(TABS);
    expect(new Set(facts)).toEqual(new Set(['TLSv1.2']));
    const sessions = served.run.simulation.device.httpServers?.[0]?.sessions ?? [];
    expect(sessions.filter(({ fd, isWebsocket }) => fd >= 0 && isWebsocket)).toHaveLength(3);
    await pages[0]!.screenshot({ path: 'build/screenshots/serve-tls-tab1.png' });
    await context.close();
  });
});

const later = (text: string): Promise<string> => new Promise((resolve) => setTimeout(resolve, 5000, text));
