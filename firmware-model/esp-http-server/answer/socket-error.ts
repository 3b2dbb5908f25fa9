/**
 * How a socket's errno becomes the server's own error code.
 *
 * Source: httpd_txrx.c, httpd_sock_err semantics.
 */

import { EBADF, EINVAL, EWOULDBLOCK } from '../../../sim/lwip/core/errno.js';
import { HTTPD_SOCK_ERR_FAIL, HTTPD_SOCK_ERR_INVALID, HTTPD_SOCK_ERR_TIMEOUT } from '../api-types.js';
import type { HttpServerEnvironment } from '../server/environment.js';

const TAG = 'httpd_txrx';

/** newlib values that the stack itself never sets. */
const EINTR = 4;
const EFAULT = 14;
const ENOTSOCK = 108;

/** errno of the running task. */
export function errnoOf(env: HttpServerEnvironment): number {
  return env.kernel.current?.errno ?? 0;
}

/** Logs the errno of a failed `operation` and classifies it: one of HTTPD_SOCK_ERR_…. */
export function socketError(env: HttpServerEnvironment, operation: 'send' | 'recv'): number {
  const errno = errnoOf(env);
  env.log.w(TAG, 'httpd_sock_err: error in %s : %d', operation, errno);
  switch (errno) {
    case EWOULDBLOCK:
    case EINTR:
      return HTTPD_SOCK_ERR_TIMEOUT;
    case EINVAL:
    case EBADF:
    case EFAULT:
    case ENOTSOCK:
      return HTTPD_SOCK_ERR_INVALID;
    default:
      return HTTPD_SOCK_ERR_FAIL;
  }
}
