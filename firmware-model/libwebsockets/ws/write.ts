/** Writing on a websocket (`rops_write_role_protocol_ws`, lib/roles/ws/ops-ws.c:1580). */

import type { Blocking } from '../../../sim/kernel/task.js';
import type { ByteView } from '../io/byte-view.js';
import { issueRaw } from '../io/output.js';
import type { LwsWrite } from '../io/write-protocol.js';
import type { LwsWsi } from '../wsi/wsi.js';
import { randomBytes } from '../context/random-bytes.js';
import { opcodeOf, writeFrameHeader } from './frame-header.js';

const MASK_BYTES = 4;
const MASK_INDEX = 3;

/** Sends payload as one frame, or raw bytes when `how` is an HTTP kind. Negative: the connection is to be closed. */
export function* writeWebsocket(wsi: LwsWsi, data: ByteView, how: LwsWrite): Blocking<number> {
  if (how.kind.startsWith('LWS_WRITE_HTTP')) return yield* issueRaw(wsi, data);
  const ws = wsi.ws!;
  const masked = wsi.side === 'client';
  let before = 0;
  if (!ws.insideFrame) {
    if (opcodeOf(how) === undefined) {
      wsi.context.log.warn('lws_write: unknown write opc / wp\n');
      return -1;
    }
    before = writeFrameHeader(data.buffer, data.offset, data.length, how, masked);
    if (masked) {
      randomBytes(wsi.context.platform.rand, ws.mask);
      ws.maskIndex = 0;
      data.buffer.set(ws.mask, data.offset - MASK_BYTES);
      for (let i = 0; i < data.length; i++) {
        data.buffer[data.offset + i]! ^= ws.mask[ws.maskIndex++ & MASK_INDEX]!;
      }
    }
  }
  const frame = { buffer: data.buffer, offset: data.offset - before, length: data.length + before };
  const isMessage = how.kind === 'LWS_WRITE_TEXT' || how.kind === 'LWS_WRITE_BINARY';
  if (!isMessage && how.kind !== 'LWS_WRITE_CONTINUATION') return yield* issueRaw(wsi, frame);
  const sent = yield* issueRaw(wsi, frame);
  ws.insideFrame = true;
  if (sent <= 0) return sent;
  if (sent !== frame.length) return sent - before;
  ws.insideFrame = false;
  return data.length;
}
