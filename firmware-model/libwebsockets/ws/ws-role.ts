/** The websocket role, of servers and clients (lib/roles/ws/ops-ws.c). */

import type { Blocking } from '../../../sim/kernel/task.js';
import { closeWsi } from '../wsi/close.js';
import {
  LWS_CLOSE_STATUS_NOSTATUS,
  LWS_CLOSE_STATUS_NOSTATUS_CONTEXT_DESTROY,
  type CloseStatus,
} from '../wsi/close-status.js';
import type { ByteView } from '../io/byte-view.js';
import { finishedConsuming, readSocket } from '../io/input.js';
import { handlePollOutEvent } from '../service/poll-out-event.js';
import { LWS_POLLIN, LWS_POLLOUT, type PollSlot } from '../service/poll-slot.js';
import { changePolled, requestWritable } from '../service/poll-table.js';
import type { PollInResult } from '../wsi/role.js';
import { applyRxFlowControl, lws_rx_flow_control } from '../io/rx-flow.js';
import { CLOSE_SEND_SECS, LWS_PRE } from '../sizes.js';
import { confirmValidity, startTimeout } from '../service/timeouts.js';
import { handlesPollout, WSI_STATE_NUMBER } from '../wsi/wsi-state.js';
import type { LwsWsi, Role } from '../wsi/wsi.js';
import { detachHeaders } from '../http/headers-attachment.js';
import { releaseRxBuffer } from './allocate-websocket.js';
import { receiveFromServer } from './client-receive.js';
import { putCloseCode } from './control-frames.js';
import { sendWhatIsOwed } from './poll-out.js';
import { receiveFromClient } from './server-receive.js';
import { writeWebsocket } from './write.js';

/** Reads in one go, when the library believes that more is pending (`sanity`). */
const MOST_READS = 10;

function* handlePollIn(wsi: LwsWsi, slot: PollSlot): Blocking<PollInResult> {
  if (wsi.state === 'pre-ws-serving-accept') {
    wsi.socketIsPermanentlyUnusable = true;
    return 'please-close-me';
  }
  if (
    (slot.revents & LWS_POLLOUT) !== 0 &&
    handlesPollout(wsi.state) &&
    (yield* handlePollOutEvent(wsi)) !== 0
  ) {
    if (wsi.state === 'returned-close') wsi.to('flush');
    return 'please-close-me';
  }
  if (wsi.state === 'returned-close' || wsi.state === 'waiting-to-send-close') lws_rx_flow_control(wsi, true);
  if (wsi.isFlowControlled) {
    if ((slot.revents & LWS_POLLIN) !== 0) changePolled(wsi, LWS_POLLIN, 0);
    return 'handled';
  }
  return yield* receive(wsi, slot);
}

/** Reads and takes in what there is: once, or again and again in a build without TLS. */
function* receive(wsi: LwsWsi, slot: PollSlot): Blocking<PollInResult> {
  const cx = wsi.context;
  let wasBuffered = false;
  for (let reads = 1; ; reads++) {
    let bytes: ByteView | undefined = wsi.buflist.next();
    const buffered = bytes !== undefined;
    wasBuffered ||= buffered;
    if (bytes === undefined) {
      if ((slot.revents & slot.events & LWS_POLLIN) === 0 && wsi.http.headers === undefined) return 'handled';
      if (wsi.isFlowControlled) return 'handled';
      if (readsNow(wsi)) {
        wasBuffered = false;
        const length = Math.min(
          reads > 1 ? wsi.transport.pending(wsi) : cx.servBufSize,
          wsi.ws!.rxCapacity + LWS_PRE,
          cx.servBufSize,
        );
        const read = yield* readSocket(wsi, cx.servBufStart, length);
        if (read === 'nothing') return 'handled';
        if (read === 'error') return 'please-close-me';
        bytes = read;
      }
    }
    if (bytes !== undefined) {
      const used = yield* takeIn(wsi, bytes, buffered);
      if (used === 'close') {
        yield* closeWsi(wsi, LWS_CLOSE_STATUS_NOSTATUS);
        return 'already-died';
      }
      if (!finishedConsuming(wsi, bytes, used, buffered)) return 'please-close-me';
    }
    detachHeaders(wsi);
    if (wsi.transport.pending(wsi) === 0) break;
    if (reads === MOST_READS) return 'please-close-me';
  }
  if (wasBuffered && wsi.buflist.isEmpty) applyRxFlowControl(wsi);
  return 'handled';
}

/** A client that is closing does not read any more. */
function readsNow(wsi: LwsWsi): boolean {
  return wsi.side !== 'client' || wsi.state === 'established' || wsi.state === 'awaiting-close-ack';
}

function* takeIn(wsi: LwsWsi, bytes: ByteView, buffered: boolean): Blocking<number | 'close'> {
  switch (wsi.state) {
    case 'established':
    case 'returned-close':
    case 'awaiting-close-ack':
    case 'waiting-to-send-close':
      if (wsi.side === 'client') return yield* receiveFromServer(wsi, bytes, buffered);
      return yield* receiveFromClient(wsi, bytes, buffered);
    case 'flushing-before-close':
      return 0;
    default:
      wsi.context.log.err(`lws_read_h1: Unhandled state ${WSI_STATE_NUMBER[wsi.state]}\n`);
      return 'close';
  }
}

function closeViaProtocol(wsi: LwsWsi, reason: CloseStatus): boolean {
  const { ws } = wsi;
  if (ws === undefined) return false;
  const silent = reason === LWS_CLOSE_STATUS_NOSTATUS || reason === LWS_CLOSE_STATUS_NOSTATUS_CONTEXT_DESTROY;
  if (ws.closeLength === 0) {
    if (silent) return false;
    ws.closeLength = 2;
    putCloseCode(ws.pingPayload, LWS_PRE, reason);
  }
  wsi.closeNeedsAck = true;
  wsi.to('close-wanted');
  startTimeout(wsi, CLOSE_SEND_SECS);
  requestWritable(wsi);
  return true;
}

export const WS_ROLE: Role = {
  name: 'ws',
  client: {
    adopted: 'LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED',
    writeable: 'LWS_CALLBACK_CLIENT_WRITEABLE',
    closed: 'LWS_CALLBACK_CLIENT_CLOSED',
    bound: 'LWS_CALLBACK_WS_CLIENT_BIND_PROTOCOL',
    unbound: 'LWS_CALLBACK_WS_CLIENT_DROP_PROTOCOL',
  },
  server: {
    adopted: 'LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED',
    writeable: 'LWS_CALLBACK_SERVER_WRITEABLE',
    closed: 'LWS_CALLBACK_CLOSED',
    bound: 'LWS_CALLBACK_WS_SERVER_BIND_PROTOCOL',
    unbound: 'LWS_CALLBACK_WS_SERVER_DROP_PROTOCOL',
  },
  handlePollIn,
  handlePollOut: sendWhatIsOwed,
  write: writeWebsocket,
  closeViaProtocol,
  closeRole(wsi) {
    const { ws } = wsi;
    if (ws === undefined) return;
    releaseRxBuffer(wsi, ws);
    ws.pongLength = 0;
    ws.pongPending = false;
  },
  keepAlive(wsi, confirmed) {
    if (confirmed) {
      confirmValidity(wsi);
      return;
    }
    if (wsi.ws !== undefined) wsi.ws.sendCheckPing = true;
    requestWritable(wsi);
  },
};
