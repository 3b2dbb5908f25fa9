/** Creating a wsi (`__lws_wsi_create_with_role`). */

import type { Blocking } from '../../../sim/kernel/task.js';
import { makeTimers } from '../service/timed-out.js';
import { allocateWsi, releaseWsi } from './wsi-memory.js';
import type { LwsWsi, LwsContext, Role } from './wsi.js';

export function createWsi(
  cx: LwsContext,
  role: Role | undefined,
  kind: 'connection' | 'pipe' = 'connection',
): LwsWsi {
  const wsi = allocateWsi(cx, kind);
  wsi.role = role;
  wsi.timers = makeTimers(wsi);
  return wsi;
}

/**
 * Runs `use` with a stand-in for callbacks that concern no connection (`lws_fakewsi_…`): it has no tag and is
 * forgotten afterwards.
 */
export function* withFakeWsi<T>(cx: LwsContext, use: (wsi: LwsWsi) => Blocking<T>): Blocking<T> {
  const wsi = createWsi(cx, undefined);
  wsi.vhost = cx.vhost;
  const result = yield* use(wsi);
  releaseWsi(cx, wsi);
  wsi.lifecycle.end();
  return result;
}
