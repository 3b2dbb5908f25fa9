/** Which protocol a wsi belongs to (lib/core-net/wsi.c). */

import type { Blocking } from '../../../sim/kernel/task.js';
import { callUser } from '../callback/callback.js';
import type { LwsWsi, LwsProtocol } from '../wsi/wsi.js';

/** Gives the connection its session data, if the protocol wants any (`lws_ensure_user_space`). */
export function ensureUserSpace(wsi: LwsWsi): void {
  if (wsi.protocol?.per_session_data_size && wsi.userSpace === undefined) wsi.userSpace = {};
}

/** Binds a wsi to a protocol and tells the application; false when it refuses (`lws_bind_protocol`). */
export function* bindProtocol(wsi: LwsWsi, protocol: LwsProtocol): Blocking<boolean> {
  const { reasons } = wsi;
  if (wsi.protocol !== undefined && wsi.protocolBound) {
    if (reasons !== undefined) yield* callUser(wsi, reasons.unbound);
    wsi.protocolBound = false;
  }
  wsi.userSpace = undefined;
  wsi.protocol = protocol;
  wsi.boundAs = ++wsi.context.bindings;
  ensureUserSpace(wsi);
  if (reasons !== undefined && (yield* callUser(wsi, reasons.bound)) !== 0) return false;
  wsi.protocolBound = true;
  return true;
}
