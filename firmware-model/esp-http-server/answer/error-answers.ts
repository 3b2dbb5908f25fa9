/**
 * Answers to errors: the server's own, an application's, custom handlers.
 *
 * Source: httpd_txrx.c: httpd_resp_send_err, httpd_resp_send_custom_err, httpd_req_handle_err semantics. Absent:
 * HTTP_SERVER_EVENT_ERROR.
 */

import type { Blocking } from '../../../sim/kernel/task.js';
import { demand } from '../available.js';
import { httpd_resp_send, httpd_resp_set_status, httpd_resp_set_type } from './answers.js';
import {
  HTTPD_400_BAD_REQUEST,
  HTTPD_401_UNAUTHORIZED,
  HTTPD_403_FORBIDDEN,
  HTTPD_404_NOT_FOUND,
  HTTPD_405_METHOD_NOT_ALLOWED,
  HTTPD_408_REQ_TIMEOUT,
  HTTPD_411_LENGTH_REQUIRED,
  HTTPD_413_CONTENT_TOO_LARGE,
  HTTPD_414_URI_TOO_LONG,
  HTTPD_431_REQ_HDR_FIELDS_TOO_LARGE,
  HTTPD_500_INTERNAL_SERVER_ERROR,
  HTTPD_501_METHOD_NOT_IMPLEMENTED,
  HTTPD_505_VERSION_NOT_SUPPORTED,
  HTTPD_ERR_CODE_MAX,
  HTTPD_RESP_USE_STRLEN,
  HTTPD_TYPE_TEXT,
  type httpd_err_code_t,
  type httpd_err_handler_func_t,
  type httpd_handle_t,
  type httpd_req_t,
} from '../api-types.js';
import { ESP_ERR_INVALID_ARG, ESP_ERR_INVALID_STATE, ESP_FAIL, ESP_OK, type esp_err_t } from '../esp-err.js';
import type { FirmwareTraits } from '../../releases/index.js';
import { errnoOf } from './socket-error.js';

const TAG = 'httpd_txrx';

/** What the server answers to an error: status line, text, and the text before the short ones of v5.0. */
interface ErrorAnswer {
  readonly status: string;
  readonly message: string;
  readonly longMessage?: string;
}

/** By `httpd_err_code_t`. */
const ANSWERS: Readonly<Record<httpd_err_code_t, ErrorAnswer>> = {
  [HTTPD_500_INTERNAL_SERVER_ERROR]: {
    status: '500 Internal Server Error',
    message: 'Server has encountered an unexpected error',
  },
  [HTTPD_501_METHOD_NOT_IMPLEMENTED]: {
    status: '501 Method Not Implemented',
    message: 'Server does not support this method',
    longMessage: 'Request method is not supported by server',
  },
  [HTTPD_505_VERSION_NOT_SUPPORTED]: {
    status: '505 Version Not Supported',
    message: 'HTTP version not supported by server',
  },
  [HTTPD_400_BAD_REQUEST]: {
    status: '400 Bad Request',
    message: 'Bad request syntax',
    longMessage: 'Server unable to understand request due to invalid syntax',
  },
  [HTTPD_401_UNAUTHORIZED]: {
    status: '401 Unauthorized',
    message: 'No permission -- see authorization schemes',
    longMessage:
      "Server known the client's identify and it must authenticate itself to get he requested response",
  },
  [HTTPD_403_FORBIDDEN]: {
    status: '403 Forbidden',
    message: 'Request forbidden -- authorization will not help',
    longMessage: 'Server is refusing to give the requested resource to the client',
  },
  [HTTPD_404_NOT_FOUND]: {
    status: '404 Not Found',
    message: 'Nothing matches the given URI',
    longMessage: 'This URI does not exist',
  },
  [HTTPD_405_METHOD_NOT_ALLOWED]: {
    status: '405 Method Not Allowed',
    message: 'Specified method is invalid for this resource',
    longMessage: 'Request method for this URI is not handled by server',
  },
  [HTTPD_408_REQ_TIMEOUT]: { status: '408 Request Timeout', message: 'Server closed this connection' },
  [HTTPD_411_LENGTH_REQUIRED]: {
    status: '411 Length Required',
    message: 'Client must specify Content-Length',
    longMessage: 'Chunked encoding not supported by server',
  },
  [HTTPD_413_CONTENT_TOO_LARGE]: { status: '413 Content Too Large', message: 'Content is too large' },
  [HTTPD_414_URI_TOO_LONG]: {
    status: '414 URI Too Long',
    message: 'URI is too long',
    longMessage: 'URI is too long for server to interpret',
  },
  [HTTPD_431_REQ_HDR_FIELDS_TOO_LARGE]: {
    status: '431 Request Header Fields Too Large',
    message: 'Header fields are too long',
    longMessage: 'Header fields are too long for server to interpret',
  },
};

/** How many error codes a release has (HTTPD_ERR_CODE_MAX). */
export function errorCodeCount(firmware: FirmwareTraits): number {
  return HTTPD_ERR_CODE_MAX - (firmware.hasContentTooLarge ? 0 : 1);
}

/** Sends an error with TCP_NODELAY on, so that it leaves before the socket is closed. */
function* sendError(req: httpd_req_t, caller: string, status: string, message: string): Blocking<esp_err_t> {
  const { env } = req.handle;
  const { log, sockets } = env;
  const { fd } = req.session;
  log.w(TAG, '%s: %s - %s', caller, status, message);
  req.session.errorAnswered = status;
  httpd_resp_set_status(req, status);
  httpd_resp_set_type(req, HTTPD_TYPE_TEXT);

  let hurried = false;
  if (env.kconfig.CONFIG_HTTPD_ERR_RESP_NO_DELAY) {
    hurried = (yield* sockets.setsockopt(fd, { name: 'TCP_NODELAY', value: true })) >= 0;
    if (!hurried) log.w(TAG, '%s: error calling setsockopt : %d', caller, errnoOf(env));
  }
  const result = yield* httpd_resp_send(req, message, HTTPD_RESP_USE_STRLEN);
  if (hurried && (yield* sockets.setsockopt(fd, { name: 'TCP_NODELAY', value: false })) < 0) {
    log.e(TAG, '%s: error calling setsockopt : %d', caller, errnoOf(env));
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
  const { status, message, longMessage } = ANSWERS[error] ?? ANSWERS[HTTPD_500_INTERNAL_SERVER_ERROR]!;
  const text = req.handle.env.firmware.shortErrorTexts ? message : (longMessage ?? message);
  return sendError(req, 'httpd_resp_send_err', status, usr_msg ?? text);
}

/** The error that answers an HTTP status, as `404`; undefined where the server has none. */
export function errorOfStatus(status: number): httpd_err_code_t | undefined {
  const found = Object.entries(ANSWERS).find(([, answer]) => answer.status.startsWith(`${status} `));
  return found && Number(found[0]);
}

/** Answers with any status line and text. */
export function httpd_resp_send_custom_err(
  req: httpd_req_t,
  status: string,
  msg: string,
): Blocking<esp_err_t> {
  demand(req.handle.env.firmware, 'customErrors', 'httpd_resp_send_custom_err');
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
