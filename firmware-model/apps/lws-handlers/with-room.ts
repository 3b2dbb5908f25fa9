/** What a program gives to `lws_write`: bytes with LWS_PRE of room in front. */

import { LWS_PRE, type ByteView } from '../../libwebsockets/index.js';

/** A copy that lws may write a frame header in front of. */
export function withRoom(bytes: Uint8Array): ByteView {
  const buffer = new Uint8Array(LWS_PRE + bytes.length);
  buffer.set(bytes, LWS_PRE);
  return { buffer, offset: LWS_PRE, length: bytes.length };
}
