/** Stopping and resuming reception of one connection (`lws_rx_flow_control`, lib/core-net/wsi.c). */

import { LWS_POLLIN } from '../service/poll-slot.js';
import { changePolled, requestWritable } from '../service/poll-table.js';
import { LWS_RXFLOW_ALLOW, LWS_RXFLOW_PENDING_CHANGE, type LwsWsi } from '../wsi/wsi.js';

/** Reason bit of an application's own wish (`LWS_RXFLOW_REASON_USER_BOOL`). */
const USER_REASON = 1;

/** Allows or stops reception. Within a callback it takes effect when the callback returns. */
export function lws_rx_flow_control(wsi: LwsWsi, enable: boolean): void {
  if (enable) wsi.rxflowBitmap &= ~USER_REASON;
  else wsi.rxflowBitmap |= USER_REASON;
  const wanted = LWS_RXFLOW_PENDING_CHANGE | (wsi.rxflowBitmap === 0 ? LWS_RXFLOW_ALLOW : 0);
  if (wanted === wsi.rxflowChangeTo) return;
  wsi.rxflowChangeTo = wanted;
  if (!wsi.rxflowWillBeApplied) applyRxFlowControl(wsi);
}

/** Carries out a pending change (`__lws_rx_flow_control`). */
export function applyRxFlowControl(wsi: LwsWsi): void {
  if ((wsi.rxflowChangeTo & LWS_RXFLOW_PENDING_CHANGE) === 0) return;
  if (!wsi.buflist.isEmpty) requestWritable(wsi);
  wsi.rxflowChangeTo &= ~LWS_RXFLOW_PENDING_CHANGE;
  if ((wsi.rxflowChangeTo & LWS_RXFLOW_ALLOW) !== 0) changePolled(wsi, 0, LWS_POLLIN);
  else changePolled(wsi, LWS_POLLIN, 0);
}
