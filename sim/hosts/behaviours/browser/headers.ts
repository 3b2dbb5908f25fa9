/**
 * The header fields that browsers send to a plain-http address: how long a request is decides about 431 on small
 * servers.
 *
 * Source: requests to an http:// address, where no client hints (`Sec-CH-…`) and no `Sec-Fetch-…` fields are sent, since
 * the address is not trustworthy: those of Chromium 150 as test/live/browser has recorded them, with the user agent of
 * Chrome on Windows, and those of Firefox 127. Values vary with version and language by some tens of bytes.
 */

import { WS_CLIENT_KEY, type HeaderLine } from '../../../codec/http-request.js';

/** Whose headers. `short`: none but `Host`. */
export const BROWSER_NAMES = ['chrome', 'firefox', 'short'] as const;

/** One of {@link BROWSER_NAMES}. */
export type BrowserName = (typeof BROWSER_NAMES)[number];

/** What is asked for. */
export type ResourceKind = 'page' | 'style' | 'script' | 'resource' | 'image' | 'events' | 'websocket';

/** A request, as far as its headers depend on it. */
export interface Asked {
  readonly kind: ResourceKind;
  /** The device, as `Origin` has it. */
  readonly origin: string;
  /** The page that asks; none for the page itself, which is typed. */
  readonly referer?: string | undefined;
  /** Length of the cookie; 0: none. */
  readonly cookieBytes: number;
  /** The page is loaded again. */
  readonly isReload?: boolean;
}

type Accepts = Readonly<Record<Exclude<ResourceKind, 'websocket'>, string>>;

const STYLE = 'text/css,*/*;q=0.1';
const CHROME_ACCEPT: Accepts = {
  page:
    'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,' +
    'application/signed-exchange;v=b3;q=0.7',
  style: STYLE,
  script: '*/*',
  resource: '*/*',
  image: 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8',
  events: 'text/event-stream',
};
const FIREFOX_ACCEPT: Accepts = {
  page: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/png,image/svg+xml,*/*;q=0.8',
  style: STYLE,
  script: '*/*',
  resource: '*/*',
  image: 'image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5',
  events: 'text/event-stream',
};

const CHROME_AGENT: HeaderLine = [
  'User-Agent',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36',
];
const FIREFOX_AGENT: HeaderLine = [
  'User-Agent',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0',
];
const ENCODING: HeaderLine = ['Accept-Encoding', 'gzip, deflate'];
const UNCACHED: readonly HeaderLine[] = [
  ['Pragma', 'no-cache'],
  ['Cache-Control', 'no-cache'],
];
const UPGRADES_INSECURE: HeaderLine = ['Upgrade-Insecure-Requests', '1'];
const RELOADED: HeaderLine = ['Cache-Control', 'max-age=0'];
const KEPT: HeaderLine = ['Connection', 'keep-alive'];
const UPGRADE: HeaderLine = ['Upgrade', 'websocket'];
const WS_VERSION: HeaderLine = ['Sec-WebSocket-Version', '13'];
const WS_KEY: HeaderLine = ['Sec-WebSocket-Key', WS_CLIENT_KEY];

/** Header lines of a request behind `Host`, in the browser's own order; those of a handshake are whole, but for `short`. */
export function browserHeaders(browser: BrowserName, asked: Asked): readonly HeaderLine[] {
  const { cookieBytes, referer } = asked;
  const cookie: readonly HeaderLine[] = cookieBytes === 0 ? [] : [['Cookie', cookieOf(cookieBytes)]];
  const referers: readonly HeaderLine[] = referer === undefined ? [] : [['Referer', referer]];
  if (browser === 'short') return cookie;
  return browser === 'chrome' ? ofChrome(asked, referers, cookie) : ofFirefox(asked, referers, cookie);
}

function ofChrome(
  { kind, origin, isReload = false }: Asked,
  referer: readonly HeaderLine[],
  cookie: readonly HeaderLine[],
): readonly HeaderLine[] {
  const language: HeaderLine = ['Accept-Language', 'en-US,en;q=0.9'];
  if (kind === 'websocket') {
    const extensions: HeaderLine = ['Sec-WebSocket-Extensions', 'permessage-deflate; client_max_window_bits'];
    const head: readonly HeaderLine[] = [['Connection', 'Upgrade'], ...UNCACHED, CHROME_AGENT, UPGRADE];
    return [...head, ['Origin', origin], WS_VERSION, ENCODING, language, ...cookie, WS_KEY, extensions];
  }
  const lines: HeaderLine[] = [KEPT];
  if (kind === 'events') lines.push(...UNCACHED);
  if (isReload) lines.push(RELOADED);
  if (kind === 'page') lines.push(UPGRADES_INSECURE);
  return [...lines, CHROME_AGENT, ['Accept', CHROME_ACCEPT[kind]], ...referer, ENCODING, language, ...cookie];
}

function ofFirefox(
  { kind, origin }: Asked,
  referer: readonly HeaderLine[],
  cookie: readonly HeaderLine[],
): readonly HeaderLine[] {
  const language: HeaderLine = ['Accept-Language', 'en-US,en;q=0.5'];
  if (kind === 'websocket') {
    const head: readonly HeaderLine[] = [FIREFOX_AGENT, ['Accept', '*/*'], language, ENCODING, WS_VERSION];
    const own: readonly HeaderLine[] = [
      ['Origin', origin],
      ['Sec-WebSocket-Extensions', 'permessage-deflate'],
      WS_KEY,
    ];
    return [...head, ...own, ['Connection', 'keep-alive, Upgrade'], ...cookie, ...UNCACHED, UPGRADE];
  }
  const head: readonly HeaderLine[] = [FIREFOX_AGENT, ['Accept', FIREFOX_ACCEPT[kind]], language, ENCODING];
  const rest = kind === 'page' ? [UPGRADES_INSECURE] : kind === 'events' ? UNCACHED : [];
  return [...head, KEPT, ...referer, ...cookie, ...rest];
}

const COOKIE_NAME = 's=';

function cookieOf(bytes: number): string {
  return COOKIE_NAME + 'x'.repeat(Math.max(0, bytes - COOKIE_NAME.length));
}
