/** `browser`: a page with what belongs to it. */

import * as z from 'zod';

import { duration, us } from '../../../document/duration.js';
import { flag, int, word } from '../../../document/fields.js';
import { path } from '../../../document/http-fields.js';
import { pace } from '../../../document/quantity.js';
import { DEFAULT_KEEP_ALIVE } from '../../linux/linux-stack.js';
import { behaviour, devicePort, map, MOST_BYTES, MOST_CONNECTIONS, MOST_ROUNDS } from '../behaviour.js';
import { BROWSER_NAMES, type BrowserName } from './headers.js';
import { browser as run } from './program.js';

const MOST_PATHS = 1000;
/** Six a host: Chromium net/socket/client_socket_pool_manager.cc, Firefox network.http.max-persistent-connections-per-server. */
const BROWSER_CONNECTIONS = 6;
const UNUSED_IDLE_US = us('1min');

/** In what browsers differ, unless the scenario says otherwise. */
interface Habits {
  /** Connections that a navigation wants beside its own. */
  readonly preconnects: number;
  /** How long a used connection stays idle. */
  readonly idleUs: number;
  /** Idle time and interval of TCP's keep-alive. */
  readonly keepAliveUs: number;
  /** Pages with streams and websockets are kept for going back. */
  readonly bfcache: boolean;
}

/**
 * Chromium: chrome/browser/predictors/loading_predictor.cc (two sockets for the origin of a navigation),
 * net/socket/client_socket_pool.cc, net/socket/tcp_socket_posix.cc (kTCPKeepAliveSeconds). Measured with 156.
 */
const CHROMIUM: Habits = { preconnects: 1, idleUs: us('5min'), keepAliveUs: us('45s'), bfcache: true };
/**
 * Firefox: network.http.keep-alive.timeout, network.http.tcp_keepalive.short_lived_idle_time. Measured with 153 ESR, which
 * kept on probing at the pace of short-lived connections.
 */
const FIREFOX: Habits = { preconnects: 0, idleUs: us('115s'), keepAliveUs: us('10s'), bfcache: false };

function habitsOf(headers: BrowserName | undefined): Habits {
  return headers === 'firefox' ? FIREFOX : CHROMIUM;
}

export const browser = behaviour({
  about: 'A browser: a page with what belongs to it, over up to six kept connections.',
  keys: () => ({
    page: path('The page. Default /').optional(),
    resources: z
      .array(path('A path.'), { error: () => 'expected a list of paths' })
      .max(MOST_PATHS)
      .optional()
      .describe('What the page refers to. Default none'),
    favicon: flag('Asks for /favicon.ico. Default true').optional(),
    connections: int(1, MOST_CONNECTIONS, 'Parallel connections. Default 6').optional(),
    preconnect: int(
      0,
      MOST_CONNECTIONS,
      'Connections that each navigation wants beside its own, idle until needed. Default 1, of firefox 0',
    ).optional(),
    backup: flag(
      'A second SYN from another port if the first connection takes over 250 ms. Default true',
    ).optional(),
    events: path('An event stream that the page opens. Default none').optional(),
    ws: path('A websocket that the page opens. Default none').optional(),
    headers: word(BROWSER_NAMES, 'Whose request headers. Default chrome').optional(),
    cookie: int(0, MOST_BYTES, 'Bytes of the cookie that it sends. Default 0').optional(),
    idle: duration(
      'How long a used connection stays idle before it is closed. Default 5min, of firefox 115s',
    ).optional(),
    patience: duration('How long a request may take. Default 5min').optional(),
    reload: map('Loads the page again.', {
      after: pace('Time from the end of a load to the next.'),
      times: int(1, MOST_ROUNDS, 'How often. Default 1').optional(),
    }).optional(),
    back: map('Goes to another page of the device, and back.', {
      page: path('The other page.'),
      after: pace('Time from the end of a load, or from the return, to the going.'),
      stay: pace('Time from the other page to the return. Default 5s').optional(),
      times: int(1, MOST_ROUNDS, 'How often. Default 1').optional(),
      bfcache: flag(
        'The page is kept as it is: its stream and its websocket stay open meanwhile. Default true, of firefox false',
      ).optional(),
    }).optional(),
    port: devicePort(),
  }),
  keepAlive: ({ headers }) => {
    const { keepAliveUs } = habitsOf(headers);
    return { ...DEFAULT_KEEP_ALIVE, idleUs: keepAliveUs, intervalUs: keepAliveUs };
  },
  tlsDefaults: ({ headers }) => ({
    resume: true,
    alpn: 'h2,http/1.1',
    // BoringSSL asks for ALPN, Firefox does not (security.ssl.false_start.require-npn).
    false_start: headers === 'firefox' ? 'always' : 'with-alpn',
  }),
  read: ({ port, connections = BROWSER_CONNECTIONS, idle, ...written }) => ({
    pool: {
      port,
      most: connections,
      usedIdleUs: idle ?? habitsOf(written.headers).idleUs,
      unusedIdleUs: Math.min(idle ?? UNUSED_IDLE_US, UNUSED_IDLE_US),
      backupUs: written.backup === false ? undefined : us('250ms'),
    },
    page: written.page ?? '/',
    resources: written.resources ?? [],
    favicon: written.favicon ?? true,
    preconnects: written.preconnect ?? habitsOf(written.headers).preconnects,
    events: written.events,
    ws: written.ws,
    headers: written.headers ?? 'chrome',
    cookieBytes: written.cookie ?? 0,
    patienceUs: written.patience ?? us('5min'),
    reload: written.reload && { afterUs: written.reload.after, times: written.reload.times ?? 1 },
    back: written.back && {
      page: written.back.page,
      afterUs: written.back.after,
      stayUs: written.back.stay ?? us('5s'),
      times: written.back.times ?? 1,
      bfcache: written.back.bfcache ?? habitsOf(written.headers).bfcache,
    },
  }),
  run,
});
