/** One socket has events: hand them to the wsi's role (`lws_service_fd_tsi`, lib/core-net/service.c). */

import type { Blocking } from '../../../sim/kernel/task.js';
import { closeWsi } from '../wsi/close.js';
import { LWS_CLOSE_STATUS_NOSTATUS } from '../wsi/close-status.js';
import { LWS_POLLHUP, LWS_POLLIN, type PollSlot } from './poll-slot.js';
import { HUNG_UP_SECS } from '../sizes.js';
import type { LwsContext } from '../context/context.js';
import { startTimeout } from './timeouts.js';

/** What became of the socket: it goes on, it is gone, or the context can serve no more. */
export type ServiceOutcome = 'ok' | 'closed' | 'no-service';

/** Serves the events of one slot of the poll table. */
export function* serviceFd(cx: LwsContext, slot: PollSlot): Blocking<ServiceOutcome> {
  if (cx.serviceNoLongerPossible) return 'no-service';
  const wsi = cx.wsiFor(slot.fd);
  if (wsi === undefined) return 'ok';
  if ((slot.revents & LWS_POLLHUP) === LWS_POLLHUP) {
    wsi.socketIsPermanentlyUnusable = true;
    if ((slot.revents & slot.events & LWS_POLLIN) === 0) {
      if (wsi.buflist.isEmpty) {
        yield* closeWsi(wsi, LWS_CLOSE_STATUS_NOSTATUS);
        return 'closed';
      }
      startTimeout(wsi, HUNG_UP_SECS);
    }
  }
  switch (yield* wsi.role!.handlePollIn(wsi, slot)) {
    case 'already-died':
      return 'closed';
    case 'please-close-me':
      yield* closeWsi(wsi, LWS_CLOSE_STATUS_NOSTATUS);
      return 'closed';
    case 'handled':
      slot.revents = 0;
      return 'ok';
  }
}
