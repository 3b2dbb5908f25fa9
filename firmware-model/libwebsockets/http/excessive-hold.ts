/** lws's one look, 30 s after it was created, for connections that hold a header table far too long (header.c:584). */

import { LWS_CLOSE_REASONS } from '../../close-reasons.js';
import type { Blocking } from '../../../sim/kernel/task.js';
import { closeWsi } from '../wsi/close.js';
import { LWS_CLOSE_STATUS_NOSTATUS } from '../wsi/close-status.js';
import type { LwsContext } from '../wsi/wsi.js';
import { US_PER_SEC } from '../sizes.js';
import { SortedUsec } from '../service/sorted-usec-list.js';
import { detachHeaders } from './headers-attachment.js';

const LOOK_AFTER_SECS = 30;
/** Seconds past the headers' own time-out that are too long; only a clock that is set forward gets there. */
const EXCESSIVE_SECS = 360;

/** Schedules the look. */
export function watchHeaderTables(cx: LwsContext): void {
  const sul = new SortedUsec(() => dropExcessiveHolders(cx));
  cx.timers.schedule(sul, cx.nowUs() + LOOK_AFTER_SECS * US_PER_SEC);
}

function* dropExcessiveHolders(cx: LwsContext): Blocking<void> {
  const nowSecs = Math.floor(cx.nowUs() / US_PER_SEC);
  for (const wsi of [...cx.headerTables].reverse()) {
    const ah = wsi.http.headers;
    const most = (wsi.vhost?.settings.ahIdleSecs ?? 0) + EXCESSIVE_SECS;
    if (ah === undefined || nowSecs - ah.assignedSecs < most) continue;
    cx.log.notice(`lws_sul_http_ah_lifecheck: ah excessive hold: wsi ${wsi.tag}\n`);
    detachHeaders(wsi);
    wsi.closeReason ??= LWS_CLOSE_REASONS.headersHeld;
    yield* closeWsi(wsi, LWS_CLOSE_STATUS_NOSTATUS);
  }
}
