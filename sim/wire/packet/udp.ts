/** UDP datagrams as bytes (RFC 768). */

import type { Ipv4 } from '../segment.js';
import { foldedChecksum, pseudoHeaderSum, wordSum } from './checksum.js';
import type { Malformed } from './malformed.js';

export const PROTOCOL_UDP = 17;

/** One datagram. */
export interface Datagram {
  readonly srcIp: Ipv4;
  readonly srcPort: number;
  readonly dstIp: Ipv4;
  readonly dstPort: number;
  readonly payload: Uint8Array;
}

const HEADER_BYTES = 8;
const DESTINATION_PORT_AT = 2;
const LENGTH_AT = 4;
const CHECKSUM_AT = 6;
/** A checksum that comes out as 0 is sent as this: 0 means that there is none. */
const CHECKSUM_FOR_ZERO = 0xffff;

/** Header and payload of a datagram, with its checksum. */
export function buildUdp(datagram: Datagram): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + datagram.payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, datagram.srcPort);
  view.setUint16(DESTINATION_PORT_AT, datagram.dstPort);
  view.setUint16(LENGTH_AT, bytes.length);
  bytes.set(datagram.payload, HEADER_BYTES);
  view.setUint16(CHECKSUM_AT, checksumOf(datagram, bytes) || CHECKSUM_FOR_ZERO);
  return bytes;
}

/** Reads a datagram from what an IP packet carries. */
export function parseUdp(
  ends: { readonly srcIp: number; readonly dstIp: number },
  bytes: Uint8Array,
): Datagram | Malformed {
  if (bytes.length < HEADER_BYTES) return { malformed: 'truncated' };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const length = view.getUint16(LENGTH_AT);
  if (length < HEADER_BYTES || length > bytes.length) return { malformed: 'total length' };
  const datagram = bytes.subarray(0, length);
  if (view.getUint16(CHECKSUM_AT) !== 0 && checksumOf(ends, datagram) !== 0) return { malformed: 'checksum' };
  return {
    srcPort: view.getUint16(0),
    dstPort: view.getUint16(DESTINATION_PORT_AT),
    payload: Uint8Array.from(datagram.subarray(HEADER_BYTES)),
    ...ends,
  };
}

function checksumOf(
  { srcIp, dstIp }: { readonly srcIp: number; readonly dstIp: number },
  bytes: Uint8Array,
): number {
  return foldedChecksum(wordSum(bytes, pseudoHeaderSum(srcIp, dstIp, PROTOCOL_UDP, bytes.length)));
}
