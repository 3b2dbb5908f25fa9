/**
 * TCP segments as they travel on the simulated link.
 *
 * A segment is an object, never serialized on the way; packet/ makes bytes of it and reads them. Modelled: every field
 * of the TCP header. Absent: what IP's header says besides the addresses, checksums (the link does not corrupt).
 */

/** RFC 9293 control bits, and the two of RFC 3168. */
export const FIN = 0x01;
export const SYN = 0x02;
export const RST = 0x04;
export const PSH = 0x08;
export const ACK = 0x10;
export const URG = 0x20;
export const ECE = 0x40;
export const CWR = 0x80;

/** An IPv4 address as an unsigned 32-bit number. */
export type Ipv4 = number;

/** 127.0.0.1, where the control socket lives. */
export const LOOPBACK_IP: Ipv4 = 0x7f00_0001;
/** INADDR_ANY. */
export const ANY_IP: Ipv4 = 0;

export interface Segment {
  readonly srcIp: Ipv4;
  readonly srcPort: number;
  readonly dstIp: Ipv4;
  readonly dstPort: number;
  /** Sequence number, unsigned 32 bit. */
  readonly seq: number;
  /** Acknowledgement number, unsigned 32 bit; by custom 0 without ACK. */
  readonly ack: number;
  /** Bitwise or of {@link FIN}, {@link SYN}, {@link RST}, {@link PSH}, {@link ACK}, {@link URG}, {@link ECE}, {@link CWR}. */
  readonly flags: number;
  /** Window field as sent, 0..65535. */
  readonly window: number;
  /** Urgent pointer field, 0..65535. */
  readonly urgent: number;
  /** Options as they stand in the header: whole words, at most 40 bytes. */
  readonly options: Uint8Array;
  readonly payload: Uint8Array;
}

/** The payload of segments without data. */
export const NO_PAYLOAD = new Uint8Array(0);

/** Headers without their options. */
export const IP_HEADER_BYTES = 20;
export const TCP_HEADER_BYTES = 20;

/** Length of the IP packet that carries a segment. */
export function ipLength(segment: Segment): number {
  return IP_HEADER_BYTES + TCP_HEADER_BYTES + segment.options.length + segment.payload.length;
}

/** Sequence space that a segment takes: payload plus one each for SYN and FIN. */
export function sequenceLength(segment: Segment): number {
  return segment.payload.length + ((segment.flags & (SYN | FIN)) === 0 ? 0 : 1);
}

/** Control bits by the letters of scripts. */
const FLAG_LETTERS: Readonly<Record<string, number>> = {
  F: FIN,
  S: SYN,
  R: RST,
  P: PSH,
  A: ACK,
  U: URG,
  E: ECE,
  C: CWR,
};

/** Control bits from letters of F S R P A U E C in any order; undefined for any other letter. */
export function flagBits(letters: string): number | undefined {
  let flags = 0;
  for (const letter of letters) {
    const bit = FLAG_LETTERS[letter];
    if (bit === undefined) return undefined;
    flags |= bit;
  }
  return flags;
}

/** Flags in the order of the trace: S F R P A; the others do not show. */
export function flagText(flags: number): string {
  return FLAG_TEXTS[flags & SHOWN_FLAGS]!;
}

const SHOWN_FLAGS = SYN | FIN | RST | PSH | ACK;
/** The texts of all that can be shown: every segment of a trace has one. */
const FLAG_TEXTS: readonly string[] = Array.from({ length: SHOWN_FLAGS + 1 }, (_, flags) => letters(flags));

function letters(flags: number): string {
  let text = '';
  if (flags & SYN) text += 'S';
  if (flags & FIN) text += 'F';
  if (flags & RST) text += 'R';
  if (flags & PSH) text += 'P';
  if (flags & ACK) text += 'A';
  return text;
}

/** Dotted form of an address. */
export function ipText(ip: Ipv4): string {
  return `${ip >>> 24}.${(ip >>> 16) & 255}.${(ip >>> 8) & 255}.${ip & 255}`;
}
