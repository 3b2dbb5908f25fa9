/** Allocating netconns and attaching them to pcbs (`netconn_alloc`, `setup_tcp` of api_msg.c). */

import { createMailbox, type Mailbox } from '../core/mailbox.js';
import type { NetconnContext } from './netconn.js';
import { ACCEPT_MBOX } from '../../resources/definitions.js';
import { partHolder } from '../../resources/holder.js';
import { ofPort } from '../../resources/limit-name.js';
import { NETCONN_LIFECYCLE } from './netconn.table.js';
import {
  Netconn,
  netconnHolder,
  type AcceptMessage,
  type NetconnType,
  type ReceiveMessage,
} from './netconn.js';
import type { Refusal } from '../../resources/resource.js';

/** Slow ticks between poll callbacks (NETCONN_TCP_POLL_INTERVAL). */
const POLL_INTERVAL = 2;

/**
 * Allocates a netconn and its receive mailbox, but no pcb (`netconn_alloc`). Undefined without memory; `refusal` says
 * who pays for that.
 */
export function allocateNetconn(
  ctx: NetconnContext,
  type: NetconnType,
  refusal: Refusal,
): Netconn | undefined {
  const { env, memory, options, port } = ctx;
  if (!memory.takeElement('NETCONN')) {
    memory.resourceOf('NETCONN').refuse(refusal);
    return undefined;
  }
  const size = type === 'udp' ? options.DEFAULT_UDP_RECVMBOX_SIZE : options.DEFAULT_TCP_RECVMBOX_SIZE;
  const mailbox = createMailbox<ReceiveMessage>(env, memory, port, 'netconn recv', size);
  if (mailbox === undefined) {
    memory.releaseElement('NETCONN');
    memory.heap.refuse(refusal);
    return undefined;
  }
  const owner = refusal.client ?? type;
  const conn = new Netconn(
    type,
    env.lifecycles.start(NETCONN_LIFECYCLE, owner),
    env.kernel.nowUs,
    ctx.callbacks.failed,
  );
  conn.receiveMailbox = mailbox;
  ctx.live.add(conn);
  ctx.count.take();
  return conn;
}

/** Allocates the accept mailbox of a listener and gives it its name as a resource; undefined without memory. */
export function createAcceptMailbox(
  ctx: NetconnContext,
  localPort: number,
): Mailbox<AcceptMessage> | undefined {
  const { env, memory, options, port } = ctx;
  const size = options.DEFAULT_ACCEPTMBOX_SIZE;
  const mailbox = createMailbox<AcceptMessage>(env, memory, port, 'netconn accept', size);
  mailbox?.limitedAs({
    limit: ACCEPT_MBOX,
    of: ofPort(localPort),
    option: options.optionNames[ACCEPT_MBOX.sizedBy!],
    holders: () =>
      mailbox
        .contents()
        .map((m) =>
          m instanceof Netconn ? netconnHolder(m, env.peerName) : partHolder('aborted connection'),
        ),
  });
  return mailbox;
}

/** Gives a netconn back whose mailboxes are gone already (the end of `netconn_free`). */
export function releaseNetconn(ctx: NetconnContext, conn: Netconn): void {
  conn.lifecycle.send('delete');
  conn.lifecycle.end();
  ctx.live.delete(conn);
  ctx.count.release();
  ctx.memory.releaseElement('NETCONN');
}

/** Tells TCP whether the poll callback has anything to do, so that idle connections cost no ticks. */
export function updatePoll(ctx: NetconnContext, conn: Netconn): void {
  const pcb = conn.tcp;
  if (pcb === undefined) return;
  pcb.wantsPoll = conn.checkWriteSpace || conn.state === 'write' || conn.state === 'close';
  if (pcb.wantsPoll) ctx.tcp.touch(pcb);
}

/** Makes a netconn the owner of its TCP pcb (`setup_tcp`). */
export function attachTcp(ctx: NetconnContext, conn: Netconn): void {
  const pcb = conn.tcp!;
  const { callbacks } = ctx;
  pcb.owner = conn;
  pcb.onReceive = callbacks.receive;
  pcb.onSent = callbacks.sent;
  pcb.onPoll = callbacks.poll;
  pcb.pollInterval = POLL_INTERVAL;
  pcb.onError = conn.onTcpError;
  conn.peerIp = pcb.remoteIp;
  conn.peerPort = pcb.remotePort;
  conn.localPort = pcb.localPort;
  updatePoll(ctx, conn);
}
