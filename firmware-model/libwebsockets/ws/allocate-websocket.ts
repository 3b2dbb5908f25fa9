/** Making a wsi's websocket state and dropping it, with the heap that it takes. */

import { HEAP_BYTES, LWS_PRE, RX_BUFFER_TAIL_BYTES } from '../sizes.js';
import type { LwsWsi } from '../wsi/wsi.js';
import { WebsocketState } from './websocket-state.js';

/** Gives the wsi a websocket state whose buffer, not there yet, is as large as its protocol wants it. */
export function allocateWebsocket(wsi: LwsWsi): WebsocketState {
  const cx = wsi.context;
  const capacity = wsi.protocol?.rx_buffer_size || cx.servBufSize;
  const ws = new WebsocketState(capacity);
  if (cx.platform.memory.malloc(HEAP_BYTES.websocket)) ws.heapBytes = HEAP_BYTES.websocket;
  wsi.ws = ws;
  return ws;
}

/** Memory for the buffer of received payload: 0, or how many bytes of it could not be had. */
export function allocateRxBuffer(wsi: LwsWsi, ws: WebsocketState): number {
  const bytes = LWS_PRE + ws.rxCapacity;
  if (!wsi.context.platform.memory.malloc(bytes + RX_BUFFER_TAIL_BYTES)) return bytes;
  ws.rxHeapBytes = bytes + RX_BUFFER_TAIL_BYTES;
  return 0;
}

/** Drops that buffer's memory: the role is closed. */
export function releaseRxBuffer(wsi: LwsWsi, ws: WebsocketState): void {
  wsi.context.platform.memory.free(ws.rxHeapBytes);
  ws.rxHeapBytes = 0;
}

/** Drops the websocket state, if there is one. */
export function releaseWebsocket(wsi: LwsWsi): void {
  if (wsi.ws === undefined) return;
  releaseRxBuffer(wsi, wsi.ws);
  wsi.context.platform.memory.free(wsi.ws.heapBytes);
  wsi.ws = undefined;
}
