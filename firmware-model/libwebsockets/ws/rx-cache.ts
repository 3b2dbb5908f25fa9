/** Received bytes that must wait because reception is stopped (`lws_rxflow_cache`, lib/core-net/service.c). */

import type { ByteView } from '../io/byte-view.js';
import { keepForLater } from '../io/input.js';
import type { LwsWsi } from '../wsi/wsi.js';

/** Keeps the bytes behind the first `used`; returns how many then count as used. */
export function cacheUnreceived(wsi: LwsWsi, bytes: ByteView, used: number, buffered: boolean): number {
  const left = bytes.length - used;
  const head = wsi.buflist.next();
  if (buffered && head !== undefined && head.length !== left) {
    wsi.buflist.use(head.length - left);
    return 0;
  }
  keepForLater(wsi, bytes, used);
  return bytes.length;
}
