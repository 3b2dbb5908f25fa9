/**
 * The header fields that browsers send to a plain-http address: how long a request is decides about 431 on small
 * servers.
 *
 * Source: requests of Chrome 126 and Firefox 127 on desktops to an http:// address, where no client hints (`Sec-CH-…`)
 * and no `Sec-Fetch-…` fields are sent, since the address is not trustworthy. Field order is Chrome's; values vary with
 * version and language by some tens of bytes.
 */

import type { HeaderLine } from '../../../codec/http-request.js';

/** Whose headers. `short`: none but `Host`. */
export const BROWSER_NAMES = ['chrome', 'firefox', 'short'] as const;

/** One of {@link BROWSER_NAMES}. */
export type BrowserName = (typeof BROWSER_NAMES)[number];

/** What is asked for, which decides about `Accept`. */
export type ResourceKind = 'page' | 'resource' | 'image' | 'events';

type Lines = Readonly<Record<Exclude<BrowserName, 'short'>, readonly HeaderLine[]>>;
type Accepts = Readonly<Record<Exclude<BrowserName, 'short'>, Readonly<Record<ResourceKind, string>>>>;

const CHROME_IMAGE = 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8';
const CHROME_PAGE =
  'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,' +
  'application/signed-exchange;v=b3;q=0.7';
const FIREFOX_IMAGE = 'image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5';
const FIREFOX_PAGE =
  'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/png,image/svg+xml,*/*;q=0.8';

const ACCEPT: Accepts = {
  chrome: { page: CHROME_PAGE, resource: '*/*', image: CHROME_IMAGE, events: 'text/event-stream' },
  firefox: { page: FIREFOX_PAGE, resource: '*/*', image: FIREFOX_IMAGE, events: 'text/event-stream' },
};

const USER_AGENT: Lines = {
  chrome: [
    ['Connection', 'keep-alive'],
    [
      'User-Agent',
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36',
    ],
  ],
  firefox: [
    ['User-Agent', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0'],
    ['Connection', 'keep-alive'],
  ],
};

const LANGUAGE: Lines = {
  chrome: [
    ['Accept-Encoding', 'gzip, deflate'],
    ['Accept-Language', 'en-US,en;q=0.9'],
  ],
  firefox: [
    ['Accept-Language', 'en-US,en;q=0.5'],
    ['Accept-Encoding', 'gzip, deflate'],
  ],
};

/** Header lines of a request behind `Host`; `cookieBytes` adds a cookie of that length. */
export function browserHeaders(
  browser: BrowserName,
  kind: ResourceKind,
  referer: string | undefined,
  cookieBytes: number,
): readonly HeaderLine[] {
  const cookie: readonly HeaderLine[] = cookieBytes === 0 ? [] : [['Cookie', cookieOf(cookieBytes)]];
  if (browser === 'short') return cookie;
  const lines: HeaderLine[] = [...USER_AGENT[browser], ['Accept', ACCEPT[browser][kind]]];
  if (referer !== undefined) lines.push(['Referer', referer]);
  lines.push(...LANGUAGE[browser]);
  if (kind === 'page') lines.push(['Upgrade-Insecure-Requests', '1']);
  return [...lines, ...cookie];
}

const COOKIE_NAME = 's=';

function cookieOf(bytes: number): string {
  return COOKIE_NAME + 'x'.repeat(Math.max(0, bytes - COOKIE_NAME.length));
}
