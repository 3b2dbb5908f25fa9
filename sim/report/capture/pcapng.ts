/**
 * Captures for Wireshark: pcapng (draft-ietf-opsawg-pcapng) with raw IPv4 packets, virtual time in microseconds from
 * 1970-01-01 00:00:00, and the clients' names.
 *
 * The capture is taken at the device: packets that the link lost on their way to it are not in it; packets that the
 * device sent and the link then lost are, with the comment `lost on the link`. SYNs that the device drops and RSTs that it
 * sends carry the reason as a comment.
 */

import { joined, utf8Bytes } from '../../codec/bytes.js';
import { buildPacket, DEFAULT_IPV4_FIELDS } from '../../wire/packet/packet.js';
import type { Direction } from '../../wire/link-options.js';
import type { Ipv4, Segment } from '../../wire/segment.js';

const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const NAME_RESOLUTION = 4;
const ENHANCED_PACKET = 6;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const VERSION_MAJOR = 1;
/** LINKTYPE_RAW: the packet begins with its IPv4 or IPv6 header. */
const LINKTYPE_RAW = 101;
const OPTION_COMMENT = 1;
const OPTION_USER_APPLICATION = 4;
const OPTION_INTERFACE_NAME = 2;
const OPTION_PACKET_FLAGS = 2;
const FLAG_INBOUND = 1;
const FLAG_OUTBOUND = 2;
const NAME_RECORD_IPV4 = 1;
const WORD_BYTES = 4;
const WORD_MASK = 0xffff;
const UINT32_RANGE = 2 ** 32;
const LOST = 'lost on the link';
const INTERFACE_NAME = 'device';

/** A packet at the device. */
export interface CapturedPacket {
  readonly dir: Direction;
  readonly segment: Segment;
  readonly timeUs: number;
  readonly lost: boolean;
}

/** What a capture is told about the run. */
export interface CaptureOptions {
  /** Written as the capture's application: tool and version. */
  readonly application: string;
  /** Name of the host with an address, if it has one. */
  readonly nameOf: (ip: Ipv4) => string | undefined;
  /** Takes the bytes, in order. */
  readonly write: (bytes: Uint8Array) => void;
}

/** Writes a capture as packets come. */
export class PcapngWriter {
  private readonly named = new Set<Ipv4>();
  private readonly packets: Record<Direction, number> = { rx: 0, tx: 0 };

  constructor(private readonly options: CaptureOptions) {
    const unknownLength = words(UINT32_RANGE - 1, UINT32_RANGE - 1);
    const version = new Uint8Array(new Uint16Array([VERSION_MAJOR, 0]).buffer);
    const application = option(OPTION_USER_APPLICATION, utf8Bytes(options.application));
    this.block(SECTION_HEADER, [
      words(BYTE_ORDER_MAGIC),
      version,
      unknownLength,
      application,
      END_OF_OPTIONS,
    ]);
    const name = option(OPTION_INTERFACE_NAME, utf8Bytes(INTERFACE_NAME));
    this.block(INTERFACE_DESCRIPTION, [words(LINKTYPE_RAW, 0), name, END_OF_OPTIONS]);
  }

  /** Writes a packet, unless it was lost before it reached the device. */
  write({ dir, segment, timeUs, lost }: CapturedPacket, reason?: string): void {
    if (lost && dir === 'rx') return;
    this.name(segment.srcIp);
    this.name(segment.dstIp);
    const identification = ++this.packets[dir] & WORD_MASK;
    const ip = { ...DEFAULT_IPV4_FIELDS, identification };
    const bytes = buildPacket({ protocol: 'tcp', ip, segment });
    const head = words(
      0,
      Math.floor(timeUs / UINT32_RANGE),
      timeUs % UINT32_RANGE,
      bytes.length,
      bytes.length,
    );
    const flags = option(OPTION_PACKET_FLAGS, words(dir === 'rx' ? FLAG_INBOUND : FLAG_OUTBOUND));
    const text = lost ? LOST : reason;
    const comment = text === undefined ? [] : [option(OPTION_COMMENT, utf8Bytes(text))];
    this.block(ENHANCED_PACKET, [head, padded(bytes), ...comment, flags, END_OF_OPTIONS]);
  }

  /** Names an address before its first packet. */
  private name(ip: Ipv4): void {
    if (this.named.has(ip)) return;
    this.named.add(ip);
    const name = this.options.nameOf(ip);
    if (name === undefined) return;
    const address = new Uint8Array(WORD_BYTES);
    new DataView(address.buffer).setUint32(0, ip);
    const value = joined([address, utf8Bytes(`${name}\0`)]);
    this.block(NAME_RESOLUTION, [option(NAME_RECORD_IPV4, value), END_OF_OPTIONS]);
  }

  /** Type, length, body, length again. */
  private block(type: number, body: readonly Uint8Array[]): void {
    const bytes = joined(body);
    const length = bytes.length + 3 * WORD_BYTES;
    this.options.write(joined([words(type, length), bytes, words(length)]));
  }
}

/** Both an opt_endofopt and an nrb_record_end. */
const END_OF_OPTIONS = new Uint8Array(WORD_BYTES);

/** Code and length in 16 bits each, then the value padded to 32 bits. */
function option(code: number, value: Uint8Array): Uint8Array {
  const head = new DataView(new ArrayBuffer(WORD_BYTES));
  head.setUint16(0, code, true);
  head.setUint16(WORD_BYTES / 2, value.length, true);
  return joined([new Uint8Array(head.buffer), padded(value)]);
}

function words(...values: number[]): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(values.length * WORD_BYTES));
  values.forEach((value, i) => bytes.setUint32(i * WORD_BYTES, value, true));
  return new Uint8Array(bytes.buffer);
}

function padded(bytes: Uint8Array): Uint8Array {
  const rest = bytes.length % WORD_BYTES;
  return rest === 0 ? bytes : joined([bytes, new Uint8Array(WORD_BYTES - rest)]);
}
