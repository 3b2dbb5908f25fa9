/**
 * A page in Chromium over TUN, and in the behaviour `browser` in virtual time: what is asked for in which order over which
 * connection, how long each request is, and who ends what when the page is left.
 */

import { describe, expect, test } from 'vitest';

import { CHROMIUM } from '../../browser/browser.js';
import { REQUIRE, whyNot, wire, type Request, type Wire } from './wire.js';

const IMAGES = Array.from({ length: 8 }, (_, i) => `/${String(i + 1)}.png`);
const RESOURCES = ['/a.css', '/b.js', ...IMAGES];
const PAGE =
  '<!doctype html><title>lamp</title><link rel=stylesheet href=/a.css><script src=/b.js></script><p>lamp' +
  IMAGES.map((path) => `<img src=${path}>`).join('');
const LIVE =
  "<!doctype html><p>live<script>new EventSource('/events'); new WebSocket('ws://' + location.host + '/ws')</script>";

const handlers = [
  { uri: '/', do: [{ type: 'text/html' }, { send: { text: PAGE } }] },
  { uri: '/live', do: [{ type: 'text/html' }, { send: { text: LIVE } }] },
  { uri: '/a.css', do: [{ type: 'text/css' }, { send: 'p { color: red }' }] },
  { uri: '/b.js', do: [{ type: 'text/javascript' }, { send: 'window.x = 1' }] },
  {
    uri: '/events',
    do: [
      { type: 'text/event-stream' },
      { async: { do: [{ repeat: 100, do: [{ chunk: 'data: x\n\n' }, { delay: '500ms' }] }] } },
    ],
  },
  ...IMAGES.map((uri) => ({ uri, do: [{ type: 'image/png' }, { delay: '40ms' }, { send: 300 }] })),
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
/** No connection ahead of need: in windows that keep nothing, as playwright's are, Chromium opens none. */
const MODEL = {
  ...DEVICE,
  groups: [
    {
      name: 'tab',
      stack: 'linux',
      behaviour: { browser: { page: '/', resources: RESOURCES, preconnect: 0, reload: { after: '2s' } } },
    },
    {
      name: 'live',
      stack: 'linux',
      start: '10s',
      behaviour: {
        browser: {
          page: '/live',
          events: '/events',
          ws: '/ws',
          favicon: false,
          preconnect: 0,
          reload: { after: '2s' },
        },
      },
    },
  ],
};
const PROGRAM = `${REQUIRE}
const { chromium } = require('playwright-core');
const browser = await chromium.launch({ executablePath: ${JSON.stringify(CHROMIUM)}, args: ['--no-sandbox'] });
const page = await browser.newPage();
await page.goto('http://192.168.4.2/');
await sleep(2000);
await page.reload();
await sleep(2000);
await page.goto('http://192.168.4.2/live');
await sleep(2000);
await page.goto('http://192.168.4.2/a.css');
await sleep(2000);
await browser.close();
`;

/** Where a path is asked for the nth time. */
function at(requests: readonly Request[], path: string, nth = 0): number {
  return requests.map((one, i) => (one.path === path ? i : -1)).filter((i) => i >= 0)[nth] ?? requests.length;
}

const loadOf = ({ requests }: Wire): readonly Request[] =>
  requests.slice(0, at(requests, '/favicon.ico') + 1);
const reloadOf = ({ requests }: Wire): readonly Request[] =>
  requests.slice(at(requests, '/', 1), at(requests, '/live'));
const pathsOf = (all: readonly Request[]): string[] => all.map(({ path }) => path).sort();

describe.skipIf(CHROMIUM === undefined || whyNot !== undefined)('Chromium and the behaviour browser', () => {
  let chromium: Wire | undefined;
  let model: Wire | undefined;
  const both = (): readonly [Wire, Wire] => [(chromium ??= wire(DEVICE, PROGRAM)), (model ??= wire(MODEL))];
  /** What both do, when it is the same. */
  function same<T>(of: (one: Wire) => T): T {
    const [real, ours] = both();
    expect(of(ours)).toEqual(of(real));
    return of(ours);
  }

  test('ask for the same, again when the page is loaded again', () => {
    expect(same((one) => pathsOf(loadOf(one)))).toHaveLength(12);
    expect(same((one) => pathsOf(reloadOf(one)))).toHaveLength(11);
  });

  test('the style on the connection of the page; the script and two images on new ones, before all others', () => {
    const places = same((one) => {
      const five = loadOf(one).slice(0, 5);
      return five
        .map(({ path, stream }) => `${path} ${stream === five[0]!.stream ? 'first' : 'other'}`)
        .sort();
    });
    expect(places).toEqual(['/ first', '/1.png other', '/2.png other', '/a.css first', '/b.js other']);
    const connections = (all: readonly Request[]): number => new Set(all.map(({ stream }) => stream)).size;
    expect(same((one) => connections(loadOf(one).slice(0, 5)))).toBe(4);
    expect(same((one) => connections(loadOf(one)))).toBe(6);
  });

  test('the favicon comes last, and once', () => {
    expect(same((one) => one.requests.filter(({ path }) => path === '/favicon.ico').length)).toBe(1);
    expect(same((one) => loadOf(one).at(-1)!.path)).toBe('/favicon.ico');
  });

  test.each(['/', '/b.js', '/1.png', '/favicon.ico', '/events', '/ws'])(
    'requests of %s are as long',
    (path) => {
      const lengths = same(({ requests }) => [
        ...new Set(requests.filter((one) => one.path === path).map(({ bytes }) => bytes)),
      ]);
      expect(lengths).toHaveLength(path === '/' ? 2 : 1);
    },
  );

  test('the stream takes the connection of the page, the websocket one of its own', () => {
    same(({ requests }) => {
      const [page, stream, socket] = ['/live', '/events', '/ws'].map(
        (path) => requests[at(requests, path)]!.stream,
      );
      expect(stream).toBe(page);
      expect(requests.filter((one) => one.stream === socket)).toHaveLength(1);
      return true;
    });
  });

  test('left: FIN, and RST for what still comes of the stream; CLOSE 1001 and FIN at once', () => {
    const stream = same((one) => one.endOf('/events').slice(0, 4));
    expect(stream).toEqual(['client AF', 'device A', 'device AP data', 'client R']);
    expect(same((one) => one.endOf('/ws').filter((what) => what.startsWith('client')))).toContain('client R');
  });
});
