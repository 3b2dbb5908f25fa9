/**
 * Going to another page and back, and the connection that each navigation wants besides: Chromium over TUN with a profile
 * as a person has it, and the behaviour `browser` in virtual time.
 */

import { existsSync } from 'node:fs';
import { describe, expect, test, type TestContext } from 'vitest';

import { CHROMIUM } from '../../browser/browser.js';
import { Workplace } from '../../cli/fixture.js';
import { REQUIRE, whyNot, wire, type Wire } from './wire.js';

const ICON = '<!doctype html><link rel=icon href="data:,">';
const LIVE =
  "<script>new EventSource('/events'); new WebSocket('ws://' + location.host + '/ws');" +
  "addEventListener('pageshow', (event) => { window.persisted = event.persisted; });</script>";
const NO_STORE = { header: { 'Cache-Control': 'no-store' } };
const html = (text: string): object[] => [{ type: 'text/html' }, { send: { text: ICON + text } }];

const handlers = [
  { uri: '/', do: html(`<a href=/two>two</a><img src=/kept.png><img src=/new.png>${LIVE}`) },
  { uri: '/two', do: html('two') },
  { uri: '/bye', do: [NO_STORE, ...html('bye'), { close: true }] },
  { uri: '/kept.png', do: [{ type: 'image/png' }, { send: 300 }] },
  { uri: '/new.png', do: [{ type: 'image/png' }, NO_STORE, { send: 300 }] },
  {
    uri: '/events',
    do: [
      { type: 'text/event-stream' },
      { async: { do: [{ repeat: 100, do: [{ chunk: 'data: x\n\n' }, { delay: '500ms' }] }] } },
    ],
  },
];
const DEVICE = {
  name: 'lamp',
  device: {
    profile: 'esp32-idf-v5.3',
    apps: ['ws-echo'],
    httpd: { max_open_sockets: 13, max_uri_handlers: 20 },
    sdkconfig: { CONFIG_HTTPD_MAX_REQ_HDR_LEN: 1024, CONFIG_LWIP_MAX_SOCKETS: 16 },
    handlers,
  },
  link: { latency: '10ms' },
  until: '60s',
};
const model = (browser: object): Wire =>
  wire({ ...DEVICE, groups: [{ name: 'tab', stack: 'linux', behaviour: { browser } }] });

/** Chromium with a profile of its own, which is no private window. */
function chromium(isCaching: boolean, code: string): Wire {
  const options = {
    executablePath: CHROMIUM,
    args: ['--no-sandbox'],
    ignoreDefaultArgs: isCaching ? ['--disable-back-forward-cache'] : [],
  };
  const profile = new Workplace().path('profile');
  const program = `${REQUIRE}
const { chromium } = require('playwright-core');
const context = await chromium.launchPersistentContext(${JSON.stringify(profile)}, ${JSON.stringify(options)});
const page = context.pages()[0];
${code}
await context.close();`;
  return wire(DEVICE, program);
}

const GO = "await page.goto('http://192.168.4.2/";
const THERE_AND_BACK = `${GO}');
await sleep(2000);
await page.click('a');
await page.waitForURL('**/two');
await sleep(3000);
await page.evaluate('history.back()');
await sleep(2500);
console.log(await page.evaluate('window.persisted'));`;
/** A page that is left has ended a connection by then; seconds. */
const AT_ONCE_S = 2;

const toTwo = ({ requests }: Wire): number => requests.findIndex(({ path }) => path === '/two');
const askedOnReturn = (one: Wire): string[] =>
  one.requests
    .slice(toTwo(one) + 1)
    .map(({ path }) => path)
    .sort();
const isEndedByLeaving = (one: Wire, path: string): boolean => one.finAfter('/two', path) < AT_ONCE_S;
/** What both do, when it is the same. */
function same<T>(real: Wire, ours: Wire, of: (one: Wire) => T): T {
  expect(of(ours)).toEqual(of(real));
  return of(ours);
}

describe.skipIf(CHROMIUM === undefined || whyNot !== undefined)('navigations', () => {
  /** With the back/forward cache or without; Chromium says whether it was used. */
  function thereAndBack(bfcache: boolean, { skip }: TestContext): readonly [Wire, Wire] {
    const real = chromium(bfcache, THERE_AND_BACK);
    if (real.printed.trim() !== String(bfcache)) {
      console.warn(`skipped: this Chromium keeps a page with a websocket: ${real.printed.trim()}`);
      skip();
    }
    const back = { page: '/two', after: '2s', stay: '3s', bfcache };
    const page = { resources: ['/kept.png', '/new.png'], events: '/events', ws: '/ws', favicon: false };
    return [real, model({ ...page, back })];
  }

  test('a page in the back/forward cache keeps stream and websocket, and nothing is asked for again', (context) => {
    const [real, ours] = thereAndBack(true, context);
    expect(same(real, ours, askedOnReturn)).toEqual([]);
    expect(same(real, ours, (one) => isEndedByLeaving(one, '/events'))).toBe(false);
    expect(same(real, ours, (one) => isEndedByLeaving(one, '/ws'))).toBe(false);
    expect(ours.endOf('/ws')).not.toEqual([]);
  });

  test('without it both end when the page is left, and are new; of the rest what is not to be stored is asked for', (context) => {
    const [real, ours] = thereAndBack(false, context);
    expect(same(real, ours, askedOnReturn)).toEqual(['/events', '/new.png', '/ws']);
    expect(same(real, ours, (one) => isEndedByLeaving(one, '/events'))).toBe(true);
    expect(same(real, ours, (one) => isEndedByLeaving(one, '/ws'))).toBe(true);
  });

  test('each navigation wants a second connection', () => {
    const real = chromium(false, `${GO}bye');\nawait sleep(1500);\nawait page.reload();\nawait sleep(1500);`);
    const ours = model({ page: '/bye', favicon: false, reload: { after: '1500ms' } });
    // The first connection was closed by the device: the spare one takes the request, and there is another spare one.
    expect(same(real, ours, ({ connections }) => connections.slice(0, 2))).toEqual([['/bye'], ['/bye']]);
    const others = (one: Wire): number => one.connections.slice(2).length;
    expect(others(ours)).toBe(1);
    expect(others(real)).toBeGreaterThanOrEqual(1);
  });
});

const TOOLS = ['/usr/bin/Xvfb', '/usr/bin/xdotool'];
const missing = TOOLS.filter((tool) => !existsSync(tool));
if (missing.length > 0) console.warn(`skipped: no ${missing.join(', ')} here (apt-get install xvfb xdotool)`);

const TYPE = `${REQUIRE}
const { spawn, execFileSync } = require('node:child_process');
const { once } = require('node:events');
const screen = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'pipe', 'ignore'] });
const [number] = await once(screen.stdout, 'data');
process.env.DISPLAY = ':' + String(number).trim();
const words = ['--no-sandbox', '--no-first-run', '--no-default-browser-check', '--user-data-dir=' + PROFILE, 'about:blank'];
const browser = spawn(CHROMIUM, words, { stdio: 'ignore', detached: true });
const tool = (...words) => execFileSync('xdotool', words, { encoding: 'utf8', timeout: 60_000 }).trim();
const windows = tool('search', '--sync', '--onlyvisible', '--class', 'chromium').split(/\\s+/);
await sleep(4000);
tool('windowfocus', windows.at(-1));
tool('key', 'ctrl+l');
tool('type', '--delay', '100', '192.168.4.2/two');
await sleep(500);
tool('key', 'Return');
await sleep(3000);
process.kill(-browser.pid);
screen.kill();
process.exit(0);`;

describe.skipIf(CHROMIUM === undefined || whyNot !== undefined || missing.length > 0)(
  'an address that is typed',
  () => {
    test('is asked for over the first of two connections; the other waits', () => {
      const profile = new Workplace().path('profile');
      const program = `const CHROMIUM = ${JSON.stringify(CHROMIUM)};\nconst PROFILE = ${JSON.stringify(profile)};\n${TYPE}`;
      const connections = same(
        wire(DEVICE, program),
        model({ page: '/two', favicon: false }),
        (one) => one.connections,
      );
      expect(connections).toEqual([['/two'], []]);
    });
  },
);
