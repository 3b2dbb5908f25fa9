/**
 * `ws-echo-static`: websocket echo with a buffer of 128 bytes on the stack, as the ws_echo_server example's README shows
 * it: one `httpd_ws_recv_frame` for length and payload.
 *
 * The reference traces' own application (test/conformance/esp32-apps/APPS.md).
 */

import type { Blocking } from '../../sim/kernel/task.js';
import {
  ESP_OK,
  httpd_register_uri_handler,
  httpd_ws_frame,
  httpd_ws_recv_frame,
  httpd_ws_send_frame,
  HTTP_GET,
  text,
  type esp_err_t,
  type httpd_req_t,
} from '../esp-http-server/index.js';
import type { App, AppContext } from './frame/app.js';
import { plainServerApp } from './frame/plain-server-app.js';

const TAG = 'ws_static';
const BUFFER_BYTES = 128;

/** The application. */
export function wsEchoStatic(context: AppContext): App {
  const { log } = context;

  function* echo(req: httpd_req_t): Blocking<esp_err_t> {
    if (req.method === HTTP_GET) {
      log.i(TAG, 'Handshake done, the new connection was opened');
      return ESP_OK;
    }
    const buf = new Uint8Array(BUFFER_BYTES);
    const frame = httpd_ws_frame();
    frame.payload = buf;
    let result = yield* httpd_ws_recv_frame(req, frame, BUFFER_BYTES);
    if (result !== ESP_OK) {
      log.e(TAG, 'httpd_ws_recv_frame failed with %d', result);
      return result;
    }
    log.i(TAG, 'frame len is %d', frame.len);
    log.i(TAG, 'Got packet with message: %s', text(buf.subarray(0, frame.len)));
    log.i(TAG, 'Packet type: %d', frame.type);
    result = yield* httpd_ws_send_frame(req, frame);
    if (result !== ESP_OK) log.e(TAG, 'httpd_ws_send_frame failed with %d', result);
    return result;
  }

  return plainServerApp(context, {
    name: 'ws-echo-static',
    tag: TAG,
    saysMore: true,
    register(server) {
      httpd_register_uri_handler(server, {
        uri: '/ws',
        method: HTTP_GET,
        handler: echo,
        is_websocket: true,
        ...context.ws,
      });
    },
  });
}
