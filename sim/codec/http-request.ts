/**
 * The requests that clients send: the scenario steps `http` and `ws_open` (conformance README, "Scenario form").
 *
 * Nothing is checked or escaped: scenarios send broken requests on purpose.
 */

import { latin1Bytes } from './latin1.js';

/** Host field of every request: the device's address. */
export const REQUEST_HOST = '192.168.4.2';

/** Key of every websocket request: the example of RFC 6455 section 1.3. */
export const WS_CLIENT_KEY = 'dGhlIHNhbXBsZSBub25jZQ==';

/** What an `http` step says. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  /** Adds `Connection: close`. */
  readonly close?: boolean;
  /** More header lines behind `Host`, in this order; a name with what stands behind its colon. */
  readonly headers?: readonly HeaderLine[];
  /** Adds `Content-Length` (also for an empty body) and the bytes. */
  readonly body?: Uint8Array;
}

/** Name and value of a header field. */
export type HeaderLine = readonly [name: string, value: string];

/** What a `ws_open` step says. */
export interface WsOpenRequest {
  readonly path: string;
  /** Adds `Sec-WebSocket-Protocol`. */
  readonly subprotocol?: string;
  /** More header lines behind `Host`. */
  readonly headers?: readonly HeaderLine[];
  /** `headers` are all of them: those of the handshake are among them already. */
  readonly isWhole?: boolean;
}

/** Bytes of an `http` step. */
export function encodeHttpRequest({ method, path, close = false, headers, body }: HttpRequest): Uint8Array {
  let head = `${method} ${path} HTTP/1.1\r\nHost: ${REQUEST_HOST}\r\n`;
  head += headerText(headers);
  if (close) head += 'Connection: close\r\n';
  if (body !== undefined) head += `Content-Length: ${body.length}\r\n`;
  const headBytes = latin1Bytes(`${head}\r\n`);
  if (body === undefined || body.length === 0) return headBytes;
  const request = new Uint8Array(headBytes.length + body.length);
  request.set(headBytes);
  request.set(body, headBytes.length);
  return request;
}

/** Bytes of a `ws_open` step. */
export function encodeWsOpen({ path, subprotocol, headers, isWhole }: WsOpenRequest): Uint8Array {
  let head = `GET ${path} HTTP/1.1\r\nHost: ${REQUEST_HOST}\r\n${headerText(headers)}`;
  if (isWhole === true) return latin1Bytes(`${head}\r\n`);
  head += 'Upgrade: websocket\r\nConnection: Upgrade\r\n';
  head += `Sec-WebSocket-Key: ${WS_CLIENT_KEY}\r\n`;
  if (subprotocol !== undefined) head += `Sec-WebSocket-Protocol: ${subprotocol}\r\n`;
  return latin1Bytes(`${head}Sec-WebSocket-Version: 13\r\n\r\n`);
}

function headerText(headers: readonly HeaderLine[] = []): string {
  return headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
}
