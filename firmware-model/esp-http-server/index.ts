/**
 * esp_http_server: everything that an application calls, by its C name.
 *
 * Differences from C: functions that can block are generators (`yield*`); `httpd_start` takes the device first; output
 * parameters are small objects; char buffers are `Uint8Array`s with C strings in them (c-string.ts); receive and send
 * overrides get an offset beside the buffer; `httpd_query_key_value` takes the log first.
 */

export * from './api-types.js';
export * from './esp-err.js';
export { equals, latin1, strlen, text, type CString } from './request/c-string.js';
export { HTTPD_DEFAULT_CONFIG, type httpd_config_t } from './server/config.js';
export type { Heap, HttpServerEnvironment } from './server/environment.js';
export { SEMAPHORE_BYTES, TASK_CONTROL_BLOCK_BYTES } from './server/sizes.js';
export type { HttpRequest, HttpServer } from './server/server.js';
export { FREE_SLOT } from './session/session.js';

export { httpd_start, httpd_stop, type HandleRef } from './server/start-stop.js';
export {
  httpd_register_uri_handler,
  httpd_unregister_uri,
  httpd_unregister_uri_handler,
} from './uri/uri-table.js';
export { httpd_uri_match_wildcard } from './uri/uri-match.js';
export {
  httpd_register_err_handler,
  httpd_resp_send_404,
  httpd_resp_send_408,
  httpd_resp_send_500,
  httpd_resp_send_custom_err,
  httpd_resp_send_err,
} from './answer/error-answers.js';
export {
  httpd_resp_send,
  httpd_resp_send_chunk,
  httpd_resp_sendstr,
  httpd_resp_sendstr_chunk,
  httpd_resp_set_hdr,
  httpd_resp_set_status,
  httpd_resp_set_type,
  type Content,
} from './answer/answers.js';
export {
  httpd_query_key_value,
  httpd_req_get_cookie_val,
  httpd_req_get_hdr_value_len,
  httpd_req_get_hdr_value_str,
  httpd_req_get_url_query_len,
  httpd_req_get_url_query_str,
  type SizeRef,
} from './request/headers.js';
export { httpd_req_recv, httpd_socket_recv } from './request/receive.js';
export {
  httpd_send,
  httpd_sess_set_pending_override,
  httpd_sess_set_recv_override,
  httpd_sess_set_send_override,
  httpd_socket_send,
} from './answer/transmit.js';
export {
  httpd_req_async_handler_begin,
  httpd_req_async_handler_complete,
  httpd_req_to_sockfd,
  type RequestRef,
} from './request/async-requests.js';
export {
  httpd_get_global_transport_ctx,
  httpd_get_global_user_ctx,
  httpd_sess_get_ctx,
  httpd_sess_get_transport_ctx,
  httpd_sess_set_ctx,
  httpd_sess_set_transport_ctx,
} from './session/session-context.js';
export {
  httpd_get_client_list,
  httpd_sess_update_lru_counter,
  type ClientList,
} from './session/session-table.js';
export { httpd_queue_work, httpd_sess_trigger_close } from './server/control.js';
export { httpd_ws_recv_frame, httpd_ws_recv_frame_part } from './websocket/receive.js';
export {
  httpd_ws_get_fd_info,
  httpd_ws_send_data,
  httpd_ws_send_data_async,
  httpd_ws_send_frame,
  httpd_ws_send_frame_async,
} from './websocket/send.js';
