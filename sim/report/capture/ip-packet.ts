/** Segments as the IPv4 packets that they would be, for captures. Options: MSS only. Identification counts up. */

import {
  ACK,
  FIN,
  IP_HEADER_BYTES,
  PSH,
  RST,
  SYN,
  TCP_HEADER_BYTES,
  ipLength,
  type Segment,
} from '../../wire/segment.js';

const IPV4_HEADER_WORD = 0x45;
/** IP_DEFAULT_TTL of ESP-IDF, and of the hosts. */
const TTL = 64;
const PROTOCOL_TCP = 6;
const DONT_FRAGMENT = 0x4000;
const MSS_OPTION = 0x0204;
const MSS_OPTION_BYTES = 4;
const WORD_MASK = 0xffff;
const WORD_BITS = 16;
/** RFC 9293: the low bits of the flags byte are FIN SYN RST PSH ACK, as in {@link Segment.flags}. */
const FLAG_BITS = FIN | SYN | RST | PSH | ACK;

const IP_ID_AT = 4;
const IP_FRAGMENT_AT = 6;
const IP_TTL_AT = 8;
const IP_PROTOCOL_AT = 9;
const IP_CHECKSUM_AT = 10;
const IP_SOURCE_AT = 12;
const IP_DESTINATION_AT = 16;
const TCP_SEQ_AT = 4;
const TCP_ACK_AT = 8;
const TCP_OFFSET_AT = 12;
const TCP_FLAGS_AT = 13;
const TCP_WINDOW_AT = 14;
const TCP_CHECKSUM_AT = 16;

/** Bytes of the packet, checksums included. */
export function ipPacket(segment: Segment, identification: number): Uint8Array {
  const total = ipLength(segment);
  const bytes = new Uint8Array(total);
  const ip = new DataView(bytes.buffer, 0, IP_HEADER_BYTES);
  ip.setUint8(0, IPV4_HEADER_WORD);
  ip.setUint16(2, total);
  ip.setUint16(IP_ID_AT, identification & WORD_MASK);
  ip.setUint16(IP_FRAGMENT_AT, DONT_FRAGMENT);
  ip.setUint8(IP_TTL_AT, TTL);
  ip.setUint8(IP_PROTOCOL_AT, PROTOCOL_TCP);
  ip.setUint32(IP_SOURCE_AT, segment.srcIp);
  ip.setUint32(IP_DESTINATION_AT, segment.dstIp);
  ip.setUint16(IP_CHECKSUM_AT, checksum(bytes.subarray(0, IP_HEADER_BYTES), 0));
  writeTcp(bytes.subarray(IP_HEADER_BYTES), segment);
  return bytes;
}

function writeTcp(bytes: Uint8Array, segment: Segment): void {
  const tcp = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const headerBytes = TCP_HEADER_BYTES + (segment.mss > 0 ? MSS_OPTION_BYTES : 0);
  tcp.setUint16(0, segment.srcPort);
  tcp.setUint16(2, segment.dstPort);
  tcp.setUint32(TCP_SEQ_AT, segment.seq);
  tcp.setUint32(TCP_ACK_AT, segment.ack);
  tcp.setUint8(TCP_OFFSET_AT, (headerBytes / 4) << 4);
  tcp.setUint8(TCP_FLAGS_AT, segment.flags & FLAG_BITS);
  tcp.setUint16(TCP_WINDOW_AT, segment.window);
  if (segment.mss > 0) {
    tcp.setUint16(TCP_HEADER_BYTES, MSS_OPTION);
    tcp.setUint16(TCP_HEADER_BYTES + 2, segment.mss);
  }
  bytes.set(segment.payload, headerBytes);
  tcp.setUint16(TCP_CHECKSUM_AT, checksum(bytes, pseudoHeaderSum(segment, bytes.length)));
}

function pseudoHeaderSum({ srcIp, dstIp }: Segment, tcpBytes: number): number {
  const words = (ip: number): number => (ip >>> WORD_BITS) + (ip & WORD_MASK);
  return words(srcIp) + words(dstIp) + PROTOCOL_TCP + tcpBytes;
}

/** RFC 1071, over bytes whose checksum field is zero. */
export function checksum(bytes: Uint8Array, start: number): number {
  let sum = start;
  for (let i = 0; i < bytes.length; i += 2) sum += (bytes[i]! << 8) + (bytes[i + 1] ?? 0);
  while (sum > WORD_MASK) sum = (sum >>> WORD_BITS) + (sum & WORD_MASK);
  return ~sum & WORD_MASK;
}
