/** TCP segments as bytes (RFC 9293 section 3.1). */

import { TCP_HEADER_BYTES, type Segment } from '../segment.js';
import { foldedChecksum, pseudoHeaderSum, wordSum } from './checksum.js';
import type { Malformed } from './malformed.js';

export const PROTOCOL_TCP = 6;

const WORD_BYTES = 4;
const DESTINATION_PORT_AT = 2;
const SEQ_AT = 4;
const ACK_AT = 8;
const OFFSET_AT = 12;
const FLAGS_AT = 13;
const WINDOW_AT = 14;
const CHECKSUM_AT = 16;
const URGENT_AT = 18;

/** Header, options and payload of a segment, with its checksum. */
export function buildTcp(segment: Segment): Uint8Array {
  const headerBytes = TCP_HEADER_BYTES + segment.options.length;
  const bytes = new Uint8Array(headerBytes + segment.payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, segment.srcPort);
  view.setUint16(DESTINATION_PORT_AT, segment.dstPort);
  view.setUint32(SEQ_AT, segment.seq);
  view.setUint32(ACK_AT, segment.ack);
  view.setUint8(OFFSET_AT, (headerBytes / WORD_BYTES) << 4);
  view.setUint8(FLAGS_AT, segment.flags);
  view.setUint16(WINDOW_AT, segment.window);
  view.setUint16(URGENT_AT, segment.urgent);
  bytes.set(segment.options, TCP_HEADER_BYTES);
  bytes.set(segment.payload, headerBytes);
  view.setUint16(CHECKSUM_AT, checksumOf(segment, bytes));
  return bytes;
}

/** Reads a segment from what an IP packet carries. */
export function parseTcp(
  ends: { readonly srcIp: number; readonly dstIp: number },
  bytes: Uint8Array,
): Segment | Malformed {
  if (bytes.length < TCP_HEADER_BYTES) return { malformed: 'truncated' };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const headerBytes = (view.getUint8(OFFSET_AT) >> 4) * WORD_BYTES;
  if (headerBytes < TCP_HEADER_BYTES || headerBytes > bytes.length) return { malformed: 'header length' };
  if (checksumOf(ends, bytes) !== 0) return { malformed: 'checksum' };
  return {
    srcPort: view.getUint16(0),
    dstPort: view.getUint16(DESTINATION_PORT_AT),
    seq: view.getUint32(SEQ_AT),
    ack: view.getUint32(ACK_AT),
    flags: view.getUint8(FLAGS_AT),
    window: view.getUint16(WINDOW_AT),
    urgent: view.getUint16(URGENT_AT),
    options: Uint8Array.from(bytes.subarray(TCP_HEADER_BYTES, headerBytes)),
    payload: Uint8Array.from(bytes.subarray(headerBytes)),
    ...ends,
  };
}

function checksumOf(
  { srcIp, dstIp }: { readonly srcIp: number; readonly dstIp: number },
  bytes: Uint8Array,
): number {
  return foldedChecksum(wordSum(bytes, pseudoHeaderSum(srcIp, dstIp, PROTOCOL_TCP, bytes.length)));
}
