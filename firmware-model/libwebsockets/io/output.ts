/** Sending (lib/core-net/output.c): to the socket as far as it takes, the rest into a buffer that goes first next time. */

import type { Blocking } from '../../../sim/kernel/task.js';
import type { ByteView } from './byte-view.js';
import { WRITE_FAILED } from './transport.js';
import { LLL_NOTICE } from '../context/lws-log.js';
import { completeTransaction } from '../http/transaction.js';
import { requestWritable } from '../service/poll-table.js';
import { LWS_PRE } from '../sizes.js';
import type { LwsWsi } from '../wsi/wsi.js';

/** What `lws_issue_raw` adds to the largest packet of a protocol. */
const FRAME_ROOM = LWS_PRE + 4;

/**
 * Sends `data`, or with undefined what is buffered. Returns the bytes accepted (buffered ones count when `data` is
 * sent afresh), or {@link WRITE_FAILED}.
 */
export function* issueRaw(wsi: LwsWsi, data: ByteView | undefined): Blocking<number> {
  const cx = wsi.context;
  if (wsi.state === 'flushing-before-close' && !wsi.hasBufferedOut) return data?.length ?? 0;
  if (data !== undefined && wsi.hasBufferedOut) {
    // The message is lost; whoever does not look at the result never knows.
    if (wsi.buflistOut.append(data.buffer, data.offset, data.length) === 'no-memory') return WRITE_FAILED;
  }
  const fromBuffer = wsi.buflistOut.next();
  const pending = fromBuffer ?? data;
  if (pending === undefined || pending.length === 0) return 0;

  const protocol = wsi.protocol!;
  const largest = protocol.tx_packet_size || protocol.rx_buffer_size || cx.servBufSize;
  const size = Math.min(largest + FRAME_ROOM, pending.length);
  let sent = yield* writeSocket(wsi, pending, size);
  if (sent < 0) {
    wsi.socketIsPermanentlyUnusable = true;
    return WRITE_FAILED;
  }
  if (fromBuffer !== undefined) {
    if (sent > 0) wsi.buflistOut.use(sent);
    if (!wsi.hasBufferedOut) {
      sent = pending.length;
      if (wsi.state === 'flushing-before-close') return WRITE_FAILED;
      if (wsi.http.deferredTransactionCompleted) {
        cx.log.about(
          LLL_NOTICE,
          wsi,
          'lws_issue_raw',
          'partial completed, doing deferred transaction completed',
        );
        wsi.http.deferredTransactionCompleted = false;
        return (yield* completeTransaction(wsi)) ? WRITE_FAILED : sent;
      }
      if (wsi.ws !== undefined) wsi.ws.insideFrame = false;
    }
    requestWritable(wsi);
    return sent;
  }
  if (sent === pending.length) return sent;
  const { buffer, offset, length } = pending;
  // A part of a frame is out, and its rest is lost.
  if (wsi.buflistOut.append(buffer, offset + sent, length - sent) === 'no-memory') return WRITE_FAILED;
  requestWritable(wsi);
  return pending.length;
}

/** Bytes taken, 0 when there is no room, negative on error. */
export function writeSocket(wsi: LwsWsi, data: ByteView, length: number): Blocking<number> {
  return wsi.transport.write(wsi, data, length);
}
