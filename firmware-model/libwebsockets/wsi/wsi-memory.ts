/** Allocating and freeing wsis. */

import { HEAP_BYTES } from '../sizes.js';
import { WSI_LIFECYCLE } from './wsi.table.js';
import { LwsWsi, type LwsContext } from './wsi.js';

/** A new wsi, without timers yet (see create-wsi.ts). */
export function allocateWsi(cx: LwsContext, kind: 'connection' | 'pipe'): LwsWsi {
  const counted = cx.platform.memory.malloc(HEAP_BYTES.wsi);
  const owner = `${kind} ${cx.wsisCreated++}`;
  const wsi = new LwsWsi(cx, cx.platform.lifecycles.start(WSI_LIFECYCLE, owner), kind);
  if (counted) wsi.heapBytes = HEAP_BYTES.wsi;
  return wsi;
}

/** Gives the memory of a wsi back. */
export function releaseWsi(cx: LwsContext, wsi: LwsWsi): void {
  cx.platform.memory.free(wsi.heapBytes);
  wsi.vhost = undefined;
}
