/**
 * The HTTP/1 role (lib/roles/h1/ops-h1.c): a server's connection until it is a websocket, or for good; a client's until
 * the server has agreed to the websocket.
 *
 * Absent: HTTP/1 clients without websocket, files, CGI, compression.
 */

import type { Blocking } from '../../../sim/kernel/task.js';
import { callUserThenRxFlow } from '../callback/callback.js';
import { serveClientSocket } from '../client/client-socket.js';
import { closeWsi } from '../wsi/close.js';
import { LWS_CLOSE_STATUS_NOSTATUS } from '../wsi/close-status.js';
import { finishedConsuming, readBufferedOrSocket } from '../io/input.js';
import { issueRaw } from '../io/output.js';
import { LWS_POLLHUP, LWS_POLLIN, LWS_POLLOUT, type PollSlot } from '../service/poll-slot.js';
import { changePolled } from '../service/poll-table.js';
import type { PollInResult } from '../wsi/role.js';
import type { WsiState } from '../wsi/wsi.table.js';
import type { LwsWsi, Role } from '../wsi/wsi.js';
import { attachHeaders } from './headers-attachment.js';
import { readRequest } from './read-request.js';
import { acceptTls } from '../tls/server-accept.js';

/** States in which received bytes are for HTTP; they need a header table. */
const READING: ReadonlySet<WsiState> = new Set<WsiState>([
  'established',
  'headers',
  'doing-transaction',
  'discard-body',
  'body',
]);

function* handlePollIn(wsi: LwsWsi, slot: PollSlot): Blocking<PollInResult> {
  if (wsi.isFlowControlled) return 'handled';
  if (wsi.side === 'client') return yield* serveClientSocket(wsi, slot);
  if ((slot.revents & LWS_POLLHUP) !== 0 && wsi.buflist.isEmpty) return 'please-close-me';
  const served = yield* serveServerSocket(wsi, slot);
  if (served !== 'handled' || wsi.state !== 'ssl-ack-pending') return served;
  return (yield* acceptTls(wsi)) ? 'handled' : 'please-close-me';
}

/** `lws_h1_server_socket_service`. */
function* serveServerSocket(wsi: LwsWsi, slot: PollSlot): Blocking<PollInResult> {
  const readable = (slot.revents & slot.events & LWS_POLLIN) !== 0;
  if (wsi.state === 'deferring-action' || !readable) return yield* tryPollout(wsi, slot);
  if (wsi.favouredPollin && (slot.revents & slot.events & LWS_POLLOUT) !== 0) {
    wsi.favouredPollin = false;
    return yield* tryPollout(wsi, slot);
  }
  if (!READING.has(wsi.state)) {
    if ((slot.revents & LWS_POLLOUT) !== 0) wsi.favouredPollin = true;
    return yield* tryPollout(wsi, slot);
  }
  if (wsi.http.headers === undefined) attachHeaders(wsi);
  const { bytes, buffered } = yield* readBufferedOrSocket(wsi);
  if (bytes === 'error') return yield* fail(wsi);
  if (bytes === 'nothing') return yield* tryPollout(wsi, slot);
  const used = yield* readRequest(wsi, bytes);
  if (used === 'closed') return 'already-died';
  if (!finishedConsuming(wsi, bytes, used, buffered)) return 'please-close-me';
  if ((slot.revents & LWS_POLLOUT) !== 0) wsi.favouredPollin = true;
  return 'handled';
}

function* tryPollout(wsi: LwsWsi, slot: PollSlot): Blocking<PollInResult> {
  if ((slot.revents & LWS_POLLOUT) === 0) return 'handled';
  changePolled(wsi, LWS_POLLOUT, 0);
  if (wsi.state === 'deferring-action') wsi.to('next-transaction');
  if (!wsi.hdrParsingCompleted) return 'handled';
  if (wsi.hasBufferedOut) return (yield* issueRaw(wsi, undefined)) < 0 ? yield* fail(wsi) : 'handled';
  const answer = yield* callUserThenRxFlow(wsi, 'LWS_CALLBACK_HTTP_WRITEABLE');
  return answer < 0 ? yield* fail(wsi) : 'handled';
}

function* fail(wsi: LwsWsi): Blocking<PollInResult> {
  yield* closeWsi(wsi, LWS_CLOSE_STATUS_NOSTATUS);
  return 'already-died';
}

export const H1_ROLE: Role = {
  name: 'h1',
  client: {
    adopted: 'LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED',
    writeable: 'LWS_CALLBACK_CLIENT_HTTP_WRITEABLE',
    closed: 'LWS_CALLBACK_CLOSED_CLIENT_HTTP',
    bound: 'LWS_CALLBACK_CLIENT_HTTP_BIND_PROTOCOL',
    unbound: 'LWS_CALLBACK_CLIENT_HTTP_DROP_PROTOCOL',
  },
  server: {
    adopted: 'LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED',
    writeable: 'LWS_CALLBACK_HTTP_WRITEABLE',
    closed: 'LWS_CALLBACK_CLOSED_HTTP',
    bound: 'LWS_CALLBACK_HTTP_BIND_PROTOCOL',
    unbound: 'LWS_CALLBACK_HTTP_DROP_PROTOCOL',
  },
  handlePollIn,
  *handlePollOut(wsi) {
    return wsi.side === 'client' ? 'user-service' : 'bail-ok';
  },
  *write(wsi, data) {
    const sent = yield* issueRaw(wsi, data);
    return sent < 0 ? sent : data.length;
  },
};
