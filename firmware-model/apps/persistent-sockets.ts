/**
 * The `persistent_sockets` example: each session adds up what it sends to `/adder`, in a context of its own.
 *
 * Source: examples/protocols/http_server/persistent_sockets (v5.3.5), handlers rewritten. With
 * `app_settings.session_ctx_handlers` (CONFIG_EXAMPLE_SESSION_CTX_HANDLERS) also `/login` and `/logout`, which make a context
 * and drop it.
 */

import type { Blocking } from '../../sim/kernel/task.js';
import {
  ESP_ERR_NO_MEM,
  ESP_FAIL,
  ESP_OK,
  HTTP_GET,
  HTTP_POST,
  HTTP_PUT,
  HTTPD_RESP_USE_STRLEN,
  HTTPD_SOCK_ERR_TIMEOUT,
  httpd_register_uri_handler,
  httpd_req_recv,
  httpd_resp_send,
  httpd_resp_send_408,
  latin1,
  type esp_err_t,
  type httpd_req_t,
  type httpd_uri_t,
} from '../esp-http-server/index.js';
import type { App, AppContext } from './frame/app.js';
import { flagSetting } from './frame/settings.js';
import { webServerApp } from './frame/web-server-app.js';

const TAG = 'example';
const NUMBER_BYTES = 10;
/** `int`. */
const CONTEXT_BYTES = 4;
const LOGGED_IN = 1;

/** A session's context. */
interface Counter {
  value: number;
}

export function persistentSockets(context: AppContext): App {
  const { log, heap } = context;
  /** Requests for any of the URIs, of all sessions. */
  let visitors = 0;

  function freeCounter(): void {
    log.i(TAG, '/adder Free Context function called');
    heap.free(CONTEXT_BYTES);
  }

  function countVisitor(uri: string): void {
    log.i(TAG, `${uri} visitor count = ${++visitors}`);
  }

  /** Gives a request a context that starts with `value`; undefined without memory for it. */
  function newCounter(req: httpd_req_t, who: string, value: number): Counter | undefined {
    log.i(TAG, `${who} allocating new session`);
    if (!heap.malloc(CONTEXT_BYTES)) return undefined;
    const counter = { value };
    req.sess_ctx = counter;
    return counter;
  }

  /** The session's counter, made at its first request; it says so when it is freed. */
  function counterOf(req: httpd_req_t, who: string): Counter | undefined {
    if (req.sess_ctx !== undefined) return req.sess_ctx as Counter;
    const counter = newCounter(req, who, 0);
    if (counter === undefined) log.e(TAG, 'Failed to allocate sess_ctx');
    else req.free_ctx = freeCounter;
    return counter;
  }

  function* answer(req: httpd_req_t, value: number): Blocking<esp_err_t> {
    yield* httpd_resp_send(req, String(value), HTTPD_RESP_USE_STRLEN);
    return ESP_OK;
  }

  /** A request with a number, which `take` works into the session's counter. */
  function withNumber(
    who: string,
    allocates: string,
    take: (counter: Counter, sent: number) => void,
  ): (req: httpd_req_t) => Blocking<esp_err_t> {
    return function* (req) {
      countVisitor('/adder');
      const buf = new Uint8Array(NUMBER_BYTES);
      const n = yield* httpd_req_recv(req, buf, buf.length);
      if (n <= 0) {
        if (n === HTTPD_SOCK_ERR_TIMEOUT) yield* httpd_resp_send_408(req);
        return ESP_FAIL;
      }
      const sent = Number.parseInt(latin1(buf, 0, n), 10) | 0;
      log.i(TAG, `${who} handler read ${sent}`);
      const counter = counterOf(req, allocates);
      if (counter === undefined) return ESP_ERR_NO_MEM;
      take(counter, sent);
      return yield* answer(req, counter.value);
    };
  }

  function* adderGet(req: httpd_req_t): Blocking<esp_err_t> {
    countVisitor('/adder');
    const counter = counterOf(req, '/adder GET');
    if (counter === undefined) return ESP_ERR_NO_MEM;
    log.i(TAG, `/adder GET handler send ${counter.value}`);
    return yield* answer(req, counter.value);
  }

  function* login(req: httpd_req_t): Blocking<esp_err_t> {
    countVisitor('/login');
    const counter = (req.sess_ctx as Counter | undefined) ?? newCounter(req, '/login GET', LOGGED_IN);
    if (counter === undefined) return ESP_ERR_NO_MEM;
    // Without a function of the session's own this is what free() does.
    req.free_ctx ??= () => {
      heap.free(CONTEXT_BYTES);
    };
    log.i(TAG, `/login GET handler send ${counter.value}`);
    return yield* answer(req, counter.value);
  }

  function* logout(req: httpd_req_t): Blocking<esp_err_t> {
    log.i(TAG, 'Logging out');
    req.sess_ctx = undefined;
    return yield* answer(req, 1);
  }

  const add = withNumber('/adder', '/adder', (counter, sent) => (counter.value = (counter.value + sent) | 0));
  const put = withNumber('/adder PUT', '/adder PUT', (counter, sent) => (counter.value = sent));
  const loginUris: readonly httpd_uri_t[] = [
    { uri: '/login', method: HTTP_GET, handler: login },
    { uri: '/logout', method: HTTP_GET, handler: logout },
  ];
  const uris: readonly httpd_uri_t[] = [
    { uri: '/adder', method: HTTP_GET, handler: adderGet },
    ...(flagSetting(context, 'session_ctx_handlers') ? loginUris : []),
    { uri: '/adder', method: HTTP_PUT, handler: put },
    { uri: '/adder', method: HTTP_POST, handler: add },
  ];

  return webServerApp(context, {
    name: 'persistent-sockets',
    tag: TAG,
    register(server) {
      for (const uri of uris) httpd_register_uri_handler(server, uri);
    },
  });
}
