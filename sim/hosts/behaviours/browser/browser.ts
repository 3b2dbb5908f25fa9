/** `browser`: a page with what belongs to it. */

import * as z from 'zod';

import { duration, us } from '../../../document/duration.js';
import { flag, int, word } from '../../../document/fields.js';
import { path } from '../../../document/http-fields.js';
import { pace } from '../../../document/quantity.js';
import { DEFAULT_KEEP_ALIVE } from '../../linux/linux-stack.js';
import { behaviour, devicePort, map, MOST_BYTES, MOST_CONNECTIONS, MOST_ROUNDS } from '../behaviour.js';
import { BROWSER_NAMES } from './headers.js';
import { browser as run } from './program.js';

const MOST_PATHS = 1000;
/** Six a host: Chromium net/socket/client_socket_pool_manager.cc, Firefox network.http.max-persistent-connections-per-server. */
const BROWSER_CONNECTIONS = 6;
/** Chromium net/socket/tcp_socket_posix.cc, kTCPKeepAliveSeconds: idle time and interval. */
const KEEP_ALIVE_US = us('45s');

export const browser = behaviour({
  about: 'A browser: a page with what belongs to it, over up to six kept connections.',
  keys: {
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
      'Connections that are opened at once with the first and stay idle until needed. Default 1',
    ).optional(),
    backup: flag(
      'A second SYN from another port if the first connection takes over 250 ms. Default true',
    ).optional(),
    events: path('An event stream that the page opens. Default none').optional(),
    ws: path('A websocket that the page opens. Default none').optional(),
    headers: word(BROWSER_NAMES, 'Whose request headers. Default chrome').optional(),
    cookie: int(0, MOST_BYTES, 'Bytes of the cookie that it sends. Default 0').optional(),
    idle: duration('How long a used connection stays idle before it is closed. Default 5min').optional(),
    patience: duration('How long a request may take. Default 5min').optional(),
    reload: map('Loads the page again.', {
      after: pace('Time from the end of a load to the next.'),
      times: int(1, MOST_ROUNDS, 'How often. Default 1').optional(),
    }).optional(),
    port: devicePort,
  },
  keepAlive: { ...DEFAULT_KEEP_ALIVE, idleUs: KEEP_ALIVE_US, intervalUs: KEEP_ALIVE_US },
  tlsDefaults: ({ headers }) => ({
    resume: true,
    alpn: 'h2,http/1.1',
    // BoringSSL asks for ALPN, Firefox does not (security.ssl.false_start.require-npn).
    false_start: headers === 'firefox' ? 'always' : 'with-alpn',
  }),
  read: ({ port, connections = BROWSER_CONNECTIONS, idle = us('5min'), ...written }) => ({
    pool: {
      port,
      most: connections,
      usedIdleUs: idle,
      unusedIdleUs: Math.min(idle, us('1min')),
      backupUs: written.backup === false ? undefined : us('250ms'),
    },
    page: written.page ?? '/',
    resources: written.resources ?? [],
    favicon: written.favicon ?? true,
    preconnects: written.preconnect ?? 1,
    events: written.events,
    ws: written.ws,
    headers: written.headers ?? 'chrome',
    cookieBytes: written.cookie ?? 0,
    patienceUs: written.patience ?? us('5min'),
    reload: written.reload && { afterUs: written.reload.after, times: written.reload.times ?? 1 },
  }),
  run,
});
