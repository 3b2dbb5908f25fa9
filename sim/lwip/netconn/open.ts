/**
 * Making netconns with a pcb, binding, listening, connecting, asking for addresses (`netconn_new…` of api_lib.c;
 * `lwip_netconn_do_newconn`, `_bind`, `_listen`, `_connect`, `_getaddr` of api_msg.c).
 *
 * Simplified: addresses are IPv4; a dual-stack socket bound to `::` is one bound to 0.0.0.0. Calling listen() again on
 * a listener leaves its backlog as it is.
 */

import type { Blocking } from '../../kernel/task.js';
import type { Ipv4 } from '../../wire/segment.js';
import { answer, request } from './api-call.js';
import { Err } from '../core/errno.js';
import { allocateNetconn, attachTcp, createAcceptMailbox, releaseNetconn } from './alloc.js';
import type { ApiCall, NetconnContext } from './netconn.js';
import type { Netconn, NetconnType } from './netconn.js';
import type { TcpPcb } from '../tcp/pcb/pcb.js';

/** Makes a netconn and its pcb (`netconn_new_with_callback`); undefined without memory for either. */
export function* newNetconn(ctx: NetconnContext, type: NetconnType): Blocking<Netconn | undefined> {
  const conn = allocateNetconn(ctx, type, { effect: 'socket() failed with ENOBUFS' });
  if (conn === undefined) return undefined;
  const call = ctx.calls.ofCurrent();
  call.conn = conn;
  if ((yield* request(call, createPcb)) === Err.OK) return conn;
  conn.receiveMailbox!.free();
  conn.receiveMailbox = undefined;
  releaseNetconn(ctx, conn);
  return undefined;
}

function createPcb(call: ApiCall): void {
  const { ctx, conn } = call;
  if (conn.type === 'udp') {
    conn.udp = ctx.udp.create();
    if (conn.udp !== undefined) {
      conn.udp.owner = conn;
      conn.udp.onReceive = ctx.callbacks.datagram;
    }
  } else {
    conn.tcp = ctx.tcp.create();
    if (conn.tcp !== undefined) attachTcp(ctx, conn);
  }
  answer(call, conn.hasPcb ? Err.OK : Err.MEM);
}

/** Binds the pcb (`netconn_bind`). */
export function* bindNetconn(ctx: NetconnContext, conn: Netconn, ip: Ipv4, port: number): Blocking<Err> {
  return yield* requestWithAddress(ctx, conn, ip, port, bindPcb);
}

function bindPcb(call: ApiCall): void {
  const { ctx, conn } = call;
  if (conn.udp !== undefined) answer(call, ctx.udp.bind(conn.udp, call.ip, call.port));
  else if (conn.tcp !== undefined) answer(call, ctx.tcp.bind(conn.tcp, call.ip, call.port));
  else answer(call, Err.VAL);
}

/** Turns a bound TCP netconn into a listener (`netconn_listen_with_backlog`). */
export function* listenNetconn(ctx: NetconnContext, conn: Netconn, backlog: number): Blocking<Err> {
  const call = ctx.calls.ofCurrent();
  call.conn = conn;
  call.backlog = backlog;
  return yield* request(call, listenPcb);
}

function listenPcb(call: ApiCall): void {
  const { conn } = call;
  if (conn.listener !== undefined) answer(call, Err.OK);
  else if (conn.udp !== undefined) answer(call, Err.ARG);
  else if (conn.tcp === undefined || conn.state !== 'none') answer(call, Err.CONN);
  else if (conn.tcp.state !== 'closed') answer(call, Err.VAL);
  else answer(call, becomeListener(call, conn.tcp));
}

/** The receive mailbox makes way for the accept mailbox. */
function becomeListener(call: ApiCall, pcb: TcpPcb): Err {
  const { ctx, conn } = call;
  const listener = ctx.tcp.listen(pcb, call.backlog);
  if (typeof listener === 'number') return listener;
  conn.tcp = undefined;
  conn.localPort = listener.localPort;
  conn.receiveMailbox?.free();
  conn.receiveMailbox = undefined;
  conn.acceptMailbox ??= createAcceptMailbox(ctx, listener.localPort);
  if (conn.acceptMailbox === undefined) {
    ctx.memory.heap.refuse({ effect: 'listen() failed with ENOMEM' });
    ctx.tcp.closeListener(listener);
    return Err.MEM;
  }
  conn.listener = listener;
  conn.lifecycle.send('listen');
  listener.owner = conn;
  listener.onAccept = ctx.callbacks.accept;
  return Err.OK;
}

/** Connects (`netconn_connect`): waits for the handshake unless non-blocking, which answers `Err.INPROGRESS`. */
export function* connectNetconn(ctx: NetconnContext, conn: Netconn, ip: Ipv4, port: number): Blocking<Err> {
  return yield* requestWithAddress(ctx, conn, ip, port, connectPcb);
}

function connectPcb(call: ApiCall): void {
  const { ctx, conn } = call;
  if (conn.udp !== undefined) {
    answer(call, ctx.udp.connect(conn.udp, call.ip, call.port));
  } else if (!conn.hasPcb) {
    answer(call, Err.CLSD);
  } else if (conn.state !== 'none' || conn.tcp === undefined) {
    answer(call, conn.state === 'connect' ? Err.ALREADY : Err.ISCONN);
  } else {
    attachTcp(ctx, conn);
    const err = ctx.tcp.connect(conn.tcp, call.ip, call.port, ctx.callbacks.connected);
    if (err !== Err.OK) {
      answer(call, err);
      return;
    }
    conn.peerIp = call.ip;
    conn.peerPort = call.port;
    conn.lifecycle.send('wait-connect');
    conn.nonBlockingConnect = conn.nonBlocking;
    if (conn.nonBlocking) answer(call, Err.INPROGRESS);
    else conn.currentCall = call;
  }
}

/** Local or remote address of a netconn (`netconn_getaddr`); on `Err.OK` it is in the task's call record. */
export function* askAddress(ctx: NetconnContext, conn: Netconn, which: 'local' | 'remote'): Blocking<Err> {
  const call = ctx.calls.ofCurrent();
  call.conn = conn;
  return yield* request(call, which === 'local' ? readLocalAddress : readRemoteAddress);
}

function readLocalAddress(call: ApiCall): void {
  const pcb = call.conn.tcp ?? call.conn.listener ?? call.conn.udp;
  if (pcb !== undefined) {
    call.ip = pcb.localIp;
    call.port = pcb.localPort;
  }
  answer(call, pcb === undefined ? Err.CONN : Err.OK);
}

function readRemoteAddress(call: ApiCall): void {
  const { tcp, udp } = call.conn;
  const pcb = tcp !== undefined && tcp.state !== 'closed' ? tcp : udp?.connected === true ? udp : undefined;
  if (pcb !== undefined) {
    call.ip = pcb.remoteIp;
    call.port = pcb.remotePort;
  }
  answer(call, pcb === undefined ? Err.CONN : Err.OK);
}

function* requestWithAddress(
  ctx: NetconnContext,
  conn: Netconn,
  ip: Ipv4,
  port: number,
  handler: (call: ApiCall) => void,
): Blocking<Err> {
  const call = ctx.calls.ofCurrent();
  call.conn = conn;
  call.ip = ip;
  call.port = port;
  return yield* request(call, handler);
}
