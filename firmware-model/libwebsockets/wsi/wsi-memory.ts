/** Allocating and freeing wsis. */

import type { LwsContext } from '../context/context.js';
import { HEAP_BYTES } from '../sizes.js';
import { WSI_LIFECYCLE } from './wsi.table.js';
import { LwsWsi } from './wsi.js';

/** A new wsi, without timers yet (see create-wsi.ts). */
export function allocateWsi(cx: LwsContext, kind: 'connection' | 'pipe'): LwsWsi {
  cx.platform.memory.malloc(HEAP_BYTES.wsi);
  const owner = `${kind} ${cx.wsisCreated++}`;
  return new LwsWsi(cx, cx.platform.lifecycles.start(WSI_LIFECYCLE, owner), kind);
}

/** Gives the memory of a wsi back. */
export function releaseWsi(cx: LwsContext, wsi: LwsWsi): void {
  cx.platform.memory.free(HEAP_BYTES.wsi);
  wsi.vhost = undefined;
}
