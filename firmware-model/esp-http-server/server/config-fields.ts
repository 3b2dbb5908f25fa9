/**
 * The fields of `httpd_config_t`. Its callbacks are given an instance, the type of which server.ts says.
 *
 * Source: esp_http_server.h (ESP-IDF v5.3.5). Absent: core affinity and memory capabilities, which change nothing in
 * virtual time.
 */

import type { CloseOf, httpd_free_ctx_fn_t, httpd_uri_match_func_t, OpenOf } from '../callbacks.js';

/** Configuration of one instance. Times in seconds. */
export interface ConfigOf<Server> {
  /** FreeRTOS priority of the server task. */
  task_priority: number;
  /** Bytes of its stack. */
  stack_size: number;
  server_port: number;
  /** UDP port of the control socket on the loopback interface. */
  ctrl_port: number;
  /** Sessions at once. */
  max_open_sockets: number;
  max_uri_handlers: number;
  /** Additional headers of one answer. */
  max_resp_headers: number;
  backlog_conn: number;
  /** Close the least recently used session when a client comes and all slots are taken. */
  lru_purge_enable: boolean;
  recv_wait_timeout: number;
  send_wait_timeout: number;
  global_user_ctx: unknown;
  global_user_ctx_free_fn: httpd_free_ctx_fn_t | undefined;
  global_transport_ctx: unknown;
  global_transport_ctx_free_fn: httpd_free_ctx_fn_t | undefined;
  enable_so_linger: boolean;
  linger_timeout: number;
  keep_alive_enable: boolean;
  /** 0 stands for 5 s. */
  keep_alive_idle: number;
  /** 0 stands for 5 s. */
  keep_alive_interval: number;
  /** 0 stands for 3 probes. */
  keep_alive_count: number;
  /** Bytes of request headers; 0 stands for CONFIG_HTTPD_MAX_REQ_HDR_LEN. From v5.5. */
  max_req_hdr_len: number;
  /** Bytes of request URI; 0 stands for CONFIG_HTTPD_MAX_URI_LEN. From v5.5. */
  max_uri_len: number;
  open_fn: OpenOf<Server> | undefined;
  /** Replaces the server's own close() of the socket. */
  close_fn: CloseOf<Server> | undefined;
  uri_match_fn: httpd_uri_match_func_t | undefined;
}
