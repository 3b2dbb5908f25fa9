/**
 * Deleting netconns (`netconn_free`, `netconn_drain` of api_msg.c; `netconn_delete` of api_lib.c).
 *
 * What is left in a netconn's mailboxes is dropped when it is freed, by the task that frees it: unread data without a
 * window update, connections that nobody accepted with RST.
 */

import type { Blocking } from '../../kernel/task.js';
import { answer, request } from './api-call.js';
import { Err } from '../core/errno.js';
import { releaseNetconn } from './alloc.js';
import { deleteConnection } from './close.js';
import type { ApiCall, NetconnContext } from './netconn.js';
import { Netconn, Notice, type ReceiveMessage } from './netconn.js';
import { freePbuf } from '../core/pbuf.js';
import { freeNetbuf, Netbuf } from '../core/udp.js';

/** Empties and frees the mailboxes, then the netconn itself (`netconn_free`). The pcb must be gone. */
export function* freeNetconn(ctx: NetconnContext, conn: Netconn): Blocking<void> {
  yield* drain(ctx, conn);
  releaseNetconn(ctx, conn);
}

/** Deletes a netconn: closes its pcb unless that has been done, then frees it (`netconn_delete`). */
export function* deleteNetconn(ctx: NetconnContext, conn: Netconn): Blocking<Err> {
  if (!conn.mailboxInvalid) {
    const err = yield* prepareDelete(ctx, conn);
    if (err !== Err.OK) return err;
  }
  yield* freeNetconn(ctx, conn);
  return Err.OK;
}

/** Closes the pcb of a netconn that is to be deleted, waiting as long as that takes (`netconn_prepare_delete`). */
export function* prepareDelete(ctx: NetconnContext, conn: Netconn): Blocking<Err> {
  const call = ctx.calls.ofCurrent();
  call.conn = conn;
  call.startedMs = ctx.port.nowMs();
  return yield* request(call, deleteConnection);
}

/** Drops what waits in one receive mailbox. */
export function freeMessage(ctx: NetconnContext, message: ReceiveMessage): void {
  if (message instanceof Notice) return;
  if (message instanceof Netbuf) freeNetbuf(message, ctx.memory);
  else freePbuf(message, ctx.memory);
}

function* drain(ctx: NetconnContext, conn: Netconn): Blocking<void> {
  const received = conn.receiveMailbox;
  if (received !== undefined) {
    for (;;) {
      const message = yield* received.tryFetch();
      if (message === undefined) break;
      freeMessage(ctx, message);
    }
    received.free();
    conn.receiveMailbox = undefined;
  }
  const accepted = conn.acceptMailbox;
  if (accepted !== undefined) {
    for (;;) {
      const message = yield* accepted.tryFetch();
      if (message === undefined) break;
      if (message instanceof Netconn) yield* abandon(ctx, message);
    }
    accepted.free();
    conn.acceptMailbox = undefined;
  }
}

/** Aborts a connection that nobody accepted. ESP-IDF drops its data first, the W800 SDK's lwIP last. */
function* abandon(ctx: NetconnContext, conn: Netconn): Blocking<void> {
  conn.mailboxInvalid = true;
  if (ctx.options.ESP_LWIP) yield* drain(ctx, conn);
  if (conn.tcp !== undefined) {
    const call = ctx.calls.ofCurrent();
    call.conn = conn;
    yield* request(call, abortPcb);
  }
  yield* freeNetconn(ctx, conn);
}

function abortPcb(call: ApiCall): void {
  const { conn, ctx } = call;
  if (conn.tcp !== undefined) ctx.tcp.abort(conn.tcp);
  conn.tcp = undefined;
  answer(call, Err.OK);
}
