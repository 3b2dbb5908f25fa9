/** The server's side of the websocket opening handshake (RFC 6455 section 4.2.2), for clients that act as servers. */

import { base64Text } from './bytes.js';
import { sha1 } from '@noble/hashes/legacy.js';
import { latin1Bytes, latin1Text } from './latin1.js';

/** RFC 6455 section 1.3. */
const WS_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** How much of the last data the reference client looks at, and how long a key it takes (harness/probe.c). */
const REQUEST_BYTES_KEPT = 4095;
const KEY_FIELD = /Sec-WebSocket-Key: *([^\r\n]{0,70})/i;

/** `Sec-WebSocket-Accept` of a `Sec-WebSocket-Key`. */
export function wsAcceptKey(key: string): string {
  return base64Text(sha1(latin1Bytes(key + WS_GUID)));
}

/** The key in a request, if it has one. Looks at the first 4095 bytes, up to a NUL. */
export function findWsKey(request: Uint8Array): string | undefined {
  const nul = request.indexOf(0);
  const end = Math.min(nul < 0 ? request.length : nul, REQUEST_BYTES_KEPT);
  return KEY_FIELD.exec(latin1Text(request.subarray(0, end)))?.[1];
}

/** What a `ws_accept` step says. */
export interface WsAcceptOptions {
  /** Adds `Sec-WebSocket-Protocol`. */
  readonly subprotocol?: string;
  /** Spoils the accept value. */
  readonly bad?: boolean;
}

/** The 101 answer to `request`; without a key in it the accept value is empty. */
export function encodeWsAccept(
  request: Uint8Array,
  { subprotocol, bad = false }: WsAcceptOptions = {},
): Uint8Array {
  const key = findWsKey(request);
  let accept = key === undefined ? '' : wsAcceptKey(key);
  if (bad) accept = spoil(accept);
  let head = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n';
  head += `Sec-WebSocket-Accept: ${accept}\r\n`;
  if (subprotocol !== undefined) head += `Sec-WebSocket-Protocol: ${subprotocol}\r\n`;
  return latin1Bytes(`${head}\r\n`);
}

/** Flips the lowest bit of the first character, as the reference client does (an empty value becomes byte 1). */
function spoil(accept: string): string {
  const first = accept === '' ? 0 : accept.charCodeAt(0);
  return String.fromCharCode(first ^ 1) + accept.slice(1);
}
