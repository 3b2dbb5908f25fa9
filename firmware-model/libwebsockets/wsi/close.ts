/**
 * Closing a connection (lib/core-net/close.c): politely if something is left to say, then the socket, the application's
 * callbacks, the wsi.
 *
 * Simplified: what lws does for children, transaction queues, redirects and TLS is left out, since nothing of it exists
 * here.
 */

import type { Blocking } from '../../../sim/kernel/task.js';
import { callProtocol, callUser } from '../callback/callback.js';
import { LWS_CLOSE_STATUS_NOSTATUS_CONTEXT_DESTROY, type CloseStatus } from './close-status.js';
import { informConnectionFailed } from './connection-error.js';
import { removeFromPollTable, requestWritable } from '../service/poll-table.js';
import { FLUSH_BEFORE_CLOSE_SECS } from '../sizes.js';
import { startTimeout, stopAllTimers } from '../service/timeouts.js';
import { isEstablishedState } from './wsi-state.js';
import type { WsiState } from './wsi.table.js';
import { NO_SOCKET, type LwsWsi } from './wsi.js';
import { detachHeaders } from '../http/headers-attachment.js';
import { releaseWebsocket } from '../ws/allocate-websocket.js';
import { releaseWsi } from './wsi-memory.js';
import { traceSession } from './session-record.js';

/** `closed before established` and its NUL, which lws counts. */
const CLOSED_BEFORE_ESTABLISHED = 'closed before established';

/**
 * Closes a wsi. When it returns the wsi may still live: until buffered data has been sent, or until the peer has
 * answered a CLOSE frame.
 */
export function* closeWsi(wsi: LwsWsi, reason: CloseStatus): Blocking<void> {
  const cx = wsi.context;
  if (cx.pipeWsi === wsi) cx.pipeWsi = undefined;
  for (const bytes of wsi.client?.heapBlocks.splice(0) ?? []) cx.platform.memory.free(bytes);
  wsi.preCloseState = wsi.state;
  if (wsi.state === 'dead-socket') return;
  if (wsi.role?.name === 'raw-skt') wsi.socketIsPermanentlyUnusable = true;
  const silent = wsi.socketIsPermanentlyUnusable || reason === LWS_CLOSE_STATUS_NOSTATUS_CONTEXT_DESTROY;
  if (!silent && (yield* closesPolitely(wsi, reason))) return;
  yield* killConnection(wsi, reason);
}

/** Tries to end the conversation first; true when the wsi lives on meanwhile. */
function* closesPolitely(wsi: LwsWsi, reason: CloseStatus): Blocking<boolean> {
  switch (wsi.state) {
    case 'waiting-to-send-close':
    case 'awaiting-close-ack':
    case 'returned-close':
      return false;
    case 'flushing-before-close':
      if (!wsi.hasBufferedOut) return false;
      requestWritable(wsi);
      return true;
    default:
      if (!wsi.hasBufferedOut) break;
      wsi.to('flush');
      startTimeout(wsi, FLUSH_BEFORE_CLOSE_SECS);
      return true;
  }
  const state: WsiState = wsi.state;
  if (state === 'waiting-connect' || state === 'waiting-dns' || state === 'issue-handshake') return false;
  yield* unbindProtocol(wsi);
  return wsi.role?.closeViaProtocol?.(wsi, reason) ?? false;
}

function* killConnection(wsi: LwsWsi, reason: CloseStatus): Blocking<void> {
  const cx = wsi.context;
  yield* unbindProtocol(wsi);
  yield* reportUnestablished(wsi);
  yield* shutdownSocket(wsi, reason);
  stopAllTimers(wsi);
  removeFromPollTable(wsi);
  wsi.to('die');
  dropPendingRx(wsi);
  wsi.role?.closeRole?.(wsi);
  yield* reportClosed(wsi);
  wsi.socketIsPermanentlyUnusable = true;

  if (wsi.fd !== NO_SOCKET) {
    traceSession(wsi, 'close');
    yield* wsi.transport.close(wsi);
    removeFromPollTable(wsi);
    cx.releaseFd(wsi.fd);
    if (cx.pipe.receiver === wsi.fd) cx.pipe.receiver = NO_SOCKET;
    wsi.fd = NO_SOCKET;
  }
  if (wsi.vhost !== undefined) {
    yield* callProtocol(wsi, wsi.vhost.protocols[0]!, 'LWS_CALLBACK_WSI_DESTROY');
  }
  freeWsi(wsi);
}

/** Tells the application that the protocol lets go of its session data, if it has any. */
export function* unbindProtocol(wsi: LwsWsi): Blocking<void> {
  if (wsi.toldUserClosed || wsi.userSpace === undefined || !wsi.protocolBound) return;
  const reason = wsi.reasons?.unbound;
  if (reason !== undefined && wsi.protocol !== undefined) yield* callUser(wsi, reason);
  wsi.protocolBound = false;
}

function* reportUnestablished(wsi: LwsWsi): Blocking<void> {
  const unanswered = wsi.state === 'waiting-server-reply' && wsi.role?.name === 'ws';
  if (!unanswered && wsi.state !== 'waiting-dns' && wsi.state !== 'waiting-connect') return;
  if (wsi.alreadyDidConnectionError || wsi.protocol === undefined) return;
  wsi.socketIsPermanentlyUnusable = true;
  yield* informConnectionFailed(wsi, CLOSED_BEFORE_ESTABLISHED, CLOSED_BEFORE_ESTABLISHED.length + 1);
}

/** A server sends its FIN before the socket is closed, so that unread data does not turn it into a RST. */
function* shutdownSocket(wsi: LwsWsi, reason: CloseStatus): Blocking<void> {
  if (wsi.side === 'client' || wsi.state === 'unconnected' || wsi.socketIsPermanentlyUnusable) return;
  if (reason === LWS_CLOSE_STATUS_NOSTATUS_CONTEXT_DESTROY || wsi.fd === NO_SOCKET) return;
  wsi.socketIsPermanentlyUnusable = true;
  yield* wsi.transport.shutdown(wsi);
}

function* reportClosed(wsi: LwsWsi): Blocking<void> {
  const before = wsi.preCloseState!;
  const reason = wsi.reasons?.closed;
  let tell = isEstablishedState(before) || before === 'waiting-server-reply';
  tell = tell && !wsi.toldUserClosed && reason !== undefined;
  if (!wsi.toldUserClosed && wsi.awaitingSocket) tell = true;
  if (wsi.alreadyDidConnectionError) tell = false;
  if (!tell && !isEstablishedState(before) && wsi.side === 'client') {
    yield* informConnectionFailed(wsi, 'Closed before conn');
  }
  if (!tell || reason === undefined) return;
  const protocol = wsi.protocol ?? wsi.vhost?.protocols[0];
  if (protocol !== undefined) yield* callProtocol(wsi, protocol, reason);
  wsi.toldUserClosed = true;
}

function dropPendingRx(wsi: LwsWsi): void {
  wsi.buflist.clear();
  const pending = wsi.context.withPendingRx;
  const i = pending.indexOf(wsi);
  if (i >= 0) pending.splice(i, 1);
}

/** Frees a wsi that has no socket (`__lws_free_wsi`). */
export function freeWsi(wsi: LwsWsi): void {
  const cx = wsi.context;
  wsi.awaitingSocket = false;
  dropPendingRx(wsi);
  wsi.buflistOut.clear();
  stopAllTimers(wsi);
  releaseWebsocket(wsi);
  detachHeaders(wsi);
  if (wsi.vhost !== undefined) {
    const listeners = wsi.vhost.listeners;
    const i = listeners.indexOf(wsi);
    if (i >= 0) listeners.splice(i, 1);
    wsi.vhost = undefined;
  }
  wsi.tagGroup?.untag(wsi);
  releaseWsi(cx, wsi);
  wsi.freed = true;
  wsi.lifecycle.end();
}
