/**
 * Asking for a writable callback, from the service loop's own task and from others (lib/core-net/pollfd.c).
 *
 * While the loop is in `select()`, a change of the poll table comes from another task. lws keeps such changes in a list and
 * wakes the loop, which carries them out when it leaves `select()`: on Unix. The FreeRTOS port (freertos-service.c) never
 * looks at that list, so on the W800 such a wish is lost for ever, and 16 bytes of heap with it. While the loop is at work,
 * a change by another task goes straight into the table and counts from the next `select()`.
 *
 * Simplified: only changes by the application ask for its thread's id; the library's own are all made in the loop's task.
 */

import { FOREIGN_WISHES } from '../../../sim/resources/definitions.js';
import type { Blocking } from '../../../sim/kernel/task.js';
import { callProtocol } from '../callback/callback.js';
import { NOT_POLLED, type LwsContext, type LwsProtocol, type LwsWsi } from '../wsi/wsi.js';
import { signalPipe } from './pipe.js';
import { LWS_POLLOUT } from './poll-slot.js';
import { requestWritable } from './poll-table.js';

/** `struct lws_foreign_thread_pollfd` on a 32-bit target. */
const FOREIGN_CHANGE_BYTES = 16;
const FAILED = -1;

/**
 * `lws_callback_on_writable`: asks for one writable callback. 1 when that was noted, 0 when the connection can't be written to
 * any more, -1 when it has no socket, or no memory was left.
 */
export function* lws_callback_on_writable(wsi: LwsWsi): Blocking<number> {
  const cx = wsi.context;
  const { pollIndex } = wsi;
  if (wsi.socketIsPermanentlyUnusable || pollIndex === NOT_POLLED || wsi.handlingPollout)
    return requestWritable(wsi);
  if (cx.insidePoll) return yield* noteForeignChange(wsi);
  const slot = cx.poll[pollIndex]!;
  const before = slot.events;
  const asked = requestWritable(wsi);
  const isNew = (before & LWS_POLLOUT) === 0 && (slot.events & LWS_POLLOUT) !== 0;
  return asked < 0 || !isNew ? asked : yield* wakeIfForeign(wsi, asked);
}

/** The same for every connection of a protocol, the newest first. */
export function* lws_callback_on_writable_all_protocol(
  cx: LwsContext,
  protocol: LwsProtocol,
): Blocking<number> {
  const bound = cx.polledWsis().filter((wsi) => wsi.protocol === protocol && wsi.boundAs > 0);
  for (const wsi of bound.sort((a, b) => b.boundAs - a.boundAs)) yield* lws_callback_on_writable(wsi);
  return 0;
}

function* noteForeignChange(wsi: LwsWsi): Blocking<number> {
  const { context: cx } = wsi;
  const { platform, limits, heapBlocks } = cx;
  if (!platform.memory.malloc(FOREIGN_CHANGE_BYTES)) return FAILED;
  heapBlocks.push(FOREIGN_CHANGE_BYTES);
  const { name: client, port } = wsi.reportPeer ?? platform.peerOf?.(wsi.fd) ?? {};
  limits.refuseTooLong(
    { limit: FOREIGN_WISHES, size: 0, holders: () => [] },
    { client, port, effect: 'no writable callback, ever' },
  );
  yield* signalPipe(cx);
  return 1;
}

/** An application that tells its thread's id has the loop woken for changes by other threads. */
function* wakeIfForeign(wsi: LwsWsi, asked: number): Blocking<number> {
  const cx = wsi.context;
  const protocol = wsi.vhost?.protocols[0];
  if (cx.threadId === 0 || protocol === undefined) return asked;
  const caller = yield* callProtocol(wsi, protocol, 'LWS_CALLBACK_GET_THREAD_ID');
  if (caller === FAILED) return FAILED;
  if (caller !== cx.threadId) yield* signalPipe(cx);
  return asked;
}
