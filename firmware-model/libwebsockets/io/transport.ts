/**
 * What carries a wsi's bytes: its socket, or TLS on it (`lws_ssl_capable_read` and `_write`, lib/core-net/output.c and
 * lib/tls/mbedtls/mbedtls-ssl.c).
 */

import type { Blocking } from '../../../sim/kernel/task.js';
import { EWOULDBLOCK } from '../../../sim/lwip/core/errno.js';
import type { LwsPlatform } from '../context/platform.js';
import type { ByteView } from './byte-view.js';

/** Nothing there now, or the end of the connection, however it came. */
export type ReadOutcome = ByteView | 'nothing' | 'error';

/** The connection is to be closed. */
export const WRITE_FAILED = -1;

/** What has a socket, as far as the bare one is concerned. */
export interface SocketOwner {
  readonly fd: number;
  readonly context: {
    readonly platform: Pick<LwsPlatform, 'sockets' | 'build'>;
    readonly servBuf: Uint8Array;
    /** `errno` of the calling task. */
    readonly errno: number;
  };
}

/** What carries the bytes of a `Wsi`. */
export interface TransportOf<Wsi> {
  /** Reads up to `length` bytes into the service buffer at `offset`. */
  read(wsi: Wsi, offset: number, length: number): Blocking<ReadOutcome>;
  /** Bytes taken, 0 when there is no room, {@link WRITE_FAILED} on error. */
  write(wsi: Wsi, data: ByteView, length: number): Blocking<number>;
  /** Bytes that the next read brings without looking at the socket (`lws_ssl_pending`). */
  pending(wsi: Wsi): number;
  /** The server's own end of the conversation, before the socket is closed. */
  shutdown(wsi: Wsi): Blocking<void>;
  /** Closes the socket and lets go of what is held for it. */
  close(wsi: Wsi): Blocking<void>;
}

/**
 * `lws_ssl_pending_no_ssl` on FreeRTOS: without TLS the library always believes that so many bytes are still pending
 * (W/lib/core-net/output.c).
 */
const PENDING_WITHOUT_TLS = 100;

/** A bare socket. */
const PLAIN_TRANSPORT: TransportOf<SocketOwner> = {
  *read(wsi, offset, length) {
    const cx = wsi.context;
    const n = yield* cx.platform.sockets.recv(wsi.fd, cx.servBuf, offset, length);
    if (n > 0) return { buffer: cx.servBuf, offset, length: n };
    return n < 0 && cx.errno === EWOULDBLOCK ? 'nothing' : 'error';
  },
  *write(wsi, data, length) {
    const cx = wsi.context;
    const sent = yield* cx.platform.sockets.send(wsi.fd, data.buffer, data.offset, length);
    if (sent >= 0) return sent;
    return cx.errno === EWOULDBLOCK ? 0 : WRITE_FAILED;
  },
  pending: (wsi) => (wsi.context.platform.build.tls ? 0 : PENDING_WITHOUT_TLS),
  // FIN before the socket is closed, so that unread data does not turn it into a RST
  *shutdown(wsi) {
    yield* wsi.context.platform.sockets.shutdown(wsi.fd, 'wr');
  },
  *close(wsi) {
    yield* wsi.context.platform.sockets.close(wsi.fd);
  },
};

/** The bare socket of anything that has one. */
export function plainTransport<Wsi extends SocketOwner>(): TransportOf<Wsi> {
  return PLAIN_TRANSPORT;
}
