/** What a client received, in a few words: an HTTP status line, websocket frames, or the first bytes. */

import { latin1Bytes, latin1Text } from '../../codec/latin1.js';
import {
  WS_BINARY,
  WS_CLOSE,
  WS_CONTINUATION,
  WS_PING,
  WS_PONG,
  WS_TEXT,
  WsFrameDecoder,
  type WsFrame,
} from '../../codec/ws-frame.js';

const FRAME_NAMES: Readonly<Partial<Record<number, string>>> = {
  [WS_CONTINUATION]: 'CONTINUATION',
  [WS_TEXT]: 'TEXT',
  [WS_BINARY]: 'BINARY',
  [WS_CLOSE]: 'CLOSE',
  [WS_PING]: 'PING',
  [WS_PONG]: 'PONG',
};
const UPGRADED = 'HTTP/1.1 101 ';
const END_OF_HEAD = '\r\n\r\n';
/** Longer texts are cut. */
const MAX_SHOWN = 60;
const PRINTABLE = /^[\u0020-\u007e]*$/;
const CLOSE_CODE_BYTES = 2;

/** Reads one connection's stream. */
export class ReceivedText {
  private frames: WsFrameDecoder | undefined;

  /** Describes the next bytes. */
  describe(bytes: Uint8Array): string {
    if (this.frames !== undefined) return describeFrames(this.frames, bytes);
    const text = latin1Text(bytes);
    const shown = quoteFirstLine(text);
    if (!text.startsWith(UPGRADED)) return shown;
    const end = text.indexOf(END_OF_HEAD);
    this.frames = new WsFrameDecoder();
    const rest = end < 0 ? '' : text.slice(end + END_OF_HEAD.length);
    return rest === '' ? shown : `${shown}, ${describeFrames(this.frames, latin1Bytes(rest))}`;
  }
}

function describeFrames(decoder: WsFrameDecoder, bytes: Uint8Array): string {
  const frames = decoder.push(bytes).map(frameText);
  return frames.length > 0 ? frames.join(', ') : 'part of a websocket frame';
}

function frameText({ fin, opcode, payload }: WsFrame): string {
  const name = `websocket ${FRAME_NAMES[opcode] ?? `opcode ${opcode}`}${fin ? '' : ' (not final)'}`;
  if (payload.length === 0) return `${name} (empty)`;
  if (opcode === WS_CLOSE && payload.length >= CLOSE_CODE_BYTES)
    return `${name} ${(payload[0]! << 8) | payload[1]!}`;
  return `${name} ${shownPayload(latin1Text(payload), payload.length)}`;
}

function quoteFirstLine(text: string): string {
  const line = /^[^\r\n]*/.exec(text)?.[0] ?? '';
  return line.startsWith('HTTP/') && PRINTABLE.test(line) ? cut(line) : JSON.stringify(cut(text));
}

function shownPayload(text: string, length: number): string {
  return PRINTABLE.test(text) ? `"${cut(text)}"` : `${length} bytes ${JSON.stringify(cut(text))}`;
}

function cut(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
