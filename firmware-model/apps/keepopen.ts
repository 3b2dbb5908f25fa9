/**
 * `keepopen`: an application with `open_fn` and `close_fn`, whose `close_fn` forgets to close the socket.
 *
 * The reference traces' own application (test/conformance/esp32-apps/APPS.md). Setting: `close_fn_mode` `forget`
 * (default) or `close`.
 */

import type { Blocking } from '../../sim/kernel/task.js';
import {
  ESP_OK,
  httpd_register_uri_handler,
  httpd_resp_sendstr,
  HTTP_GET,
  type esp_err_t,
  type httpd_close_func_t,
  type httpd_open_func_t,
  type httpd_req_t,
} from '../esp-http-server/index.js';
import type { App, AppContext } from './frame/app.js';
import { plainServerApp } from './frame/plain-server-app.js';
import { wordSetting } from './frame/settings.js';

const TAG = 'keepopen';
const FORGET = 'forget';
const CLOSE = 'close';

/** The application. */
export function keepopen(context: AppContext): App {
  const { log, sockets } = context;
  const doesClose = wordSetting(context, 'close_fn_mode', FORGET) === CLOSE;

  const open_fn: httpd_open_func_t = function* (_server, fd) {
    log.i(TAG, `open_fn fd = ${fd}`);
    return ESP_OK;
  };

  const close_fn: httpd_close_func_t = function* (_server, fd) {
    if (doesClose) {
      const result = yield* sockets.close(fd);
      log.i(TAG, `close_fn fd = ${fd}: close = ${result}`);
    } else {
      log.i(TAG, `close_fn fd = ${fd}: not closed`);
    }
  };

  function hello(req: httpd_req_t): Blocking<esp_err_t> {
    return httpd_resp_sendstr(req, 'hello\n');
  }

  return plainServerApp(context, {
    name: 'keepopen',
    tag: TAG,
    config: { open_fn, close_fn },
    register(server) {
      httpd_register_uri_handler(server, { uri: '/hello', method: HTTP_GET, handler: hello });
    },
  });
}
