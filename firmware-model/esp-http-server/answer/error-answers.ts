/**
 * Answers to errors: the server's own, an application's, custom handlers.
 *
 * Source: httpd_txrx.c: httpd_resp_send_err, httpd_resp_send_custom_err, httpd_req_handle_err semantics. Absent:
 * HTTP_SERVER_EVENT_ERROR.
 */

import type { Blocking } from '../../../sim/kernel/task.js';
import { httpd_resp_send, httpd_resp_set_status, httpd_resp_set_type } from './answers.js';
import {
  HTTPD_404_NOT_FOUND,
  HTTPD_408_REQ_TIMEOUT,
  HTTPD_500_INTERNAL_SERVER_ERROR,
  HTTPD_ERR_CODE_MAX,
  HTTPD_RESP_USE_STRLEN,
  HTTPD_TYPE_TEXT,
  type httpd_err_code_t,
  type httpd_err_handler_func_t,
  type httpd_handle_t,
  type httpd_req_t,
} from '../api-types.js';
import { ESP_ERR_INVALID_ARG, ESP_ERR_INVALID_STATE, ESP_FAIL, ESP_OK, type esp_err_t } from '../esp-err.js';
import { errnoOf } from './socket-error.js';

const TAG = 'httpd_txrx';

/** Status line and text of each error, in the order of `httpd_err_code_t`. */
const ANSWERS: readonly (readonly [status: string, message: string])[] = [
  ['500 Internal Server Error', 'Server has encountered an unexpected error'],
  ['501 Method Not Implemented', 'Server does not support this method'],
  ['505 Version Not Supported', 'HTTP version not supported by server'],
  ['400 Bad Request', 'Bad request syntax'],
  ['401 Unauthorized', 'No permission -- see authorization schemes'],
  ['403 Forbidden', 'Request forbidden -- authorization will not help'],
  ['404 Not Found', 'Nothing matches the given URI'],
  ['405 Method Not Allowed', 'Specified method is invalid for this resource'],
  ['408 Request Timeout', 'Server closed this connection'],
  ['411 Length Required', 'Client must specify Content-Length'],
  ['414 URI Too Long', 'URI is too long'],
  ['431 Request Header Fields Too Large', 'Header fields are too long'],
];

/** Sends an error with TCP_NODELAY on, so that it leaves before the socket is closed. */
function* sendError(req: httpd_req_t, caller: string, status: string, message: string): Blocking<esp_err_t> {
  const { env } = req.handle;
  const { log, sockets } = env;
  const { fd } = req.session;
  log.w(TAG, `${caller}: ${status} - ${message}`);
  httpd_resp_set_status(req, status);
  httpd_resp_set_type(req, HTTPD_TYPE_TEXT);

  let hurried = false;
  if (env.kconfig.CONFIG_HTTPD_ERR_RESP_NO_DELAY) {
    hurried = (yield* sockets.setsockopt(fd, { name: 'TCP_NODELAY', value: true })) >= 0;
    if (!hurried) log.w(TAG, `${caller}: error calling setsockopt : ${errnoOf(env)}`);
  }
  const result = yield* httpd_resp_send(req, message, HTTPD_RESP_USE_STRLEN);
  if (hurried && (yield* sockets.setsockopt(fd, { name: 'TCP_NODELAY', value: false })) < 0) {
    log.e(TAG, `${caller}: error calling setsockopt : ${errnoOf(env)}`);
    return ESP_ERR_INVALID_STATE;
  }
  return result;
}

/** Answers with an error status; `usr_msg` replaces the standard text unless it is null. */
export function httpd_resp_send_err(
  req: httpd_req_t,
  error: httpd_err_code_t,
  usr_msg: string | null,
): Blocking<esp_err_t> {
  const [status, message] = ANSWERS[error] ?? ANSWERS[HTTPD_500_INTERNAL_SERVER_ERROR]!;
  return sendError(req, 'httpd_resp_send_err', status, usr_msg ?? message);
}

/** Answers with any status line and text. */
export function httpd_resp_send_custom_err(
  req: httpd_req_t,
  status: string,
  msg: string,
): Blocking<esp_err_t> {
  return sendError(req, 'httpd_resp_send_custom_err', status, msg);
}

export function httpd_resp_send_404(req: httpd_req_t): Blocking<esp_err_t> {
  return httpd_resp_send_err(req, HTTPD_404_NOT_FOUND, null);
}

export function httpd_resp_send_408(req: httpd_req_t): Blocking<esp_err_t> {
  return httpd_resp_send_err(req, HTTPD_408_REQ_TIMEOUT, null);
}

export function httpd_resp_send_500(req: httpd_req_t): Blocking<esp_err_t> {
  return httpd_resp_send_err(req, HTTPD_500_INTERNAL_SERVER_ERROR, null);
}

/** Sets the handler of an error, or removes it with `undefined`. ESP_ERR_INVALID_ARG for an unknown error. */
export function httpd_register_err_handler(
  handle: httpd_handle_t,
  error: httpd_err_code_t,
  handler_fn: httpd_err_handler_func_t | undefined,
): esp_err_t {
  if (handle === undefined || error >= HTTPD_ERR_CODE_MAX) return ESP_ERR_INVALID_ARG;
  handle.errorHandlers[error] = handler_fn;
  return ESP_OK;
}

/**
 * Answers an error that the server noticed: through the custom handler if there is one. ESP_OK keeps the connection;
 * without a handler, and after a 500, it is always ended.
 */
export function* answerError(req: httpd_req_t, error: httpd_err_code_t): Blocking<esp_err_t> {
  const handler = req.handle.errorHandlers[error];
  if (handler === undefined) {
    yield* httpd_resp_send_err(req, error, null);
    return ESP_FAIL;
  }
  const result = yield* handler(req, error);
  return error === HTTPD_500_INTERNAL_SERVER_ERROR ? ESP_FAIL : result;
}
