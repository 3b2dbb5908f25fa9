/**
 * The socket of a client that is not yet a websocket has events (`rops_handle_POLLIN_h1` and
 * `lws_http_client_socket_service`, lib/roles/http/client/client-http.c:34).
 */

import type { Blocking } from '../../../sim/kernel/task.js';
import { closeWsi } from '../wsi/close.js';
import { LWS_CLOSE_STATUS_NOSTATUS } from '../wsi/close-status.js';
import { informConnectionFailed } from '../wsi/connection-error.js';
import { parseHeaders } from '../http/header-parser.js';
import { HTTP_STATUS_FORBIDDEN, returnHttpStatus } from '../http/response.js';
import { finishedConsuming, readBufferedOrSocket } from '../io/input.js';
import { writeSocket } from '../io/output.js';
import { handlePollOutEvent } from '../service/poll-out-event.js';
import { LWS_POLLHUP, LWS_POLLIN, LWS_POLLOUT, type PollSlot } from '../service/poll-slot.js';
import { changePolled, requestWritable } from '../service/poll-table.js';
import type { PollInResult } from '../wsi/role.js';
import { HUNG_UP_SECS } from '../sizes.js';
import { startTimeout } from '../service/timeouts.js';
import { beginClientTls, continueClientTls, usesTls, type ClientTlsResult } from '../tls/client-connect.js';
import type { LwsWsi } from '../wsi/wsi.js';
import { clientHandshake } from './client-handshake.js';
import { checkConnect } from './connect.js';
import { interpretServerAnswer } from './server-answer.js';

/** Goes on with connecting, the request, or the server's answer. */
export function* serveClientSocket(wsi: LwsWsi, slot: PollSlot): Blocking<PollInResult> {
  if ((slot.revents & LWS_POLLOUT) !== 0 && (yield* handlePollOutEvent(wsi)) !== 0) return 'please-close-me';
  switch (wsi.state) {
    case 'waiting-connect':
      if ((slot.revents & LWS_POLLOUT) !== 0) return (yield* checkConnect(wsi)) ? 'handled' : 'already-died';
      return (slot.revents & LWS_POLLHUP) !== 0 ? 'please-close-me' : 'handled';
    case 'issue-handshake':
      changePolled(wsi, LWS_POLLOUT, 0);
      return usesTls(wsi) ? yield* secured(wsi, yield* beginClientTls(wsi)) : yield* sendRequest(wsi);
    case 'waiting-ssl':
      return yield* secured(wsi, yield* continueClientTls(wsi));
    case 'waiting-server-reply':
      return yield* receiveAnswer(wsi, slot);
    default:
      return 'handled';
  }
}

/** The handshake has come so far: the request goes out when it is done. */
function* secured(wsi: LwsWsi, result: ClientTlsResult): Blocking<PollInResult> {
  if (result === 'done') return yield* sendRequest(wsi);
  if (result !== 'retry') return yield* fail(wsi, result.failed);
  if (wsi.state === 'issue-handshake') wsi.to('tls-begun');
  return 'handled';
}

function* sendRequest(wsi: LwsWsi): Blocking<PollInResult> {
  const cx = wsi.context;
  const request = yield* clientHandshake(wsi);
  if (request === undefined) {
    cx.log.err('Failed to generate handshake for client\n');
    yield* closeWsi(wsi, LWS_CLOSE_STATUS_NOSTATUS);
    return 'already-died';
  }
  const data = { buffer: request, offset: 0, length: request.length };
  if ((yield* writeSocket(wsi, data, request.length)) < 0) {
    yield* closeWsi(wsi, LWS_CLOSE_STATUS_NOSTATUS);
    return 'handled';
  }
  wsi.to('handshake-sent');
  wsi.hdrParsingCompleted = false;
  startTimeout(wsi, cx.timeoutSecs);
  requestWritable(wsi);
  wsi.http.headers!.restartParsing();
  return 'handled';
}

function* receiveAnswer(wsi: LwsWsi, slot: PollSlot): Blocking<PollInResult> {
  if ((slot.revents & (LWS_POLLIN | LWS_POLLHUP)) === LWS_POLLHUP) {
    if (wsi.buflist.isEmpty) return yield* fail(wsi, 'Peer hung up');
    startTimeout(wsi, HUNG_UP_SECS);
  }
  if ((slot.revents & LWS_POLLOUT) !== 0) changePolled(wsi, LWS_POLLOUT, 0);
  if ((slot.revents & LWS_POLLIN) === 0) return 'handled';
  const { log } = wsi.context;
  const ah = wsi.http.headers!;
  while (ah.state !== 'complete') {
    const { bytes, buffered } = yield* readBufferedOrSocket(wsi);
    if (bytes === 'nothing') return 'handled';
    if (bytes === 'error') return yield* fail(wsi, 'read failed');
    const parsed = parseHeaders(ah, log, false, bytes.buffer, bytes.offset, bytes.length);
    if (parsed.complete) wsi.hdrParsingCompleted = true;
    if (parsed.result === 'forbidden') yield* returnHttpStatus(wsi, HTTP_STATUS_FORBIDDEN);
    if (parsed.result !== 'ok') {
      log.warn('problems parsing header\n');
      return yield* fail(wsi, 'problems parsing header');
    }
    if (!finishedConsuming(wsi, bytes, parsed.used, buffered)) return yield* fail(wsi, 'read failed');
  }
  return (yield* interpretServerAnswer(wsi)) ? 'handled' : 'already-died';
}

function* fail(wsi: LwsWsi, why: string): Blocking<PollInResult> {
  yield* informConnectionFailed(wsi, why);
  yield* closeWsi(wsi, LWS_CLOSE_STATUS_NOSTATUS);
  return 'already-died';
}
