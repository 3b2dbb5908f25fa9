/**
 * `post-json`: reads the content of `POST /post` in pieces and answers with JSON. The reference traces' own application
 * (test/conformance/README.md), after the examples' pattern.
 */

import type { Blocking } from '../../sim/kernel/task.js';
import {
  ESP_FAIL,
  httpd_register_uri_handler,
  httpd_req_recv,
  httpd_resp_sendstr,
  httpd_resp_set_type,
  HTTPD_SOCK_ERR_TIMEOUT,
  HTTPD_TYPE_JSON,
  HTTP_POST,
  type esp_err_t,
  type httpd_req_t,
} from '../esp-http-server/index.js';
import type { App, AppContext } from './frame/app.js';
import { webServerApp } from './frame/web-server-app.js';

const TAG = 'post_json';
const PIECE_BYTES = 100;
const ANSWER = '{"status": "success", "message": "Received your request."}';

export function postJson(context: AppContext): App {
  const { log } = context;

  function* post(req: httpd_req_t): Blocking<esp_err_t> {
    const buf = new Uint8Array(PIECE_BYTES);
    let remaining = req.content_len | 0;
    while (remaining > 0) {
      const n = yield* httpd_req_recv(req, buf, Math.min(remaining, PIECE_BYTES));
      if (n <= 0) {
        if (n === HTTPD_SOCK_ERR_TIMEOUT) continue;
        return ESP_FAIL;
      }
      remaining -= n;
      log.i(TAG, `received ${n} bytes`);
    }
    httpd_resp_set_type(req, HTTPD_TYPE_JSON);
    return yield* httpd_resp_sendstr(req, ANSWER);
  }

  return webServerApp(context, {
    name: 'post-json',
    tag: TAG,
    isQuiet: true,
    register(server) {
      httpd_register_uri_handler(server, { uri: '/post', method: HTTP_POST, handler: post });
    },
  });
}
