/** The server's side of TLS on an accepted connection (`lws_server_socket_service_ssl`, lib/tls/tls-server.c). */

import { ModelError } from '../../../sim/kernel/errors.js';
import type { Blocking } from '../../../sim/kernel/task.js';
import { beginWork } from '../../../sim/kernel/task-work.js';
import { MbedtlsError } from '../../../sim/tls/mbedtls/errors.js';
import { MbedtlsServer } from '../../../sim/tls/mbedtls/server.js';
import { LWS_POLLOUT } from '../service/poll-slot.js';
import { changePolled, insertIntoPollTable } from '../service/poll-table.js';
import { startTimeout } from '../service/timeouts.js';
import type { LwsWsi } from '../wsi/wsi.js';
import type { LwsTlsServer } from './tls-state.js';
import { borrowSession, returnHandshake, returnSession } from './restrict.js';
import { LwsTlsTransport, wsiSocket } from './tls-transport.js';

/** Gives an adopted wsi its TLS and tries the handshake; false when the connection is to be closed. */
export function* beginServerTls(wsi: LwsWsi, server: LwsTlsServer, fd: number): Blocking<boolean> {
  const cx = wsi.context;
  if (!borrowSession(wsi)) {
    cx.log.err('lws_server_socket_service_ssl: failed on ssl restriction\n');
    return false;
  }
  const { name: client, port } = cx.platform.peerOf?.(fd) ?? { name: undefined, port: undefined };
  beginWork(cx.platform, {
    server: wsi.vhost?.listenPort ?? 0,
    ...(client === undefined ? {} : { client, port }),
    what: 'the TLS handshake',
  });
  const transport = newSession(wsi, server, fd);
  if (transport === undefined) {
    cx.log.err('lws_server_socket_service_ssl: failed on lws_tls_server_new_nonblocking\n');
    yield* cx.platform.sockets.close(fd);
    returnSession(wsi);
    return false;
  }
  wsi.transport = transport;
  wsi.to('tls-begun');
  if (!insertIntoPollTable(wsi)) {
    cx.log.err('lws_server_socket_service_ssl: failed to insert into fds\n');
    return false;
  }
  startTimeout(wsi, cx.timeoutSecs);
  return yield* acceptTls(wsi);
}

/** `lws_tls_server_new_nonblocking`; undefined without memory. */
function newSession(wsi: LwsWsi, server: LwsTlsServer, fd: number): LwsTlsTransport | undefined {
  const cx = wsi.context;
  const { lifecycles, memory, peerOf } = cx.platform;
  const session = new MbedtlsServer(
    {
      lifecycles,
      heap: memory,
      owner: wsi.tag,
      work: server.work,
      serial: server.nextSerial(),
      real: () => {
        const peer = peerOf?.(fd);
        return peer && server.realTls?.of(peer.name, peer.port);
      },
    },
    server.build,
    {
      certificate: server.certificate,
      nextKeyExchangeBytes: server.nextKeyExchangeBytes,
      tickets: undefined,
      onServerName: (name) => cx.log.notice(`lws_mbedtls_sni_cb: ${name}\n`),
    },
    wsiSocket(wsi, fd),
  );
  if (session.memory.enter('init') === 0) {
    const failed = session.setup();
    if (failed === 0) return new LwsTlsTransport(session);
    cx.log.err(`ssl_pm_new: mbedtls_ssl_setup() return -0x${(-failed).toString(HEX)}\n`);
  }
  session.free();
  cx.log.err('SSL_new failed: errno 0\n');
  return undefined;
}

const HEX = 16;
/** What a handshake that is gone on with holds until it is done; found in the reference traces. */
const CONTINUED = { name: 'continued', bytes: 16 } as const;

/** Goes on with the handshake; false when the connection is to be closed. */
export function* acceptTls(wsi: LwsWsi): Blocking<boolean> {
  const cx = wsi.context;
  changePolled(wsi, LWS_POLLOUT, 0);
  const { transport } = wsi;
  if (!(transport instanceof LwsTlsTransport))
    throw new ModelError('a handshake without TLS', { wsi: wsi.tag });
  const { session } = transport;
  if (wsi.tls.triedBefore && !session.memory.holds(CONTINUED.name)) session.memory.take(CONTINUED);
  wsi.tls.triedBefore = true;
  const result = yield* session.handshake();
  if (result === MbedtlsError.wantRead) return true;
  if (result === MbedtlsError.wantWrite) {
    changePolled(wsi, 0, LWS_POLLOUT);
    return true;
  }
  returnHandshake(wsi);
  if (result !== 0) {
    wsi.socketIsPermanentlyUnusable = true;
    return false;
  }
  session.memory.release(CONTINUED.name);
  startTimeout(wsi, cx.timeoutSecs);
  wsi.to('tls-accepted');
  return true;
}
