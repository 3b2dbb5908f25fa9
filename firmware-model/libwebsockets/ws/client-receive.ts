/** Frames that a client receives (`lws_ws_client_rx_sm`, lib/roles/ws/client-parser-ws.c): unmasked, byte by byte. */

import type { Blocking } from '../../../sim/kernel/task.js';
import { FIN_BIT, RESERVED_BITS, OPCODE_BITS, MASK_BIT } from '../../../sim/codec/ws-header-bits.js';
import type { ByteView } from '../io/byte-view.js';
import { LWS_CLOSE_STATUS_PROTOCOL_ERR } from '../wsi/close-status.js';
import { LLL_WARN } from '../context/lws-log.js';
import { LWS_PRE } from '../sizes.js';
import type { LwsWsi } from '../wsi/wsi.js';
import { deliverClientFrame } from './client-deliver.js';
import { lws_close_reason } from './control-frames.js';
import { isNegativeLength, takeExtendedLengthByte, takeLengthByte } from './frame-fields.js';
import { cacheUnreceived } from './rx-cache.js';
import {
  CONTROL_BIT,
  OPCODE_BINARY,
  OPCODE_CONTINUATION,
  OPCODE_PONG,
  OPCODE_TEXT,
  type WebsocketState,
} from './websocket-state.js';

const FUNCTION = 'lws_ws_client_rx_sm';

type ByteOutcome = 'more' | 'deliver' | 'drop';

/** Takes received bytes; returns how many were used, or that the connection is to be closed. */
export function* receiveFromServer(
  wsi: LwsWsi,
  bytes: ByteView,
  buffered: boolean,
): Blocking<number | 'close'> {
  const ws = wsi.ws!;
  let used = 0;
  while (used < bytes.length) {
    if (wsi.isFlowControlled) return cacheUnreceived(wsi, bytes, used, buffered);
    const outcome = takeByte(wsi, ws, bytes.buffer[bytes.offset + used++]!);
    if (outcome === 'drop') return 'close';
    if (outcome === 'deliver' && (yield* deliverClientFrame(wsi, ws)) !== 0) return 'close';
  }
  return used;
}

function takeByte(wsi: LwsWsi, ws: WebsocketState, byte: number): ByteOutcome {
  const { log } = wsi.context;
  switch (ws.rxState) {
    case 'new':
      return firstByte(ws, byte) ? 'more' : 'drop';
    case 'length':
      if ((byte & MASK_BIT) !== 0) return refuseMask(wsi);
      switch (takeLengthByte(ws, byte, (ws.opcode & CONTROL_BIT) !== 0)) {
        case 'illegal-control':
          log.about(LLL_WARN, wsi, FUNCTION, 'Control frame asking for extended length is illegal');
          return 'drop';
        case 'extended':
          return 'more';
        case 'short':
          return payloadOrDelivery(ws);
      }
    case 'extended-length':
      if (isNegativeLength(ws, byte)) {
        log.about(LLL_WARN, wsi, FUNCTION, 'b63 of length must be zero');
        return 'drop';
      }
      return takeExtendedLengthByte(ws, byte) ? payloadOrDelivery(ws) : 'more';
    case 'payload': {
      ws.rxBuffer[LWS_PRE + ws.rxHead++] = byte;
      if (--ws.remaining === 0) {
        ws.rxState = 'new';
        return 'deliver';
      }
      const most = wsi.protocol!.rx_buffer_size || wsi.context.servBufSize;
      return ws.rxHead === most ? 'deliver' : 'more';
    }
    case 'mask':
      return 'drop';
  }
}

function payloadOrDelivery(ws: WebsocketState): ByteOutcome {
  if (ws.remaining > 0) {
    ws.rxState = 'payload';
    return 'more';
  }
  ws.rxState = 'new';
  return 'deliver';
}

function refuseMask(wsi: LwsWsi): ByteOutcome {
  lws_close_reason(wsi, LWS_CLOSE_STATUS_PROTOCOL_ERR, 'srv mask');
  wsi.context.log.about(LLL_WARN, wsi, FUNCTION, 'Server must not mask');
  return 'drop';
}

/** The first byte of a frame; false when it breaks the protocol. A client drops such a server without a word. */
function firstByte(ws: WebsocketState, byte: number): boolean {
  ws.opcode = byte & OPCODE_BITS;
  const isControl = (ws.opcode & CONTROL_BIT) !== 0;
  if (ws.opcode === OPCODE_TEXT || ws.opcode === OPCODE_BINARY) {
    ws.continuationPossible = true;
    ws.firstFragment = true;
  } else if (ws.opcode === OPCODE_CONTINUATION) {
    if (!ws.continuationPossible) return false;
    ws.firstFragment = false;
  } else if (!isControl || ws.opcode > OPCODE_PONG) {
    return false;
  }
  ws.rsv = byte & RESERVED_BITS;
  if (ws.rsv !== 0) return false;
  ws.final = (byte & FIN_BIT) !== 0;
  if (ws.owedAFin && (ws.opcode === OPCODE_TEXT || ws.opcode === OPCODE_BINARY)) return false;
  if (!isControl && ws.final) {
    ws.continuationPossible = false;
    ws.owedAFin = false;
  }
  if (isControl && !ws.final) return false;
  if (!ws.final) ws.owedAFin = true;
  if (ws.opcode === OPCODE_TEXT || ws.opcode === OPCODE_BINARY)
    ws.frameIsBinary = ws.opcode === OPCODE_BINARY;
  ws.rxState = 'length';
  return true;
}
