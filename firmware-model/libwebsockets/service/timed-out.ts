/** What happens when a timer of a wsi is due (lib/core-net/wsi-timeout.c). */

import { LWS_CLOSE_REASONS } from '../../close-reasons.js';
import type { Blocking } from '../../../sim/kernel/task.js';
import { callUser } from '../callback/callback.js';
import { closeWsi } from '../wsi/close.js';
import { LWS_CLOSE_STATUS_NOSTATUS } from '../wsi/close-status.js';
import { informConnectionFailed } from '../wsi/connection-error.js';
import { US_PER_SEC } from '../sizes.js';
import { SortedUsec } from './sorted-usec-list.js';
import type { LwsWsi, WsiTimers } from '../wsi/wsi.js';

/** The timers of a new wsi. */
export function makeTimers(wsi: LwsWsi): WsiTimers {
  return {
    timeout: new SortedUsec(() => onTimeout(wsi)),
    validity: new SortedUsec(() => onValidity(wsi)),
    own: new SortedUsec(() => onOwnTimer(wsi)),
  };
}

/** The connection took too long. It is closed at once; only an idling one ends politely. */
function* onTimeout(wsi: LwsWsi): Blocking<void> {
  wsi.closeReason ??= LWS_CLOSE_REASONS.timedOut(wsi.state);
  if (wsi.pendingTimeout !== 'keepalive-idle') wsi.socketIsPermanentlyUnusable = true;
  if (wsi.state === 'waiting-ssl') yield* informConnectionFailed(wsi, 'Timed out waiting SSL');
  if (wsi.state === 'waiting-server-reply') {
    yield* informConnectionFailed(wsi, 'Timed out waiting server reply');
  }
  yield* closeWsi(wsi, LWS_CLOSE_STATUS_NOSTATUS);
}

/** The application's timer (`lws_sul_hrtimer_cb`). */
function* onOwnTimer(wsi: LwsWsi): Blocking<void> {
  if (wsi.protocol === undefined || (yield* callUser(wsi, 'LWS_CALLBACK_TIMER')) === 0) return;
  wsi.closeReason ??= LWS_CLOSE_REASONS.callback('LWS_CALLBACK_TIMER');
  yield* closeWsi(wsi, LWS_CLOSE_STATUS_NOSTATUS);
}

/** Nothing that proves the peer alive for long: ping it, or hang up if it was pinged before. */
function* onValidity(wsi: LwsWsi): Blocking<void> {
  if (wsi.validityHangup) {
    wsi.closeReason = LWS_CLOSE_REASONS.noPong;
    yield* closeWsi(wsi, LWS_CLOSE_STATUS_NOSTATUS);
    return;
  }
  wsi.role?.keepAlive?.(wsi, false);
  wsi.validityHangup = true;
  const cx = wsi.context;
  const policy = wsi.vhost?.settings.retryPolicy ?? cx.retryPolicy;
  const secs = policy.secs_since_valid_hangup - policy.secs_since_valid_ping;
  cx.timers.schedule(wsi.timers.validity, cx.nowUs() + secs * US_PER_SEC);
}
