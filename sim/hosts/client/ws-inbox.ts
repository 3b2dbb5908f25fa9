/**
 * What a websocket client receives: frames put together to messages, and the answers that RFC 6455 asks of it.
 *
 * Modelled: fragments, control frames between them, PONG for PING, the CLOSE that answers a CLOSE.
 * Absent: checks of what servers must not send, extensions, UTF-8.
 */

import { joined } from '../../codec/bytes.js';
import {
  WS_CLOSE,
  WS_CONTINUATION,
  WS_PING,
  WS_PONG,
  WsFrameDecoder,
  type WsFrame,
} from '../../codec/ws-frame.js';
import { latin1Text } from '../../codec/latin1.js';

/** Control frames have opcodes from here (RFC 6455 section 11.8). */
const FIRST_CONTROL_OPCODE = 8;
/** Messages kept for somebody to look at; older ones are let go. */
const MAX_KEPT = 1000;
const CLOSE_CODE_BYTES = 2;

/** A message, or a control frame. */
export interface WsMessage {
  readonly opcode: number;
  /** One character a byte; of a CLOSE the reason. */
  readonly text: string;
  readonly length: number;
  /** CLOSE: its code, if it has one. */
  readonly code?: number;
}

/** The receiving half of a websocket. */
export class WsInbox {
  /** Messages that nobody has taken yet, oldest first. */
  readonly messages: WsMessage[] = [];
  /** Messages and control frames received in all. */
  count = 0;
  private readonly decoder = new WsFrameDecoder();
  private opcode = WS_CONTINUATION;
  private fragments: Uint8Array[] = [];

  constructor(
    /** PINGs and CLOSEs are answered. */
    private readonly answers: boolean,
    private readonly send: (opcode: number, payload: Uint8Array) => void,
  ) {}

  /** Takes the next bytes of the stream. */
  push(bytes: Uint8Array): void {
    for (const frame of this.decoder.push(bytes)) this.take(frame);
  }

  private take(frame: WsFrame): void {
    const { opcode, payload, fin } = frame;
    if (opcode >= FIRST_CONTROL_OPCODE) {
      if (this.answers) this.answer(frame);
      this.keep(opcode, payload);
      return;
    }
    if (opcode !== WS_CONTINUATION) {
      this.opcode = opcode;
      this.fragments = [];
    }
    this.fragments.push(payload);
    if (!fin) return;
    this.keep(this.opcode, this.fragments.length === 1 ? payload : joined(this.fragments));
    this.fragments = [];
  }

  private answer({ opcode, payload }: WsFrame): void {
    if (opcode === WS_PING) this.send(WS_PONG, payload);
    if (opcode === WS_CLOSE) this.send(WS_CLOSE, payload);
  }

  private keep(opcode: number, payload: Uint8Array): void {
    this.count++;
    const hasCode = opcode === WS_CLOSE && payload.length >= CLOSE_CODE_BYTES;
    const text = latin1Text(hasCode ? payload.subarray(CLOSE_CODE_BYTES) : payload);
    const message = { opcode, text, length: payload.length };
    this.messages.push(hasCode ? { ...message, code: (payload[0]! << 8) | payload[1]! } : message);
    if (this.messages.length > MAX_KEPT) this.messages.shift();
  }
}
