/** Making, naming, connecting and closing sockets (`lwip_socket` to `lwip_close` of sockets.c). */

import type { Blocking } from '../../kernel/task.js';
import { EINVAL, ENFILE, ENOBUFS, EOPNOTSUPP, Err, errToErrno } from '../core/errno.js';
import { shutdownNetconn } from '../netconn/close.js';
import { deleteNetconn, prepareDelete } from '../netconn/delete.js';
import { askAddress, bindNetconn, connectNetconn, listenNetconn, newNetconn } from '../netconn/open.js';
import { acceptNetconn } from '../netconn/receive.js';
import { netconnName, NO_SOCKET, type Netconn, type NetconnType } from '../netconn/netconn.js';
import type { SocketAddress } from './socket-api.js';
import type { SocketLayer } from './socket-layer.js';

/** Backlogs are kept in 8 bits. */
const MAX_BACKLOG = 0xff;

/** As {@link SocketApi.socket}: -1 with ENOBUFS without memory, ENFILE when the table is full. */
export function* openSocket(layer: SocketLayer, type: NetconnType): Blocking<number> {
  const { ctx, table } = layer;
  const conn = yield* newNetconn(ctx, type);
  if (conn === undefined) return layer.fail(ENOBUFS);
  const slot = table.allocate(conn, false);
  if (slot === undefined) {
    table.resource.refuse({ effect: 'socket() failed with ENFILE' });
    yield* deleteNetconn(ctx, conn);
    return layer.fail(ENFILE);
  }
  conn.socket = slot.fd;
  yield* layer.leave(slot);
  return slot.fd;
}

/** As {@link SocketApi.bind}. */
export function* bindSocket(layer: SocketLayer, fd: number, { ip, port }: SocketAddress): Blocking<number> {
  const slot = layer.table.enter(fd);
  if (slot === undefined) return -1;
  const err = yield* bindNetconn(layer.ctx, slot.conn!, ip, port);
  return yield* layer.end(slot, err);
}

/** As {@link SocketApi.listen}. */
export function* listenSocket(layer: SocketLayer, fd: number, backlog: number): Blocking<number> {
  const slot = layer.table.enter(fd);
  if (slot === undefined) return -1;
  const { type } = slot.conn!;
  const err = yield* listenNetconn(layer.ctx, slot.conn!, Math.min(Math.max(backlog, 0), MAX_BACKLOG));
  const result = yield* layer.end(slot, err);
  return result < 0 && type !== 'tcp' ? layer.fail(EOPNOTSUPP) : result;
}

/**
 * As {@link SocketApi.accept}: -1 with ENFILE when the table is full (the connection is then closed), ECONNABORTED when
 * memory was out for it, ENOTCONN when its peer has reset it meanwhile.
 */
export function* acceptSocket(layer: SocketLayer, fd: number): Blocking<number> {
  const slot = layer.table.enter(fd);
  if (slot === undefined) return -1;
  const { type } = slot.conn!;
  const err = yield* acceptNetconn(layer.ctx, slot.conn!, layer.fetched);
  let errno = 0;
  let accepted = -1;
  if (err === Err.OK) {
    accepted = yield* adopt(layer, layer.fetched.connection!);
    if (accepted < 0) errno = -accepted;
  } else if (type !== 'tcp') errno = EOPNOTSUPP;
  else errno = err === Err.CLSD ? EINVAL : errToErrno(err);
  yield* layer.leave(slot);
  return errno === 0 ? accepted : layer.fail(errno);
}

/** Gives an accepted connection its socket. Returns the fd, or an errno as a negative number. */
function* adopt(layer: SocketLayer, conn: Netconn): Blocking<number> {
  const { ctx, table } = layer;
  const slot = table.allocate(conn, true);
  if (slot === undefined) {
    const client = netconnName(conn, ctx.env.peerName);
    table.resource.refuse({ client, port: conn.peerPort, effect: 'accept() failed with ENFILE, FIN' });
    yield* deleteNetconn(ctx, conn);
    return -ENFILE;
  }
  let earlyEvents = NO_SOCKET - conn.socket;
  conn.socket = slot.fd;
  for (; earlyEvents > 0; earlyEvents--) ctx.notify(conn, 'receive-plus');
  if (ctx.kernel.mustYield()) yield;
  // accept() asks for the peer's address, and fails if the connection is gone.
  const err = yield* askAddress(ctx, conn, 'remote');
  if (err !== Err.OK) {
    const freed = table.free(slot);
    if (freed !== undefined) yield* deleteNetconn(ctx, freed);
    return -errToErrno(err);
  }
  yield* layer.leave(slot);
  return slot.fd;
}

/** As {@link SocketApi.connect}. */
export function* connectSocket(
  layer: SocketLayer,
  fd: number,
  { ip, port }: SocketAddress,
): Blocking<number> {
  const slot = layer.table.enter(fd);
  if (slot === undefined) return -1;
  const err = yield* connectNetconn(layer.ctx, slot.conn!, ip, port);
  return yield* layer.end(slot, err);
}

/** As {@link SocketApi.close}. The slot stays taken while another task is inside a call on it. */
export function* closeSocket(layer: SocketLayer, fd: number): Blocking<number> {
  const { ctx, table } = layer;
  const slot = table.enter(fd);
  if (slot === undefined) return -1;
  const { lifecycle } = slot;
  lifecycle.send('close');
  const err = yield* prepareDelete(ctx, slot.conn!);
  if (err !== Err.OK) {
    lifecycle.send('close-failed');
    return yield* layer.end(slot, err);
  }
  const freed = table.free(slot);
  if (freed !== undefined) yield* deleteNetconn(ctx, freed);
  return 0;
}

/** As {@link SocketApi.shutdown}. */
export function* shutdownSocket(
  layer: SocketLayer,
  fd: number,
  receive: boolean,
  send: boolean,
): Blocking<number> {
  const slot = layer.table.enter(fd);
  if (slot === undefined) return -1;
  if (slot.conn!.type !== 'tcp') {
    yield* layer.leave(slot);
    return layer.fail(EOPNOTSUPP);
  }
  const err = yield* shutdownNetconn(layer.ctx, slot.conn!, receive, send);
  return yield* layer.end(slot, err);
}

/** As {@link SocketApi.getsockname} and {@link SocketApi.getpeername}. */
export function* socketAddress(
  layer: SocketLayer,
  fd: number,
  which: 'local' | 'remote',
): Blocking<SocketAddress | undefined> {
  const slot = layer.table.enter(fd);
  if (slot === undefined) return undefined;
  const err = yield* askAddress(layer.ctx, slot.conn!, which);
  const { ip, port } = layer.ctx.calls.ofCurrent();
  return (yield* layer.end(slot, err)) < 0 ? undefined : { ip, port };
}
