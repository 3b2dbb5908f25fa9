/** What a wsi keeps while it is a websocket (`struct _lws_websocket_related`). */

import { CONTROL_PAYLOAD_MAX, LWS_PRE } from '../sizes.js';

/** Websocket opcodes (RFC 6455 section 5.2). */
export const OPCODE_CONTINUATION = 0;
export const OPCODE_TEXT = 1;
export const OPCODE_BINARY = 2;
export const OPCODE_CLOSE = 8;
export const OPCODE_PING = 9;
export const OPCODE_PONG = 10;
/** Bit of control opcodes. */
export const CONTROL_BIT = 8;

/** The protocol version that lws speaks. */
export const WS_VERSION = 13;

/** Where in a frame the next byte belongs (`LWS_RXPS_…`). */
export type RxState = 'new' | 'length' | 'extended-length' | 'mask' | 'payload';

const MASK_BYTES = 4;

export class WebsocketState {
  /** Heap that it takes, and its buffer for received payload. */
  heapBytes = 0;
  rxHeapBytes = 0;
  /** Version that the peer asked for; unknown ones are treated as 13. */
  version = WS_VERSION;

  rxState: RxState = 'new';
  opcode = 0;
  rsv = 0;
  final = false;
  masked = false;
  /** All bytes of the mask are zero so far. */
  allZeroMask = true;
  readonly mask = new Uint8Array(MASK_BYTES);
  maskIndex = 0;
  /** Header bytes of the present field still to come. */
  fieldBytesLeft = 0;
  /** Payload bytes of the frame still to come. */
  remaining = 0;
  continuationPossible = false;
  owedAFin = false;
  firstFragment = false;
  frameIsBinary = false;
  peerHasSentClose = false;

  /** Payload collected byte by byte: of control frames, and of everything that a client receives. */
  readonly rxBuffer: Uint8Array;
  rxHead = 0;

  /** Payload of a ping to send, or of our CLOSE frame. */
  readonly pingPayload = new Uint8Array(LWS_PRE + CONTROL_PAYLOAD_MAX);
  readonly pongPayload = new Uint8Array(LWS_PRE + CONTROL_PAYLOAD_MAX);
  pongLength = 0;
  pongPending = false;
  /** The pending pong is the answer to a CLOSE. */
  payloadIsClose = false;
  /** Length of our CLOSE's payload in {@link pingPayload}, 0 without one. */
  closeLength = 0;
  /** A ping is due, to see whether the peer lives. */
  sendCheckPing = false;
  /** A frame has been begun whose rest is still to be written: the next write continues it, without a header. */
  insideFrame = false;

  constructor(
    /** Payload bytes that {@link rxBuffer} holds. */
    readonly rxCapacity: number,
  ) {
    this.rxBuffer = new Uint8Array(LWS_PRE + rxCapacity + MASK_BYTES);
  }
}
