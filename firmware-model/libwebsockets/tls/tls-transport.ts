/**
 * TLS on a wsi's socket: the OpenSSL-like wrapper around mbedtls that lws has (lib/tls/mbedtls/wrapper), and lws's own
 * reading, writing and closing through it (lib/tls/mbedtls/mbedtls-ssl.c).
 */

import type { Blocking } from '../../../sim/kernel/task.js';
import { ECONNRESET, EWOULDBLOCK } from '../../../sim/lwip/core/errno.js';
import { MbedtlsError } from '../../../sim/tls/mbedtls/errors.js';
import type { TlsTransport } from '../../../sim/tls/mbedtls/record-layer.js';
import type { MbedtlsSession } from '../../../sim/tls/mbedtls/session.js';
import type { ByteView } from '../io/byte-view.js';
import { WRITE_FAILED, type ReadOutcome, type TransportOf } from '../io/transport.js';
import type { LwsWsi } from '../wsi/wsi.js';
import { returnSession } from './restrict.js';

/** Most bytes of one record (SSL_SEND_DATA_MAX_LENGTH). */
const MAX_RECORD_BYTES = 1460;

/** The non-blocking socket as mbedtls has it (library/net_sockets.c). */
export function wsiSocket(wsi: LwsWsi, fd: number): TlsTransport {
  const cx = wsi.context;
  const { sockets } = cx.platform;
  const codeOf = (wouldBlock: number, failed: number): number => {
    if (cx.errno === EWOULDBLOCK) return wouldBlock;
    return cx.errno === ECONNRESET ? MbedtlsError.netConnReset : failed;
  };
  return {
    *recv(buffer, offset, length) {
      const n = yield* sockets.recv(fd, buffer, offset, length);
      return n >= 0 ? n : codeOf(MbedtlsError.wantRead, MbedtlsError.netRecvFailed);
    },
    *send(data, offset, length) {
      const n = yield* sockets.send(fd, data, offset, length);
      return n >= 0 ? n : codeOf(MbedtlsError.wantWrite, MbedtlsError.netSendFailed);
    },
  };
}

/** The transport of a wsi with TLS. */
export class LwsTlsTransport implements TransportOf<LwsWsi> {
  /** Bytes of a write that did not get through; it is repeated with as many. */
  private interrupted = 0;

  constructor(readonly session: MbedtlsSession) {}

  *read(wsi: LwsWsi, offset: number, length: number): Blocking<ReadOutcome> {
    const cx = wsi.context;
    const n = yield* this.session.read(cx.servBuf, offset, length);
    if (n === MbedtlsError.wantRead || n === MbedtlsError.wantWrite) return 'nothing';
    if (n <= 0) return 'error';
    notePending(wsi, n === length && this.session.bytesAvailable > 0);
    return { buffer: cx.servBuf, offset, length: n };
  }

  *write(_wsi: LwsWsi, data: ByteView, length: number): Blocking<number> {
    let sent = 0;
    while (sent < length) {
      let bytes = Math.min(length - sent, MAX_RECORD_BYTES);
      if (this.interrupted > 0) bytes = Math.min(this.interrupted, length - sent);
      this.interrupted = 0;
      const n = yield* this.session.write(data.buffer, data.offset + sent, bytes);
      if (n <= 0) {
        this.interrupted = bytes;
        if (sent > 0) return sent;
        return n === MbedtlsError.wantWrite || n === MbedtlsError.wantRead ? 0 : WRITE_FAILED;
      }
      sent += n;
      if (n !== bytes) break;
    }
    return sent;
  }

  pending(): number {
    return this.session.bytesAvailable;
  }

  *shutdown(wsi: LwsWsi): Blocking<void> {
    if ((yield* this.session.closeNotify()) === 0) {
      yield* wsi.context.platform.sockets.shutdown(wsi.fd, 'wr');
    }
  }

  /** `lws_ssl_close`. */
  *close(wsi: LwsWsi): Blocking<void> {
    yield* wsi.context.platform.sockets.close(wsi.fd);
    this.free(wsi);
  }

  /** Lets go of the session without touching the socket. */
  free(wsi: LwsWsi): void {
    notePending(wsi, false);
    this.session.free();
    returnSession(wsi);
  }
}

/** Keeps the list of wsis whose TLS holds bytes that the socket knows nothing of. */
function notePending(wsi: LwsWsi, pending: boolean): void {
  const list = wsi.context.tls.withPending;
  const at = list.indexOf(wsi);
  if (pending && at < 0) list.unshift(wsi);
  else if (!pending && at >= 0) list.splice(at, 1);
}
