/** Differences in ESP-IDF's own examples, which are the applications `ws-echo`, `simple` and `async`. */

import type { Difference } from './difference.js';

const WS_ECHO = 'examples/protocols/http_server/ws_echo_server/main/ws_echo_server.c';
const SIMPLE = 'examples/protocols/http_server/simple/main/main.c';
const ASYNC = 'examples/protocols/http_server/async_handlers/main/main.c';

export const EXAMPLE_DIFFERENCES = {
  exampleChecksStop: {
    title: 'examples look at httpd_stop',
    since: ['v5.0'],
    now: 'the examples keep their handle when httpd_stop fails',
    otherwise: 'the examples forget their handle even if httpd_stop failed',
    concern: 'log',
    source: `${WS_ECHO}, disconnect_handler`,
    evidence: 'read',
  },
  echoFreesArgument: {
    title: 'ws_echo_server: failed httpd_queue_work',
    since: ['v5.0.3', 'v5.1.1'],
    now: 'ws_echo_server frees its argument when httpd_queue_work fails',
    otherwise:
      'ws_echo_server leaks its argument when httpd_queue_work fails, and crashes without memory for it',
    concern: 'memory',
    source: `${WS_ECHO}, trigger_async_send`,
    evidence: 'read',
  },
  echoHasAuth: {
    title: 'ws_echo_server: /auth, empty frames',
    since: ['v5.4.3', 'v5.5.2'],
    now: 'ws_echo_server has a second URI /auth with a check of ?token=valid; an empty text frame is echoed',
    otherwise: 'ws_echo_server has /ws alone; an empty text frame crashes it in strcmp(NULL)',
    concern: 'clients',
    source: `${WS_ECHO}, echo_handler`,
    evidence: 'traced',
    shownBy: 'websocket-handshake-and-handler',
  },
  echoPings: {
    title: 'ws_echo_server: "Ping"',
    since: ['v5.4.4', 'v5.5.5', 'v6.0.1'],
    now: 'ws_echo_server answers text that begins with "Ping" with a PING frame; "Trigger async" is a prefix',
    otherwise: '"Ping" is echoed like any text; "Trigger async" must be the whole text',
    concern: 'clients',
    source: `${WS_ECHO}, echo_handler`,
    evidence: 'traced',
    shownBy: 'websocket-handshake-and-handler',
  },
  echoWelcomes: {
    title: 'ws_echo_server: welcome message',
    since: ['v5.5.5', 'v6.0.1'],
    now: 'ws_echo_server sends a welcome after the handshake on /auth, and takes a plain GET /ws for a frame',
    otherwise: 'ws_echo_server says "Handshake done", and leaves a plain GET /ws without an answer',
    concern: 'clients',
    source: `${WS_ECHO}, ws_post_handshake_cb`,
    evidence: 'traced',
    shownBy: 'websocket-handshake-and-handler',
  },
  echoInParts: {
    title: 'ws_echo_server: /ws_partial',
    since: ['v6.1-beta1'],
    now: 'ws_echo_server has a third URI /ws_partial that echoes in pieces of 64 bytes',
    otherwise: 'no /ws_partial',
    concern: 'clients',
    source: `${WS_ECHO}, echo_partial_handler`,
    evidence: 'read',
  },
  simpleDecodesQuery: {
    title: 'simple: decoded query',
    since: ['v5.1'],
    now: 'simple logs "Decoded query parameter => …"; values of up to 63 bytes',
    otherwise: 'simple logs query parameters of up to 31 bytes as they are',
    concern: 'log',
    source: `${SIMPLE}, hello_get_handler`,
    evidence: 'traced',
  },
  simpleHasAny: {
    title: 'simple: /any',
    since: ['v5.3'],
    now: 'simple answers every method at /any, and checks its allocations',
    otherwise: '/any is 404; failed allocations are not checked',
    concern: 'clients',
    source: `${SIMPLE}, any_handler`,
    evidence: 'traced',
  },
  asyncChecksChunks: {
    title: 'async_handlers: failed chunks',
    since: ['v5.3.4', 'v5.4.2', 'v5.5'],
    now: 'a worker of async_handlers gives up when a chunk can not be sent',
    otherwise: 'a worker of async_handlers goes on for its 60 s although nothing can be sent',
    concern: 'clients',
    source: `${ASYNC}, long_async_handler`,
    evidence: 'read',
  },
  asyncShowsRequest: {
    title: 'async_handlers: log of the request',
    since: ['v5.5'],
    now: 'the worker of async_handlers logs URI, Host and query of the request',
    otherwise: 'the worker of async_handlers logs "uri: /long" again',
    concern: 'log',
    source: `${ASYNC}, long_async`,
    evidence: 'read',
  },
} as const satisfies Record<string, Difference>;
