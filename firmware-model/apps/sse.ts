/**
 * `sse`: server-sent events from one handler, which holds the only server task until the last of them.
 *
 * The reference traces' own application (test/conformance/esp32-apps/APPS.md). Settings: `sse_count` events, `sse_ms`
 * apart.
 */

import type { Blocking } from '../../sim/kernel/task.js';
import {
  ESP_OK,
  httpd_register_uri_handler,
  httpd_req_to_sockfd,
  httpd_resp_sendstr,
  httpd_resp_sendstr_chunk,
  httpd_resp_set_hdr,
  httpd_resp_set_type,
  HTTP_GET,
  type esp_err_t,
  type httpd_req_t,
} from '../esp-http-server/index.js';
import { delayMs, type App, type AppContext } from './frame/app.js';
import { plainServerApp } from './frame/plain-server-app.js';
import { numberSetting } from './frame/settings.js';

const TAG = 'sse';
const DEFAULT_EVENTS = 50;
const DEFAULT_INTERVAL_MS = 200;

/** The application. */
export function sse(context: AppContext): App {
  const { log } = context;
  const count = numberSetting(context, 'sse_count', DEFAULT_EVENTS);
  const intervalMs = numberSetting(context, 'sse_ms', DEFAULT_INTERVAL_MS);

  function* stream(req: httpd_req_t): Blocking<esp_err_t> {
    const fd = httpd_req_to_sockfd(req);
    log.i(TAG, `start fd = ${fd}`);
    httpd_resp_set_type(req, 'text/event-stream');
    httpd_resp_set_hdr(req, 'Cache-Control', 'no-cache');
    for (let i = 0; i < count; i++) {
      const sent = yield* httpd_resp_sendstr_chunk(req, `data: ${i}\n\n`);
      if (sent !== ESP_OK) {
        log.e(TAG, `event ${i} failed with ${sent}`);
        return sent;
      }
      yield* delayMs(context, intervalMs);
    }
    const result = yield* httpd_resp_sendstr_chunk(req, null);
    log.i(TAG, `done fd = ${fd}: ${result}`);
    return result;
  }

  function* quick(req: httpd_req_t): Blocking<esp_err_t> {
    log.i(TAG, `quick fd = ${httpd_req_to_sockfd(req)}`);
    return yield* httpd_resp_sendstr(req, 'quick\n');
  }

  return plainServerApp(context, {
    name: 'sse',
    tag: TAG,
    register(server) {
      httpd_register_uri_handler(server, { uri: '/sse', method: HTTP_GET, handler: stream });
      httpd_register_uri_handler(server, { uri: '/quick', method: HTTP_GET, handler: quick });
    },
  });
}
