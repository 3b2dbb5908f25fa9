/**
 * IPv4 packets as bytes: built and parsed (RFC 791), with TCP, UDP or an ICMP echo inside.
 *
 * What the simulated link carries are objects; captures, and whatever brings packets from outside, speak bytes.
 * Parsing what was built gives what was built, options and all.
 * Absent: fragments, other ICMP messages, other protocols; a packet of those is malformed to us.
 */

import type { Segment } from '../segment.js';
import { foldedChecksum, wordSum } from './checksum.js';
import { buildEcho, parseEcho, PROTOCOL_ICMP, type IcmpEcho } from './icmp-echo.js';
import type { Malformed } from './malformed.js';
import { buildTcp, parseTcp, PROTOCOL_TCP } from './tcp.js';
import { buildUdp, parseUdp, PROTOCOL_UDP, type Datagram } from './udp.js';

/** What an IPv4 header says besides addresses, lengths and protocol. */
export interface Ipv4Fields {
  /** Type of service, 0..255. */
  readonly tos: number;
  /** 0..65535. */
  readonly identification: number;
  readonly dontFragment: boolean;
  /** Time to live, 0..255. */
  readonly ttl: number;
  /** Header options: whole words, at most 40 bytes. */
  readonly options: Uint8Array;
}

/** What a packet carries; each body has both addresses. */
export type PacketBody =
  | { readonly protocol: 'tcp'; readonly segment: Segment }
  | { readonly protocol: 'udp'; readonly datagram: Datagram }
  | { readonly protocol: 'icmp'; readonly echo: IcmpEcho };

/** One IPv4 packet. */
export type Packet = PacketBody & { readonly ip: Ipv4Fields };

/** IP_DEFAULT_TTL of both devices' lwIP. */
const DEFAULT_TTL = 64;
/** What a host's own packets have in their headers. */
export const DEFAULT_IPV4_FIELDS: Ipv4Fields = {
  tos: 0,
  identification: 0,
  dontFragment: true,
  ttl: DEFAULT_TTL,
  options: new Uint8Array(0),
};

const VERSION = 4;
const MIN_HEADER_BYTES = 20;
const WORD_BYTES = 4;
const DONT_FRAGMENT = 0x4000;
/** More fragments follow, or this one is not the first. */
const FRAGMENT_BITS = 0x3fff;

const TOS_AT = 1;
const TOTAL_LENGTH_AT = 2;
const IDENTIFICATION_AT = 4;
const FRAGMENT_AT = 6;
const TTL_AT = 8;
const PROTOCOL_AT = 9;
const CHECKSUM_AT = 10;
const SOURCE_AT = 12;
const DESTINATION_AT = 16;

/** The packet's bytes, checksums included. */
export function buildPacket(packet: Packet): Uint8Array {
  const { ip } = packet;
  const { protocol, srcIp, dstIp, content } = contentOf(packet);
  const headerBytes = MIN_HEADER_BYTES + ip.options.length;
  const bytes = new Uint8Array(headerBytes + content.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, (VERSION << 4) | (headerBytes / WORD_BYTES));
  view.setUint8(TOS_AT, ip.tos);
  view.setUint16(TOTAL_LENGTH_AT, bytes.length);
  view.setUint16(IDENTIFICATION_AT, ip.identification);
  view.setUint16(FRAGMENT_AT, ip.dontFragment ? DONT_FRAGMENT : 0);
  view.setUint8(TTL_AT, ip.ttl);
  view.setUint8(PROTOCOL_AT, protocol);
  view.setUint32(SOURCE_AT, srcIp);
  view.setUint32(DESTINATION_AT, dstIp);
  bytes.set(ip.options, MIN_HEADER_BYTES);
  view.setUint16(CHECKSUM_AT, foldedChecksum(wordSum(bytes.subarray(0, headerBytes))));
  bytes.set(content, headerBytes);
  return bytes;
}

function contentOf(packet: Packet): {
  readonly protocol: number;
  readonly srcIp: number;
  readonly dstIp: number;
  readonly content: Uint8Array;
} {
  switch (packet.protocol) {
    case 'tcp':
      return { protocol: PROTOCOL_TCP, content: buildTcp(packet.segment), ...packet.segment };
    case 'udp':
      return { protocol: PROTOCOL_UDP, content: buildUdp(packet.datagram), ...packet.datagram };
    case 'icmp':
      return { protocol: PROTOCOL_ICMP, content: buildEcho(packet.echo), ...packet.echo };
  }
}

/** Reads a packet; bytes behind its total length (a frame's padding) are ignored. */
export function parsePacket(bytes: Uint8Array): Packet | Malformed {
  if (bytes.length < MIN_HEADER_BYTES) return { malformed: 'truncated' };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const first = view.getUint8(0);
  if (first >> 4 !== VERSION) return { malformed: 'not IPv4' };
  const headerBytes = (first & 0x0f) * WORD_BYTES;
  if (headerBytes < MIN_HEADER_BYTES) return { malformed: 'header length' };
  const total = view.getUint16(TOTAL_LENGTH_AT);
  if (total < headerBytes) return { malformed: 'total length' };
  if (total > bytes.length) return { malformed: 'truncated' };
  if (foldedChecksum(wordSum(bytes.subarray(0, headerBytes))) !== 0) return { malformed: 'header checksum' };
  const fragment = view.getUint16(FRAGMENT_AT);
  if ((fragment & FRAGMENT_BITS) !== 0) return { malformed: 'fragment' };
  const ip: Ipv4Fields = {
    tos: view.getUint8(TOS_AT),
    identification: view.getUint16(IDENTIFICATION_AT),
    dontFragment: (fragment & DONT_FRAGMENT) !== 0,
    ttl: view.getUint8(TTL_AT),
    options: Uint8Array.from(bytes.subarray(MIN_HEADER_BYTES, headerBytes)),
  };
  const ends = { srcIp: view.getUint32(SOURCE_AT), dstIp: view.getUint32(DESTINATION_AT) };
  const body = bodyOf(view.getUint8(PROTOCOL_AT), ends, bytes.subarray(headerBytes, total));
  return 'malformed' in body ? body : { ip, ...body };
}

function bodyOf(
  protocol: number,
  ends: { readonly srcIp: number; readonly dstIp: number },
  content: Uint8Array,
): PacketBody | Malformed {
  switch (protocol) {
    case PROTOCOL_TCP: {
      const segment = parseTcp(ends, content);
      return 'malformed' in segment ? segment : { protocol: 'tcp', segment };
    }
    case PROTOCOL_UDP: {
      const datagram = parseUdp(ends, content);
      return 'malformed' in datagram ? datagram : { protocol: 'udp', datagram };
    }
    case PROTOCOL_ICMP: {
      const echo = parseEcho(ends, content);
      return 'malformed' in echo ? echo : { protocol: 'icmp', echo };
    }
    default:
      return { malformed: 'protocol' };
  }
}
