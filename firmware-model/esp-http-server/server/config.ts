/** `httpd_config_t` and its defaults. Source: esp_http_server.h, HTTPD_DEFAULT_CONFIG (ESP-IDF v5.3.5). */

import type { ConfigOf } from './config-fields.js';
import type { HttpServer } from './server.js';

/** Configuration of one instance. Times in seconds. */
export type httpd_config_t = ConfigOf<HttpServer>;

/** A fresh default configuration. */
export function HTTPD_DEFAULT_CONFIG(): httpd_config_t {
  return {
    task_priority: 5,
    stack_size: 4096,
    server_port: 80,
    ctrl_port: 32768,
    max_open_sockets: 7,
    max_uri_handlers: 8,
    max_resp_headers: 8,
    backlog_conn: 5,
    lru_purge_enable: false,
    recv_wait_timeout: 5,
    send_wait_timeout: 5,
    global_user_ctx: undefined,
    global_user_ctx_free_fn: undefined,
    global_transport_ctx: undefined,
    global_transport_ctx_free_fn: undefined,
    enable_so_linger: false,
    linger_timeout: 0,
    keep_alive_enable: false,
    keep_alive_idle: 0,
    keep_alive_interval: 0,
    keep_alive_count: 0,
    max_req_hdr_len: 0,
    max_uri_len: 0,
    open_fn: undefined,
    close_fn: undefined,
    uri_match_fn: undefined,
  };
}
