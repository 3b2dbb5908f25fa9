/** Making a wsi's websocket state and dropping it, with the heap that it takes. */

import { HEAP_BYTES, LWS_PRE } from '../sizes.js';
import type { LwsWsi } from '../wsi/wsi.js';
import { WebsocketState } from './websocket-state.js';

/** Gives the wsi a websocket state whose buffer is as large as its protocol wants it. */
export function allocateWebsocket(wsi: LwsWsi): WebsocketState {
  const cx = wsi.context;
  const capacity = wsi.protocol?.rx_buffer_size || cx.servBufSize;
  const ws = new WebsocketState(capacity);
  ws.heapBytes = HEAP_BYTES.websocket + LWS_PRE + capacity;
  cx.platform.memory.malloc(ws.heapBytes);
  wsi.ws = ws;
  return ws;
}

/** Drops the websocket state, if there is one. */
export function releaseWebsocket(wsi: LwsWsi): void {
  if (wsi.ws === undefined) return;
  wsi.context.platform.memory.free(wsi.ws.heapBytes);
  wsi.ws = undefined;
}
