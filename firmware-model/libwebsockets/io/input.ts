/** Receiving (lib/core-net/service.c, output.c): from the socket, or from what was buffered before. */

import type { Blocking } from '../../../sim/kernel/task.js';
import type { ByteView } from './byte-view.js';
import type { ReadOutcome } from './transport.js';
import { LWS_PRE } from '../sizes.js';
import type { LwsWsi } from '../wsi/wsi.js';

/** What was read, and whether it still lies in the wsi's buffer. */
export interface AwareRead {
  readonly bytes: ReadOutcome;
  readonly buffered: boolean;
}

/** Reads up to `length` bytes into the service buffer at `offset`. The peer's FIN is an error like any other. */
export function readSocket(wsi: LwsWsi, offset: number, length: number): Blocking<ReadOutcome> {
  return wsi.transport.read(wsi, offset, length);
}

/** Buffered bytes if there are any, else new ones (`lws_buflist_aware_read`). */
export function* readBufferedOrSocket(wsi: LwsWsi): Blocking<AwareRead> {
  const cx = wsi.context;
  const most = cx.servBufSize - LWS_PRE;
  const buffered = wsi.buflist.next();
  if (buffered !== undefined) {
    return { bytes: { ...buffered, length: Math.min(most, buffered.length) }, buffered: true };
  }
  return { bytes: yield* readSocket(wsi, cx.servBufStart + LWS_PRE, most), buffered: false };
}

/**
 * Settles what became of bytes read: buffered ones that were used go, new ones that were not are kept. False when there is
 * no memory for that: the connection is to be closed.
 */
export function finishedConsuming(wsi: LwsWsi, bytes: ByteView, used: number, buffered: boolean): boolean {
  if (buffered) {
    if (used === 0) return true;
    if (!wsi.buflist.isEmpty && wsi.buflist.use(used) > 0) return true;
    forgetPendingRx(wsi);
    return true;
  }
  return used >= bytes.length || keepForLater(wsi, bytes, used);
}

/** Buffers the bytes behind the first `used`; false without memory. */
export function keepForLater(wsi: LwsWsi, bytes: ByteView, used: number): boolean {
  const appended = wsi.buflist.append(bytes.buffer, bytes.offset + used, bytes.length - used);
  const pending = wsi.context.withPendingRx;
  if (appended === 'first' && !pending.includes(wsi)) pending.unshift(wsi);
  return appended !== 'no-memory';
}

function forgetPendingRx(wsi: LwsWsi): void {
  const pending = wsi.context.withPendingRx;
  const i = pending.indexOf(wsi);
  if (i >= 0) pending.splice(i, 1);
}
