/**
 * ESP-IDF's `https_server/simple`: GET `/` over TLS, and beside it a websocket echo at `/ws` as the reference traces have it
 * (docs/fidelity.md, "TLS").
 *
 * Source: examples/protocols/https_server/simple (ESP-IDF v5.3.5).
 */

import type { Blocking } from '../../sim/kernel/task.js';
import {
  ESP_ERR_NO_MEM,
  ESP_OK,
  httpd_register_uri_handler,
  httpd_req_to_sockfd,
  httpd_resp_send,
  HTTPD_RESP_USE_STRLEN,
  httpd_resp_set_type,
  httpd_ws_frame,
  httpd_ws_recv_frame,
  httpd_ws_send_frame,
  HTTPD_TYPE_TEXT,
  HTTP_GET,
  type esp_err_t,
  type httpd_req_t,
  type HttpServer,
} from '../esp-http-server/index.js';
import type { App, AppContext } from './frame/app.js';
import { webServerApp } from './frame/web-server-app.js';

const TAG = 'example';
const WS_TAG = 'app';
const PAGE = '<h1>Hello Secure World!</h1>';

export function httpsSimple(context: AppContext): App {
  const { log, heap } = context;

  function* rootGet(req: httpd_req_t): Blocking<esp_err_t> {
    httpd_resp_set_type(req, HTTPD_TYPE_TEXT);
    yield* httpd_resp_send(req, PAGE, HTTPD_RESP_USE_STRLEN);
    return ESP_OK;
  }

  function* echo(req: httpd_req_t): Blocking<esp_err_t> {
    if (req.method === HTTP_GET) {
      log.i(WS_TAG, `ws handshake done, fd=${httpd_req_to_sockfd(req)}`);
      return ESP_OK;
    }
    const frame = httpd_ws_frame();
    let result = yield* httpd_ws_recv_frame(req, frame, 0);
    if (result !== ESP_OK) return result;
    const size = frame.len + 1;
    if (!heap.malloc(size)) return ESP_ERR_NO_MEM;
    frame.payload = new Uint8Array(size);
    if (frame.len > 0) result = yield* httpd_ws_recv_frame(req, frame, frame.len);
    if (result === ESP_OK) result = yield* httpd_ws_send_frame(req, frame);
    heap.free(size);
    return result;
  }

  return webServerApp(context, {
    name: 'https-simple',
    tag: TAG,
    startLine: 'Starting server',
    register(server: HttpServer) {
      httpd_register_uri_handler(server, { uri: '/', method: HTTP_GET, handler: rootGet });
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
