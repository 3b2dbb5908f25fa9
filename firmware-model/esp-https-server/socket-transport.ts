/**
 * mbedtls's view of a blocking socket (components/mbedtls/port/net_sockets.c): what read() and write() return becomes an
 * error code of mbedtls. A time-out of the socket is WANT_READ, which ESP-TLS retries.
 */

import type { Blocking } from '../../sim/kernel/task.js';
import { ECONNRESET, EWOULDBLOCK } from '../../sim/lwip/core/errno.js';
import type { SocketApi } from '../../sim/lwip/sockets/socket-api.js';
import { MbedtlsError } from '../../sim/tls/mbedtls/errors.js';
import type { TlsTransport } from '../../sim/tls/mbedtls/record-layer.js';

/** The transport of a session on `fd`; `errno` reads the calling task's. */
export function socketTransport(sockets: SocketApi, fd: number, errno: () => number): TlsTransport {
  return {
    *recv(buffer, offset, length): Blocking<number> {
      const n = yield* sockets.recv(fd, buffer, offset, length);
      return n >= 0 ? n : codeOf(errno(), MbedtlsError.wantRead, MbedtlsError.netRecvFailed);
    },
    *send(data, offset, length): Blocking<number> {
      const n = yield* sockets.send(fd, data, offset, length);
      return n >= 0 ? n : codeOf(errno(), MbedtlsError.wantWrite, MbedtlsError.netSendFailed);
    },
  };
}

function codeOf(errno: number, wouldBlock: number, failed: number): number {
  if (errno === EWOULDBLOCK) return wouldBlock;
  return errno === ECONNRESET ? MbedtlsError.netConnReset : failed;
}
