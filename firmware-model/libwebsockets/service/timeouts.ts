/** Setting the timers of a wsi (lib/core-net/wsi-timeout.c); what they do when they are due is in timed-out.ts. */

import { US_PER_SEC } from '../sizes.js';
import type { LwsWsi } from '../wsi/wsi.js';

/** (Re)starts the time-out of a connection; 0 seconds ends it as soon as the loop comes round. */
export function startTimeout(
  wsi: LwsWsi,
  secs: number,
  waitsFor: 'keepalive-idle' | 'other' = 'other',
): void {
  const cx = wsi.context;
  cx.timers.schedule(wsi.timers.timeout, cx.nowUs() + secs * US_PER_SEC);
  wsi.pendingTimeout = waitsFor;
}

/** No time-out any more (`lws_set_timeout(wsi, NO_PENDING_TIMEOUT, 0)`). */
export function stopTimeout(wsi: LwsWsi): void {
  wsi.context.timers.cancel(wsi.timers.timeout);
}

/** Takes a wsi off the timer list. */
export function stopAllTimers(wsi: LwsWsi): void {
  const list = wsi.context.timers;
  list.cancel(wsi.timers.timeout);
  list.cancel(wsi.timers.validity);
  list.cancel(wsi.timers.own);
  if (wsi.client !== undefined) list.cancel(wsi.client.connectTimeout);
}

/** The peer has proved to be alive: the silence begins anew (`_lws_validity_confirmed_role`). */
export function confirmValidity(wsi: LwsWsi): void {
  const cx = wsi.context;
  const policy = wsi.vhost?.settings.retryPolicy ?? cx.retryPolicy;
  if (policy.secs_since_valid_hangup === 0) return;
  wsi.validityHangup = policy.secs_since_valid_ping >= policy.secs_since_valid_hangup;
  const secs = wsi.validityHangup ? policy.secs_since_valid_hangup : policy.secs_since_valid_ping;
  cx.timers.schedule(wsi.timers.validity, cx.nowUs() + secs * US_PER_SEC);
}
