/**
 * The server's way with received bytes (`lws_read_h1`, lib/roles/h1/ops-h1.c): headers, then a request; body bytes, then
 * the end of the body.
 */

import { LWS_CLOSE_REASONS } from '../../close-reasons.js';
import type { Blocking } from '../../../sim/kernel/task.js';
import type { ByteView } from '../io/byte-view.js';
import { callUser } from '../callback/callback.js';
import { closeWsi } from '../wsi/close.js';
import { LWS_CLOSE_STATUS_NOSTATUS } from '../wsi/close-status.js';
import { startTimeout, stopTimeout } from '../service/timeouts.js';
import { WSI_STATE_NUMBER } from '../wsi/wsi-state.js';
import type { LwsWsi } from '../wsi/wsi.js';
import { receiveHeaders } from './receive-headers.js';
import { completeTransaction } from './transaction.js';

const U64_BITS = 64;

/** Bytes used, or `closed` when the connection is gone. */
export type ReadResult = number | 'closed';

/** Deals with received bytes. */
export function* readRequest(wsi: LwsWsi, bytes: ByteView): Blocking<ReadResult> {
  const used = yield* consume(wsi, bytes);
  if (used !== 'close') return used;
  yield* closeWsi(wsi, LWS_CLOSE_STATUS_NOSTATUS);
  return 'closed';
}

type Consumed = number | 'close';

function* consume(wsi: LwsWsi, bytes: ByteView): Blocking<Consumed> {
  switch (wsi.state) {
    case 'established':
      wsi.hdrParsingCompleted = false;
      return yield* headersThenBody(wsi, bytes);
    case 'headers':
      return yield* headersThenBody(wsi, bytes);
    case 'body':
    case 'discard-body':
      return yield* bodyBytes(wsi, bytes);
    case 'deferring-action':
      wsi.context.log.notice('lws_read_h1: LRS_DEFERRING_ACTION\n');
      return 0;
    case 'flushing-before-close':
    case 'waiting-connect':
    case 'waiting-to-send-close':
    case 'returned-close':
    case 'awaiting-close-ack':
      return 0;
    case 'dead-socket':
      wsi.context.log.err('lws_read_h1: Unhandled state LRS_DEAD_SOCKET\n');
      return 'close';
    default:
      wsi.context.log.err(`lws_read_h1: Unhandled state ${WSI_STATE_NUMBER[wsi.state]}\n`);
      wsi.closeReason ??= LWS_CLOSE_REASONS.unhandled(wsi.state);
      return 'close';
  }
}

function* headersThenBody(wsi: LwsWsi, bytes: ByteView): Blocking<Consumed> {
  const used = yield* receiveHeaders(wsi, bytes);
  if (used === 'close') return 'close';
  if (wsi.state !== 'body' && wsi.state !== 'discard-body') return used;
  if (!wsi.hdrParsingCompleted) return used;
  wsi.http.rxContentRemain = wsi.http.rxContentLength;
  if (wsi.http.rxContentRemain === 0n) return (yield* endOfBody(wsi)) ? used : 'close';
  const rest = { ...bytes, offset: bytes.offset + used, length: bytes.length - used };
  const more = yield* bodyBytes(wsi, rest);
  return more === 'close' ? 'close' : used + more;
}

/**
 * All bytes are body, even more of them than the length announced: then the count of those that remain wraps, and the
 * end never comes.
 */
function* bodyBytes(wsi: LwsWsi, bytes: ByteView): Blocking<Consumed> {
  if (bytes.length === 0) return 0;
  const { http } = wsi;
  http.rxContentRemain = BigInt.asUintN(U64_BITS, http.rxContentRemain - BigInt(bytes.length));
  if (wsi.state !== 'discard-body') {
    if ((yield* callUser(wsi, 'LWS_CALLBACK_HTTP_BODY', bytes, bytes.length)) !== 0) return 'close';
  }
  if (http.rxContentRemain !== 0n) {
    startTimeout(wsi, wsi.context.timeoutSecs);
    return bytes.length;
  }
  return (yield* endOfBody(wsi)) ? bytes.length : 'close';
}

/** The body is complete; false when the connection is to be closed. */
function* endOfBody(wsi: LwsWsi): Blocking<boolean> {
  stopTimeout(wsi);
  if (wsi.state === 'discard-body') return !(yield* completeTransaction(wsi));
  return (yield* callUser(wsi, 'LWS_CALLBACK_HTTP_BODY_COMPLETION')) === 0;
}
