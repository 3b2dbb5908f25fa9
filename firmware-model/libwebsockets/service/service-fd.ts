/** One socket has events: hand them to the wsi's role (`lws_service_fd_tsi`, lib/core-net/service.c). */

import { LWS_CLOSE_REASONS } from '../../close-reasons.js';
import type { Blocking } from '../../../sim/kernel/task.js';
import { beginWork, endWork } from '../../../sim/kernel/task-work.js';
import { closeWsi } from '../wsi/close.js';
import { LWS_CLOSE_STATUS_NOSTATUS } from '../wsi/close-status.js';
import { LWS_POLLHUP, LWS_POLLIN, type PollSlot } from './poll-slot.js';
import { HUNG_UP_SECS } from '../sizes.js';
import { startTimeout } from './timeouts.js';
import type { LwsWsi, LwsContext } from '../wsi/wsi.js';

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
        wsi.closeReason ??= LWS_CLOSE_REASONS.hungUp;
        yield* closeWsi(wsi, LWS_CLOSE_STATUS_NOSTATUS);
        return 'closed';
      }
      startTimeout(wsi, HUNG_UP_SECS);
    }
  }
  const result = yield* atWork(wsi, wsi.role!.handlePollIn(wsi, slot));
  switch (result) {
    case 'already-died':
      return 'closed';
    case 'please-close-me':
      if (wsi.refusedCallback !== undefined)
        wsi.closeReason ??= LWS_CLOSE_REASONS.callback(wsi.refusedCallback);
      yield* closeWsi(wsi, LWS_CLOSE_STATUS_NOSTATUS);
      return 'closed';
    case 'handled':
      slot.revents = 0;
      return 'ok';
  }
}

/** Serves one connection; whoever waits meanwhile waits for it. */
function* atWork<T>(wsi: LwsWsi, serve: Blocking<T>): Blocking<T> {
  const { platform } = wsi.context;
  const { name: client, port } = wsi.reportPeer ?? { name: undefined, port: undefined };
  const whose = client === undefined ? {} : { client, port };
  beginWork(platform, {
    server: wsi.vhost?.listenPort ?? 0,
    ...whose,
    what: `its ${wsi.role!.name} connection`,
  });
  const result = yield* serve;
  endWork(platform);
  return result;
}
