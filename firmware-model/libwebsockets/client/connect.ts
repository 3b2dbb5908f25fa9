/**
 * Connecting to a websocket server (`lws_client_connect_via_info`, lib/core-net/client/connect.c to connect4.c).
 *
 * Absent: names (DNS), several addresses, pipelining on one connection, redirects, proxies.
 */

import { NotModelledError } from '../../../sim/kernel/errors.js';
import type { Blocking } from '../../../sim/kernel/task.js';
import { EALREADY, EINPROGRESS, EWOULDBLOCK } from '../../../sim/lwip/core/errno.js';
import type { Ipv4 } from '../../../sim/wire/segment.js';
import { callUser, callUserThenRxFlow } from '../callback/callback.js';
import { closeWsi } from '../wsi/close.js';
import { LWS_CLOSE_STATUS_NOSTATUS } from '../wsi/close-status.js';
import { informConnectionFailed } from '../wsi/connection-error.js';
import { createWsi } from '../wsi/create-wsi.js';
import type { HeaderTable } from '../http/header-table.js';
import { attachHeaders } from '../http/headers-attachment.js';
import { LLL_NOTICE, LLL_WARN } from '../context/lws-log.js';
import { LWS_POLLIN, LWS_POLLOUT } from '../service/poll-slot.js';
import { changePolled, insertIntoPollTable, removeFromPollTable } from '../service/poll-table.js';
import { initProtocols } from '../context/protocol-init.js';
import { serviceFd } from '../service/service-fd.js';
import { STASH_BYTES, US_PER_SEC } from '../sizes.js';
import { setSocketOptions } from '../io/socket-options.js';
import { SortedUsec } from '../service/sorted-usec-list.js';
import { startTimeout } from '../service/timeouts.js';
import { bindProtocol } from '../context/protocol-binding.js';
import { allocateWebsocket } from '../ws/allocate-websocket.js';
import { NO_SOCKET, type LwsWsi, type LwsContext, type Role } from '../wsi/wsi.js';
import type { LwsClientConnectInfo } from './client-connection.js';

const UNABLE = 'Unable to connect';
const FUNCTION = 'lws_client_connect_3_connect';
/** What lws stores as ALPN of a websocket client unless the application says otherwise. */
const ALPN = 'http/1.1';

/** Starts to connect; undefined when that fails at once. `role` is the HTTP/1 role. */
export function* connectClient(
  cx: LwsContext,
  info: LwsClientConnectInfo,
  role: Role,
): Blocking<LwsWsi | undefined> {
  if (cx.serviceNoLongerPossible) return undefined;
  if (!cx.protocolInitDone) yield* initProtocols(cx);
  const vhost = cx.vhost!;
  const wsi = createWsi(cx, role);
  wsi.client = {
    info,
    ip: parseIpv4(info.address),
    flags: info.ssl_connection ?? 0,
    connectTimeout: new SortedUsec(function* () {
      yield* connectTookTooLong(wsi);
    }),
    suppressConnectionError: true,
    heapBlocks: [],
  };
  wsi.vhost = vhost;
  wsi.side = 'client';
  wsi.protocol = vhost.protocols[0];
  const local = info.protocol === undefined ? undefined : vhost.protocolNamed(info.protocol);
  if (local !== undefined) yield* bindProtocol(wsi, local);
  allocateWebsocket(wsi);
  keepStash(wsi, info);
  cx.groups.client.tag(wsi, `WS/${role.name}/${vhost.name}/${info.address}`);

  stashInHeaders(attachHeaders(wsi), info);
  if (!(yield* openAndConnect(wsi))) return undefined;
  yield* callUser(wsi, 'LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED');
  wsi.client.suppressConnectionError = false;
  return wsi;
}

/** `lws_client_stash_create`, and the copy of the host's name: both live until the wsi is closed. */
function keepStash(wsi: LwsWsi, info: LwsClientConnectInfo): void {
  const texts = [info.address, info.path, info.host, info.origin, info.protocol, info.alpn];
  const stash = texts.reduce((sum, text) => sum + (text === undefined ? 0 : text.length + 1), STASH_BYTES);
  for (const bytes of [stash, info.address.length + 1]) {
    if (wsi.context.platform.memory.malloc(bytes)) wsi.client!.heapBlocks.push(bytes);
  }
}

/** The request's parts lie in the header table, in front of the response's headers, and take room there. */
function stashInHeaders(ah: HeaderTable, info: LwsClientConnectInfo): void {
  const parts = [info.address, info.path, info.host, info.origin, info.protocol, info.alpn ?? ALPN];
  for (const part of parts) if (part !== undefined && part !== '') ah.occupy(part.length + 1);
}

function* openAndConnect(wsi: LwsWsi): Blocking<boolean> {
  const cx = wsi.context;
  const { sockets } = cx.platform;
  const vhost = wsi.vhost!;
  wsi.to('resolve');
  wsi.fd = yield* sockets.socket('inet', 'stream');
  if (wsi.fd < 0) {
    wsi.fd = NO_SOCKET;
    const why = `conn fail: skt creation: errno ${cx.errno}`;
    cx.log.about(LLL_WARN, wsi, FUNCTION, why);
    return yield* giveUp(wsi, why);
  }
  if (!(yield* setSocketOptions(cx, vhost, wsi.fd))) {
    const why = `conn fail: skt options: errno ${cx.errno}`;
    cx.log.about(LLL_WARN, wsi, FUNCTION, why);
    return yield* closeSocketAndGiveUp(wsi, why);
  }
  wsi.to('connect');
  if (!insertIntoPollTable(wsi)) return yield* closeSocketAndGiveUp(wsi, 'conn fail: insert fd');
  changePolled(wsi, 0, LWS_POLLIN);
  startTimeout(wsi, vhost.settings.connectTimeoutSecs);
  wsi.socketIsPermanentlyUnusable = false;
  if ((yield* callUserThenRxFlow(wsi, 'LWS_CALLBACK_CONNECTING')) !== 0) {
    yield* closeWsi(wsi, LWS_CLOSE_STATUS_NOSTATUS);
    return false;
  }
  const { ip, info } = wsi.client!;
  if ((yield* sockets.connect(wsi.fd, { ip, port: info.port })) === 0) return yield* connected(wsi);
  const { errno } = cx;
  if (errno !== 0 && errno !== EALREADY && errno !== EINPROGRESS && errno !== EWOULDBLOCK) {
    return yield* closeSocketAndGiveUp(wsi, UNABLE);
  }
  cx.timers.schedule(wsi.client!.connectTimeout, cx.nowUs() + cx.timeoutSecs * US_PER_SEC);
  changePolled(wsi, 0, LWS_POLLOUT);
  return true;
}

/** The socket has become writable, or broken: false when the wsi is gone. */
export function* checkConnect(wsi: LwsWsi): Blocking<boolean> {
  const cx = wsi.context;
  const error = yield* cx.platform.sockets.getSocketError(wsi.fd);
  if (error === 0) return yield* connected(wsi);
  cx.log.about(LLL_NOTICE, wsi, 'lws_client_connect_check', `getsockopt fd ${wsi.fd} says e ${error}`);
  return yield* closeSocketAndGiveUp(wsi, `conn fail: ${error}`);
}

function* connectTookTooLong(wsi: LwsWsi): Blocking<void> {
  yield* closeSocketAndGiveUp(wsi, UNABLE);
}

/** Connected: the request goes out at once. */
function* connected(wsi: LwsWsi): Blocking<boolean> {
  const cx = wsi.context;
  yield* cx.platform.sockets.getsockname(wsi.fd);
  cx.timers.cancel(wsi.client!.connectTimeout);
  yield* callUser(wsi, 'LWS_CALLBACK_WSI_CREATE');
  wsi.to('connected');
  startTimeout(wsi, cx.timeoutSecs);
  const slot = { fd: wsi.fd, events: LWS_POLLIN, revents: LWS_POLLIN };
  switch (yield* serviceFd(cx, slot)) {
    case 'no-service':
      yield* informConnectionFailed(wsi, 'first service failed');
      yield* closeWsi(wsi, LWS_CLOSE_STATUS_NOSTATUS);
      return false;
    case 'closed':
      return false;
    case 'ok':
      return true;
  }
}

function* closeSocketAndGiveUp(wsi: LwsWsi, why: string): Blocking<false> {
  const cx = wsi.context;
  removeFromPollTable(wsi);
  yield* cx.platform.sockets.close(wsi.fd);
  wsi.fd = NO_SOCKET;
  return yield* giveUp(wsi, why);
}

function* giveUp(wsi: LwsWsi, why: string): Blocking<false> {
  const cx = wsi.context;
  cx.timers.cancel(wsi.client!.connectTimeout);
  yield* informConnectionFailed(wsi, why);
  yield* closeWsi(wsi, LWS_CLOSE_STATUS_NOSTATUS);
  return false;
}

const OCTETS = 4;
const OCTET_MAX = 255;
const OCTET_BITS = 8;

/** A dotted quad. Throws {@link ModelError} for a name. */
export function parseIpv4(address: string): Ipv4 {
  const octets = address.split('.').map(Number);
  const valid =
    octets.length === OCTETS && octets.every((n) => Number.isInteger(n) && n >= 0 && n <= OCTET_MAX);
  if (!valid) throw new NotModelledError(`a server that has a name (${address}): there is no DNS`);
  return octets.reduce((ip, n) => ((ip << OCTET_BITS) | n) >>> 0, 0);
}
