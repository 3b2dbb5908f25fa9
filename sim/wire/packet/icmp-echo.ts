/** ICMP echo requests and replies, as `ping` sends them (RFC 792). */

import type { Ipv4 } from '../segment.js';
import { foldedChecksum, wordSum } from './checksum.js';
import type { Malformed } from './malformed.js';

export const PROTOCOL_ICMP = 1;

/** One echo message. */
export interface IcmpEcho {
  readonly srcIp: Ipv4;
  readonly dstIp: Ipv4;
  readonly type: 'request' | 'reply';
  /** 0..65535. */
  readonly identifier: number;
  /** 0..65535. */
  readonly sequence: number;
  readonly payload: Uint8Array;
}

const HEADER_BYTES = 8;
const TYPE_REPLY = 0;
const TYPE_REQUEST = 8;
const CODE_AT = 1;
const CHECKSUM_AT = 2;
const IDENTIFIER_AT = 4;
const SEQUENCE_AT = 6;

/** Header and payload of an echo message, with its checksum. */
export function buildEcho(echo: IcmpEcho): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + echo.payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, echo.type === 'request' ? TYPE_REQUEST : TYPE_REPLY);
  view.setUint16(IDENTIFIER_AT, echo.identifier);
  view.setUint16(SEQUENCE_AT, echo.sequence);
  bytes.set(echo.payload, HEADER_BYTES);
  view.setUint16(CHECKSUM_AT, foldedChecksum(wordSum(bytes)));
  return bytes;
}

/** Reads an echo message from what an IP packet carries. */
export function parseEcho(
  ends: { readonly srcIp: number; readonly dstIp: number },
  bytes: Uint8Array,
): IcmpEcho | Malformed {
  if (bytes.length < HEADER_BYTES) return { malformed: 'truncated' };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const type = view.getUint8(0);
  if ((type !== TYPE_REQUEST && type !== TYPE_REPLY) || view.getUint8(CODE_AT) !== 0) {
    return { malformed: 'ICMP type' };
  }
  if (foldedChecksum(wordSum(bytes)) !== 0) return { malformed: 'checksum' };
  return {
    type: type === TYPE_REQUEST ? 'request' : 'reply',
    identifier: view.getUint16(IDENTIFIER_AT),
    sequence: view.getUint16(SEQUENCE_AT),
    payload: Uint8Array.from(bytes.subarray(HEADER_BYTES)),
    ...ends,
  };
}
