/** Listening, and taking new connections (lib/roles/listen/ops-listen.c, lib/core-net/adopt.c). */

import type { Blocking } from '../../../sim/kernel/task.js';
import { EWOULDBLOCK } from '../../../sim/lwip/core/errno.js';
import { FdSet, type SocketDomain } from '../../../sim/lwip/sockets/socket-api.js';
import { LWS_CLOSE_REASONS } from '../../close-reasons.js';
import { traceTurnedAway } from '../wsi/session-record.js';
import { adoptConnection } from './adopt.js';
import { callProtocol } from '../callback/callback.js';
import { createWsi } from '../wsi/create-wsi.js';
import { LLL_ERR, LLL_NOTICE } from './lws-log.js';
import { issueRaw } from '../io/output.js';
import { LWS_POLLIN, LWS_POLLOUT, type PollSlot } from '../service/poll-slot.js';
import { insertIntoPollTable, removeFromPollTable } from '../service/poll-table.js';
import type { PollInResult } from '../wsi/role.js';
import { MAX_FDS, SOMAXCONN } from '../sizes.js';
import { setSocketOptions } from '../io/socket-options.js';
import { type LwsVhost, type Role, NOT_POLLED, type LwsWsi, type LwsContext } from '../wsi/wsi.js';

const ANY_IP = 0;

/** Accepts until nobody waits any more. */
function* handlePollIn(wsi: LwsWsi, slot: PollSlot): Blocking<PollInResult> {
  const cx = wsi.context;
  const vhost = wsi.vhost!;
  if (vhost.beingDestroyed) return 'handled';
  const { sockets } = cx.platform;
  do {
    if ((slot.revents & (LWS_POLLIN | LWS_POLLOUT)) === 0 || (slot.events & LWS_POLLIN) === 0) break;
    const fd = yield* sockets.accept(slot.fd);
    if (fd < 0) {
      if (cx.errno === EWOULDBLOCK) break;
      cx.log.err(`accept: errno ${cx.errno}\n`);
      return 'handled';
    }
    if (cx.beingDestroyed) {
      yield* sockets.close(fd);
      return 'please-close-me';
    }
    yield* setSocketOptions(cx, vhost, fd);
    const reason = 'LWS_CALLBACK_FILTER_NETWORK_CONNECTION';
    if ((yield* callProtocol(wsi, vhost.protocols[0]!, reason)) !== 0) {
      traceTurnedAway(cx, vhost, fd, LWS_CLOSE_REASONS.callback(reason));
      yield* sockets.close(fd);
      return 'handled';
    }
    if (!(yield* adoptConnection(cx, vhost, fd))) return 'already-died';
  } while (cx.pollCount < MAX_FDS - 1 && wsi.pollIndex !== NOT_POLLED && (yield* somebodyWaits(wsi)));
  return 'handled';
}

/** `lws_poll_listen_fd`. */
function* somebodyWaits(wsi: LwsWsi): Blocking<boolean> {
  const read = new FdSet();
  read.add(wsi.fd);
  return (yield* wsi.context.platform.sockets.select(wsi.fd + 1, read, undefined, undefined, 0)) > 0;
}

const LISTEN_ROLE: Role = {
  name: 'listen',
  client: undefined,
  server: undefined,
  handlePollIn,
  write: (wsi, data) => issueRaw(wsi, data),
};

/**
 * Listens on the vhost's port, for IPv4 and, where it is built in, IPv6. False when that fails for good.
 *
 * No IPv6 traffic is modelled: the second listener holds its socket and its place in the poll table.
 */
export function* startListening(cx: LwsContext, vhost: LwsVhost): Blocking<boolean> {
  const { build } = cx.platform;
  const listens =
    (yield* listenOn(cx, vhost, 'inet')) && (!build.ipv6 || (yield* listenOn(cx, vhost, 'inet6')));
  // A server without a socket goes on as if it had one.
  if (listens && vhost.listeners.length > 0) note(cx, vhost, 'start');
  return listens;
}

function note(
  { platform }: LwsContext,
  { listenPort: port }: LwsVhost,
  ev: 'start' | 'failed',
  why?: string,
): void {
  const { trace, kernel } = platform;
  if (trace.wants.server)
    trace.emit({ t: kernel.nowUs, k: 'server', ev, port, ...(why === undefined ? {} : { why }) });
}

/** For reports: what failed, and what is in the way. */
function noteFailure(cx: LwsContext, vhost: LwsVhost, what: string, wanted: 'socket' | 'port'): void {
  const port = { type: 'tcp', port: vhost.listenPort } as const;
  const obstacle = cx.platform.obstacleTo?.(wanted === 'socket' ? wanted : port);
  note(cx, vhost, 'failed', `error in ${what} (${cx.errno})${obstacle === undefined ? '' : `: ${obstacle}`}`);
}

function* listenOn(cx: LwsContext, vhost: LwsVhost, domain: SocketDomain): Blocking<boolean> {
  const { sockets } = cx.platform;
  const fd = yield* sockets.socket(domain, 'stream');
  if (fd < 0) {
    cx.log.err('ERROR opening socket\n');
    noteFailure(cx, vhost, 'socket', 'socket');
    return true;
  }
  yield* setSocketOptions(cx, vhost, fd);
  if (!(yield* bindListener(cx, vhost, fd, domain))) {
    yield* sockets.close(fd);
    return false;
  }
  const wsi = createWsi(cx, LISTEN_ROLE);
  wsi.fd = fd;
  wsi.protocol = vhost.protocols[0];
  wsi.vhost = vhost;
  if (!insertIntoPollTable(wsi)) {
    cx.log.notice('inserting wsi socket into fds failed\n');
    note(cx, vhost, 'failed', 'no place in the poll table');
    yield* sockets.close(fd);
    return false;
  }
  vhost.listeners.push(wsi);
  if (domain === 'inet' && (yield* sockets.listen(fd, SOMAXCONN)) < 0) {
    cx.log.err(`listen failed with error ${cx.errno}\n`);
    noteFailure(cx, vhost, 'listen', 'port');
    vhost.listeners.pop();
    removeFromPollTable(wsi);
    yield* sockets.close(fd);
    return false;
  }
  cx.groups.wsi.tag(wsi, `listen|${vhost.name}||${vhost.listenPort}`);
  return true;
}

/** `lws_socket_bind`. */
function* bindListener(cx: LwsContext, vhost: LwsVhost, fd: number, domain: SocketDomain): Blocking<boolean> {
  const { sockets } = cx.platform;
  if (domain === 'inet6') {
    cx.log.about(LLL_NOTICE, vhost, 'lws_socket_bind', 'source ads ::');
    return true;
  }
  if ((yield* sockets.bind(fd, { ip: ANY_IP, port: vhost.listenPort })) < 0) {
    const { errno } = cx;
    const text = `ERROR on binding fd ${fd} to port ${vhost.listenPort} (-1 ${errno})`;
    cx.log.about(LLL_ERR, { tag: '[null wsi]' }, 'lws_socket_bind', text);
    noteFailure(cx, vhost, 'bind', 'port');
    return false;
  }
  const address = yield* sockets.getsockname(fd);
  if (address !== undefined) vhost.listenPort = address.port;
  cx.log.about(LLL_NOTICE, vhost, 'lws_socket_bind', 'source ads 0.0.0.0');
  return true;
}
