/**
 * Frames that a server receives (`lws_parse_ws`, `lws_ws_rx_sm`; lib/roles/ws/server-ws.c, ops-ws.c).
 *
 * Payload of messages is unmasked where it lies and handed to the application piece by piece; control frames are
 * collected first. Extensions are not built, so RSV1 alone is let pass, as lws does.
 */

import { LWS_CLOSE_REASONS } from '../../close-reasons.js';
import type { Blocking } from '../../../sim/kernel/task.js';
import { FIN_BIT, RESERVED_BITS, RSV1_BIT, OPCODE_BITS } from '../../../sim/codec/ws-header-bits.js';
import type { ByteView } from '../io/byte-view.js';
import { callUserThenRxFlow } from '../callback/callback.js';
import { LWS_CLOSE_STATUS_PROTOCOL_ERR } from '../wsi/close-status.js';
import { LWS_PRE } from '../sizes.js';
import type { LwsWsi } from '../wsi/wsi.js';
import { lws_close_reason } from './control-frames.js';
import {
  beginMask,
  isNegativeLength,
  takeExtendedLengthByte,
  takeLengthByte,
  takeMaskByte,
} from './frame-fields.js';
import { cacheUnreceived } from './rx-cache.js';
import { deliverServerFrame } from './server-deliver.js';
import {
  CONTROL_BIT,
  OPCODE_BINARY,
  OPCODE_CONTINUATION,
  OPCODE_PONG,
  OPCODE_TEXT,
  type WebsocketState,
} from './websocket-state.js';

const MASK_INDEX = 3;

/** What one header byte leads to. */
type ByteOutcome = 'more' | 'frame-complete' | 'drop';

/** Takes received bytes; returns how many were used, or that the connection is to be closed. */
export function* receiveFromClient(
  wsi: LwsWsi,
  bytes: ByteView,
  buffered: boolean,
): Blocking<number | 'close'> {
  const ws = wsi.ws!;
  let used = 0;
  while (used < bytes.length) {
    if (wsi.isFlowControlled) return cacheUnreceived(wsi, bytes, used, buffered);
    if (ws.rxState === 'payload' && (ws.opcode & CONTROL_BIT) === 0) {
      const taken = yield* messagePayload(wsi, ws, bytes, used);
      if (taken === 'close') return 'close';
      used += taken;
      continue;
    }
    const outcome = takeByte(wsi, ws, bytes.buffer[bytes.offset + used++]!);
    if (outcome === 'drop') return 'close';
    if (outcome === 'frame-complete' && (yield* deliverServerFrame(wsi, ws)) < 0) return 'close';
  }
  return used;
}

/** Hands over as much payload of a message as there is; a finished frame goes back to waiting for a header. */
function* messagePayload(
  wsi: LwsWsi,
  ws: WebsocketState,
  bytes: ByteView,
  from: number,
): Blocking<number | 'close'> {
  const most = wsi.protocol!.rx_buffer_size || wsi.context.servBufSize;
  let used = from;
  while (used < bytes.length && ws.remaining > 0) {
    const length = Math.min(most, ws.remaining, bytes.length - used);
    const piece = { buffer: bytes.buffer, offset: bytes.offset + used, length };
    unmask(ws, piece);
    used += length;
    ws.remaining -= length;
    if (wsi.preCloseState === undefined) {
      if ((yield* callUserThenRxFlow(wsi, 'LWS_CALLBACK_RECEIVE', piece, length)) !== 0) return 'close';
    }
    ws.firstFragment = false;
  }
  if (ws.remaining === 0) {
    ws.rxState = 'new';
    ws.firstFragment = false;
    ws.rxHead = 0;
  }
  return used - from;
}

function unmask(ws: WebsocketState, piece: ByteView): void {
  if (ws.allZeroMask) return;
  for (let i = 0; i < piece.length; i++) {
    piece.buffer[piece.offset + i]! ^= ws.mask[(ws.maskIndex + i) & MASK_INDEX]!;
  }
  ws.maskIndex = (ws.maskIndex + piece.length) & MASK_INDEX;
}

function takeByte(wsi: LwsWsi, ws: WebsocketState, byte: number): ByteOutcome {
  const { log } = wsi.context;
  const isControl = (ws.opcode & CONTROL_BIT) !== 0;
  switch (ws.rxState) {
    case 'new':
      return firstByte(wsi, ws, byte) ? 'more' : 'drop';
    case 'length':
      switch (takeLengthByte(ws, byte, isControl)) {
        case 'illegal-control':
          log.warn('Control frame with xtended length is illegal\n');
          return 'drop';
        case 'extended':
          return 'more';
        case 'short':
          break;
      }
      if (ws.masked) beginMask(ws);
      else if (ws.remaining > 0) ws.rxState = 'payload';
      else return frameComplete(ws);
      return 'more';
    case 'extended-length':
      if (isNegativeLength(ws, byte)) {
        log.warn('b63 of length must be zero\n');
        return 'drop';
      }
      if (!takeExtendedLengthByte(ws, byte)) return 'more';
      if (ws.masked) beginMask(ws);
      else ws.rxState = 'payload';
      return 'more';
    case 'mask':
      if (!takeMaskByte(ws, byte)) return 'more';
      if (ws.remaining === 0) return frameComplete(ws);
      ws.rxState = 'payload';
      return 'more';
    case 'payload':
      if (ws.rxHead >= ws.rxCapacity) {
        log.err('Attempted overflow \n');
        return 'drop';
      }
      ws.rxBuffer[LWS_PRE + ws.rxHead++] = ws.allZeroMask
        ? byte
        : byte ^ ws.mask[ws.maskIndex++ & MASK_INDEX]!;
      return --ws.remaining === 0 ? frameComplete(ws) : 'more';
  }
}

function frameComplete(ws: WebsocketState): ByteOutcome {
  ws.rxState = 'new';
  return 'frame-complete';
}

/** The first byte of a frame; false when it breaks the protocol, and a CLOSE that says so is prepared. */
function firstByte(wsi: LwsWsi, ws: WebsocketState, byte: number): boolean {
  ws.allZeroMask = true;
  ws.opcode = byte & OPCODE_BITS;
  ws.rsv = byte & RESERVED_BITS;
  ws.final = (byte & FIN_BIT) !== 0;
  const isControl = (ws.opcode & CONTROL_BIT) !== 0;
  const refuse = (why: string): false => {
    lws_close_reason(wsi, LWS_CLOSE_STATUS_PROTOCOL_ERR, why);
    wsi.closeReason ??= LWS_CLOSE_REASONS.badFrame(why);
    return false;
  };
  if (isControl && !ws.final) return refuse('frag ctl');
  if (ws.opcode === OPCODE_TEXT || ws.opcode === OPCODE_BINARY) {
    if (ws.continuationPossible) return refuse('bad cont');
    ws.frameIsBinary = ws.opcode === OPCODE_BINARY;
    ws.firstFragment = true;
    ws.continuationPossible = !ws.final;
    if (ws.owedAFin) return refuse('bad fin');
  } else if (ws.opcode === OPCODE_CONTINUATION) {
    if (!ws.continuationPossible) return refuse('bad cont');
  } else if (!isControl || ws.opcode > OPCODE_PONG) {
    return refuse('bad opc');
  }
  if (!isControl && ws.final) {
    ws.continuationPossible = false;
    ws.owedAFin = false;
  }
  if (!ws.final) ws.owedAFin = true;
  ws.rxState = 'length';
  if ((ws.rsv & ~RSV1_BIT) !== 0) return refuse('rsv bits');
  return true;
}
