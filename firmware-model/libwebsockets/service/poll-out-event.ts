/** The socket of a wsi has room to send (`lws_handle_POLLOUT_event`, lib/core-net/service.c). */

import type { Blocking } from '../../../sim/kernel/task.js';
import { callUserThenRxFlow } from '../callback/callback.js';
import { issueRaw } from '../io/output.js';
import { LWS_POLLOUT } from './poll-slot.js';
import { changePolled } from './poll-table.js';
import type { LwsWsi } from '../wsi/wsi.js';

const CLOSE_IT = -1;

/** Sends what is due, then asks the application; not 0 when the connection is to be closed. */
export function* handlePollOutEvent(wsi: LwsWsi): Blocking<number> {
  if (wsi.socketIsPermanentlyUnusable) return 0;
  wsi.leavePolloutActive = false;
  wsi.handlingPollout = true;
  const outcome = yield* beforeUser(wsi);
  if (outcome !== 'user-service') {
    wsi.handlingPollout = false;
    wsi.leavePolloutActive = false;
    return outcome === 'bail-die' ? CLOSE_IT : 0;
  }
  // one shot: the application asks again if it has more; the role may have asked already
  if (!asksForMore(wsi)) changePolled(wsi, LWS_POLLOUT, 0);
  wsi.handlingPollout = false;
  wsi.leavePolloutActive = false;
  if (wsi.side === 'client' && !wsi.hdrParsingCompleted) return 0;
  return yield* callUserThenRxFlow(wsi, wsi.reasons!.writeable);
}

/** Somebody asked for writeability while this was under way (set in poll-table.ts). */
function asksForMore(wsi: LwsWsi): boolean {
  return wsi.leavePolloutActive;
}

function* beforeUser(wsi: LwsWsi): Blocking<'user-service' | 'bail-ok' | 'bail-die'> {
  if (wsi.hasBufferedOut) return (yield* issueRaw(wsi, undefined)) < 0 ? 'bail-die' : 'bail-ok';
  if (wsi.state === 'flushing-before-close') {
    wsi.socketIsPermanentlyUnusable = true;
    return 'bail-die';
  }
  const { role } = wsi;
  return role?.handlePollOut === undefined ? 'bail-ok' : yield* role.handlePollOut(wsi);
}
