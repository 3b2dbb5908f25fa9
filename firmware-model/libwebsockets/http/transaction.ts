/** The end of one HTTP transaction on a connection (`lws_http_transaction_completed`, server.c:2532). */

import type { Blocking } from '../../../sim/kernel/task.js';
import { requestWritable } from '../service/poll-table.js';
import { startTimeout } from '../service/timeouts.js';
import { bindProtocol } from '../context/protocol-binding.js';
import type { LwsWsi } from '../wsi/wsi.js';
import { attachHeaders, detachHeaders, resetHeaders } from './headers-attachment.js';

/**
 * Ends the transaction: true when the connection is to be closed, false when it waits for the next request (or for the
 * rest of the body, or for buffered data to go out).
 */
export function* completeTransaction(wsi: LwsWsi): Blocking<boolean> {
  const { http } = wsi;
  if (wsi.hasBufferedOut) {
    http.deferredTransactionCompleted = true;
    requestWritable(wsi);
    return false;
  }
  if (http.rxContentLength !== 0n && http.rxContentRemain !== 0n) {
    if (wsi.state === 'discard-body') return true;
    wsi.to('discard-body');
    return false;
  }
  if (!wsi.hdrParsingCompleted) return false;
  if (wsi.seenZeroLengthRecv || !http.keepAlive) return true;
  const vhost = wsi.vhost!;
  if (!(yield* bindProtocol(wsi, vhost.protocols[0]!))) return true;
  wsi.to('transaction-done');
  wsi.hdrParsingCompleted = false;
  const { keepaliveTimeoutSecs } = vhost.settings;
  startTimeout(wsi, keepaliveTimeoutSecs, 'keepalive-idle');
  if (http.headers === undefined) {
    if (!wsi.buflist.isEmpty) attachHeaders(wsi);
  } else if (wsi.buflist.isEmpty) {
    detachHeaders(wsi);
  } else {
    resetHeaders(wsi, http.headers);
    startTimeout(wsi, keepaliveTimeoutSecs);
    http.headers.escape = 'idle';
  }
  requestWritable(wsi);
  return false;
}
