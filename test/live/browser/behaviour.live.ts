/**
 * A page in Chromium over TUN, and in the behaviour `browser` in virtual time: what is asked for in which order over which
 * connection, how long each request is, and who ends what when the page is left.
 */

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

import { findNamespace } from '../../../sim/live/tun/namespace.js';
import { CHROMIUM } from '../../browser/browser.js';
import { builtCommand } from '../../built-command.js';
import { Workplace } from '../../cli/fixture.js';

const TSHARK = '/usr/bin/tshark';
const way = findNamespace('twin0', '192.168.4.1');
const why =
  'reasons' in way
    ? `no TUN device can be had here (${way.reasons.join('; ')})`
    : existsSync(TSHARK)
      ? undefined
      : `${TSHARK} is not there`;
if (why !== undefined) console.warn(`skipped: ${why}`);

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
/** No connection ahead of need: Chromium opens one when an address is typed, not for a program that navigates. */
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
const PROGRAM = `
import { createRequire } from 'node:module';
const { chromium } = createRequire(${JSON.stringify(resolve('package.json'))})('playwright-core');
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
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

/** What newer builds of Chromium accept besides. */
const JPEG_XL = 'image/jxl,';

/** A request, the number of its connection, and its length without the user agent and JPEG XL, which differ by build. */
interface Request {
  readonly path: string;
  readonly stream: number;
  readonly bytes: number;
}

interface Wire {
  readonly requests: readonly Request[];
  /** How the connection of a request ended: flags of the client's and the device's last segments, from the first FIN on. */
  readonly endOf: (path: string) => string[];
}

/** Runs one of both, and reads the capture. */
function wire(isModel: boolean): Wire {
  const place = new Workplace();
  const capture = place.path('c.pcapng');
  const file = place.file('lamp.yaml', JSON.stringify(isModel ? MODEL : DEVICE));
  const words = isModel ? ['replay', file] : ['run', file];
  const program = isModel ? [] : ['--', process.execPath, place.file('browse.mjs', PROGRAM)];
  const args = [builtCommand(), ...words, '-q', '--pcapng', capture, ...program];
  const ran = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(ran.status, ran.stderr).toBe(0);
  const fields = [
    'tcp.stream',
    'ip.src',
    'tcp.flags.str',
    'tcp.len',
    'http.request.uri',
    'http.user_agent',
    'http.accept',
  ];
  const tshark = ['-r', capture, '-Y', 'tcp', '-T', 'fields', ...fields.flatMap((field) => ['-e', field])];
  const packets = execFileSync(TSHARK, tshark, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [stream, from, flags, length, path = '', agent = '', accept = ''] = line.split('\t');
      const own = agent.length + (accept.includes(JPEG_XL) ? JPEG_XL.length : 0);
      const who = from === '192.168.4.2' ? 'device' : 'client';
      const what = `${who} ${flags!.replaceAll('·', '')}${length === '0' ? '' : ' data'}`;
      return { stream: Number(stream), what, path, bytes: Number(length) - own };
    });
  const requests = packets.filter(({ path }) => path !== '');
  const endOf = (path: string): string[] => {
    const { stream } = requests.find((one) => one.path === path)!;
    const all = packets.filter((one) => one.stream === stream).map(({ what }) => what);
    const first = all.findIndex((one) => one.includes('F'));
    return first < 0 ? [] : all.slice(first);
  };
  return { requests, endOf };
}

/** Where a path is asked for the nth time. */
function at(requests: readonly Request[], path: string, nth = 0): number {
  return requests.map((one, i) => (one.path === path ? i : -1)).filter((i) => i >= 0)[nth] ?? requests.length;
}

const loadOf = ({ requests }: Wire): readonly Request[] =>
  requests.slice(0, at(requests, '/favicon.ico') + 1);
const reloadOf = ({ requests }: Wire): readonly Request[] =>
  requests.slice(at(requests, '/', 1), at(requests, '/live'));
const pathsOf = (all: readonly Request[]): string[] => all.map(({ path }) => path).sort();

describe.skipIf(CHROMIUM === undefined || why !== undefined)('Chromium and the behaviour browser', () => {
  let chromium: Wire | undefined;
  let model: Wire | undefined;
  const both = (): readonly [Wire, Wire] => [(chromium ??= wire(false)), (model ??= wire(true))];
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
