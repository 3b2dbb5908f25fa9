/**
 * What TCP and UDP tell a netconn (`recv_tcp`, `sent_tcp`, `poll_tcp`, `err_tcp`, `accept_function`, `recv_udp` of
 * api_msg.c). All run in the tcpip thread and never wait.
 */

import type { Ipv4 } from '../../wire/segment.js';
import { answer } from './api-call.js';
import { Err } from '../core/errno.js';
import { allocateNetconn, attachTcp, releaseNetconn, updatePoll } from './alloc.js';
import { continueClose } from './close.js';
import type { NetconnCallbacks, NetconnContext } from './netconn.js';
import { continueWrite, hasWriteSpace } from './send.js';
import {
  CONNECTION_ABORTED,
  netconnHolder,
  netconnName,
  noticeOf,
  STREAM_ENDED,
  type AcceptMessage,
  type Netconn,
} from './netconn.js';
import { freePbuf, type RxPbuf } from '../core/pbuf.js';
import type { MailboxLimit } from '../core/mailbox.js';
import type { LimitDefinition } from '../../resources/definition.js';
import { RECV_MBOX, UDP_RECV_MBOX } from '../../resources/definitions.js';
import { ofPort } from '../../resources/limit-name.js';
import type { Refusal } from '../../resources/resource.js';
import type { Datagram } from '../sockets/socket-api.js';
import type { TcpPcb } from '../tcp/pcb/pcb.js';
import { Netbuf } from '../core/udp.js';

/** Makes the callbacks of a stack. The netconn is the pcb's `owner`. */
export function createCallbacks(ctx: NetconnContext): NetconnCallbacks {
  return {
    receive: (pcb, data) => onReceive(ctx, pcb.owner as Netconn | undefined, data),
    sent: (pcb) => onSent(ctx, pcb.owner as Netconn | undefined),
    poll: (pcb) => onPoll(ctx, pcb.owner as Netconn | undefined),
    failed: (conn, err) => {
      onTcpError(ctx, conn, err);
    },
    accept: (listener, pcb) => onAccept(ctx, listener.owner as Netconn | undefined, pcb),
    connected: (pcb) => onConnected(ctx, pcb.owner as Netconn | undefined),
    datagram: (pcb, datagram, ip, port, heapBytes) => {
      onDatagram(ctx, pcb.owner as Netconn | undefined, datagram, ip, port, heapBytes);
    },
  };
}

function onReceive(ctx: NetconnContext, conn: Netconn | undefined, data: RxPbuf | undefined): Err {
  if (conn === undefined) return Err.VAL;
  const mailbox = conn.receiveMailbox;
  if (mailbox === undefined || conn.mailboxInvalid) {
    if (data !== undefined) discard(ctx, conn, data);
    return Err.OK;
  }
  if (!mailbox.tryPost(data ?? STREAM_ENDED)) {
    const client = netconnName(conn, ctx.env.peerName);
    mailbox.refuse(receiveLimit(ctx, conn, RECV_MBOX, client), {
      client,
      port: conn.tcp?.remotePort,
      effect: 'segment held back, later ones dropped without ACK',
    });
    return Err.MEM;
  }
  ctx.notify(conn, 'receive-plus');
  return Err.OK;
}

/** Data that nobody will read: consumed at once. */
function discard(ctx: NetconnContext, conn: Netconn, data: RxPbuf): void {
  if (conn.tcp !== undefined) ctx.tcp.received(conn.tcp, data.totalLength);
  freePbuf(data, ctx.memory);
}

function onSent(ctx: NetconnContext, conn: Netconn | undefined): Err {
  if (conn === undefined) return Err.OK;
  if (conn.state === 'write') continueWrite(ctx, conn);
  else if (conn.state === 'close') continueClose(ctx, conn);
  if (conn.tcp !== undefined && hasWriteSpace(ctx, conn.tcp)) {
    if (conn.checkWriteSpace) {
      conn.checkWriteSpace = false;
      updatePoll(ctx, conn);
    }
    ctx.notify(conn, 'send-plus');
  }
  return Err.OK;
}

function onPoll(ctx: NetconnContext, conn: Netconn | undefined): Err {
  if (conn === undefined) return Err.OK;
  if (conn.state === 'write') continueWrite(ctx, conn);
  else if (conn.state === 'close') continueClose(ctx, conn);
  if (conn.checkWriteSpace && conn.tcp !== undefined && hasWriteSpace(ctx, conn.tcp)) {
    conn.checkWriteSpace = false;
    updatePoll(ctx, conn);
    ctx.notify(conn, 'send-plus');
  }
  return Err.OK;
}

/** The connection is gone: `err` says why (`err_tcp`). Wakes whoever waits for it. */
function onTcpError(ctx: NetconnContext, conn: Netconn, err: Err): void {
  conn.tcp = undefined;
  conn.pendingError = err;
  conn.mailboxClosed = true;
  const interrupted = conn.state;
  conn.lifecycle.send('fail');
  ctx.notify(conn, 'error');
  ctx.notify(conn, 'receive-plus');
  ctx.notify(conn, 'send-plus');
  if (!conn.mailboxInvalid) {
    const notice = noticeOf(err);
    conn.receiveMailbox?.tryPost(notice);
    conn.acceptMailbox?.tryPost(notice);
  }
  if (interrupted !== 'write' && interrupted !== 'close' && interrupted !== 'connect') return;
  const wasNonBlocking = conn.nonBlockingConnect;
  conn.nonBlockingConnect = false;
  const call = conn.currentCall;
  if (wasNonBlocking || call === undefined) return;
  conn.currentCall = undefined;
  answer(call, interrupted === 'close' ? Err.OK : err);
}

function onAccept(ctx: NetconnContext, conn: Netconn | undefined, pcb: TcpPcb | undefined): Err {
  const mailbox = conn?.acceptMailbox;
  if (conn === undefined || mailbox === undefined || conn.mailboxInvalid) return Err.VAL;
  const postNotice = (message: AcceptMessage): void => {
    if (mailbox.tryPost(message)) ctx.notify(conn, 'receive-plus');
  };
  if (pcb === undefined) {
    postNotice(CONNECTION_ABORTED);
    return Err.VAL;
  }
  const refusal: Refusal = {
    client: ctx.env.peerName(pcb.remoteIp),
    port: pcb.remotePort,
    effect: 'RST after the handshake',
  };
  const accepted = allocateNetconn(ctx, conn.type, refusal);
  if (accepted === undefined) {
    postNotice(CONNECTION_ABORTED);
    return Err.MEM;
  }
  accepted.tcp = pcb;
  attachTcp(ctx, accepted);
  ctx.tcp.backlogDelayed(pcb);
  if (mailbox.tryPost(accepted)) {
    ctx.notify(conn, 'receive-plus');
    return Err.OK;
  }
  mailbox.resource!.refuse(refusal);
  pcb.owner = undefined;
  pcb.onReceive = undefined;
  pcb.onSent = undefined;
  pcb.onPoll = undefined;
  pcb.pollInterval = 0;
  pcb.onError = undefined;
  accepted.tcp = undefined;
  accepted.mailboxInvalid = true;
  accepted.receiveMailbox!.free();
  accepted.receiveMailbox = undefined;
  releaseNetconn(ctx, accepted);
  return Err.MEM;
}

/** The handshake of a connect is done (`lwip_netconn_do_connected`). */
function onConnected(ctx: NetconnContext, conn: Netconn | undefined): Err {
  if (conn === undefined) return Err.VAL;
  const call = conn.currentCall;
  attachTcp(ctx, conn);
  conn.nonBlockingConnect = false;
  conn.currentCall = undefined;
  conn.lifecycle.send('done');
  ctx.notify(conn, 'send-plus');
  if (call !== undefined) answer(call, Err.OK);
  return Err.OK;
}

function onDatagram(
  ctx: NetconnContext,
  conn: Netconn | undefined,
  datagram: Datagram,
  ip: Ipv4,
  port: number,
  heapBytes: number,
): void {
  const { memory, env } = ctx;
  const mailbox = conn?.receiveMailbox;
  if (conn === undefined || mailbox === undefined || conn.mailboxInvalid) {
    memory.free(heapBytes);
    return;
  }
  if (!memory.takeElement('NETBUF')) {
    memory.free(heapBytes);
    memory.resourceOf('NETBUF').refuse({ effect: `datagram to ${netconnName(conn, env.peerName)} lost` });
    return;
  }
  if (mailbox.tryPost(new Netbuf(datagram, ip, port, heapBytes))) {
    ctx.notify(conn, 'receive-plus');
    return;
  }
  memory.free(heapBytes);
  memory.releaseElement('NETBUF');
  const limit = receiveLimit(ctx, conn, UDP_RECV_MBOX, ofPort(conn.udp?.localPort ?? 0));
  mailbox.limitedAs(limit).refuse({ effect: 'datagram lost' });
}

/** The receive mailbox of a netconn as a limit: whoever owns the netconn holds every message in it. */
function receiveLimit(
  { env, options }: NetconnContext,
  conn: Netconn,
  limit: LimitDefinition,
  of: string,
): MailboxLimit {
  return {
    limit,
    of,
    option: options.optionNames[limit.sizedBy!],
    holders: () => {
      const units = conn.receiveMailbox?.length ?? 0;
      return [Object.assign(netconnHolder(conn, env.peerName), { units })];
    },
  };
}
