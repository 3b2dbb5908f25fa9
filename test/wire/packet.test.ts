import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldedChecksum, wordSum } from '../../sim/wire/packet/checksum.js';
import { buildPacket, DEFAULT_IPV4_FIELDS, parsePacket, type Packet } from '../../sim/wire/packet/packet.js';
import { announcedMss, mssOption, NO_OPTIONS, paddedOptions } from '../../sim/wire/tcp-options.js';

const byte = fc.integer({ min: 0, max: 0xff });
const word = fc.integer({ min: 0, max: 0xffff });
const long = fc.integer({ min: 0, max: 0xffff_ffff });
const payload = fc.uint8Array({ maxLength: 60 });
const options = fc
  .integer({ min: 0, max: 10 })
  .chain((words) => fc.uint8Array({ minLength: 4 * words, maxLength: 4 * words }));
const addresses = { srcIp: long, dstIp: long };
const ports = { srcPort: word, dstPort: word };
const ip = fc.record({ tos: byte, identification: word, dontFragment: fc.boolean(), ttl: byte, options });
const segment = fc.record({
  ...addresses,
  ...ports,
  seq: long,
  ack: long,
  flags: byte,
  window: word,
  urgent: word,
  options,
  payload,
});
const packet: fc.Arbitrary<Packet> = fc.oneof(
  fc.record({ ip, protocol: fc.constant('tcp' as const), segment }),
  fc.record({
    ip,
    protocol: fc.constant('udp' as const),
    datagram: fc.record({ ...addresses, ...ports, payload }),
  }),
  fc.record({
    ip,
    protocol: fc.constant('icmp' as const),
    echo: fc.record({
      ...addresses,
      type: fc.constantFrom('request' as const, 'reply' as const),
      identifier: word,
      sequence: word,
      payload,
    }),
  }),
);

/** `ping -c1 -s4 10.0.0.2`, written out by hand from RFC 791 and RFC 792. */
const PING =
  '45000020000140004001' + '26da' + '0a000001' + '0a000002' + '0800' + '2104' + '1234' + '0001' + '61626364';

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const malformed = (bytes: Uint8Array): string | undefined => {
  const result = parsePacket(bytes);
  return 'malformed' in result ? result.malformed : undefined;
};

/** Changes header bytes and makes the header's checksum right again. */
function withHeader(change: (bytes: Uint8Array) => void): Uint8Array {
  const bytes = bytesOf(PING);
  change(bytes);
  bytes.set([0, 0], 10);
  const checksum = foldedChecksum(wordSum(bytes.subarray(0, 20)));
  bytes.set([checksum >> 8, checksum & 0xff], 10);
  return bytes;
}

describe('packets', () => {
  it('parse to what was built, options and all', () => {
    fc.assert(
      fc.property(packet, fc.uint8Array({ maxLength: 9 }), (built, padding) => {
        const bytes = buildPacket(built);
        expect(parsePacket(bytes)).toEqual(built);
        expect(parsePacket(Uint8Array.from([...bytes, ...padding]))).toEqual(built);
      }),
    );
  });

  it('are noticed to be wrong when any bit of what a checksum covers is', () => {
    fc.assert(
      fc.property(packet, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (built, where) => {
        const bytes = buildPacket(built);
        const bit = Math.floor(where * bytes.length * 8);
        bytes[bit >> 3]! ^= 0x80 >> (bit & 7);
        expect(malformed(bytes)).toBeDefined();
      }),
    );
  });

  it('of any bytes never throw', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => void parsePacket(bytes)));
    fc.assert(
      fc.property(packet, fc.nat({ max: 60 }), (built, length) => {
        const bytes = buildPacket(built);
        if (length < bytes.length) expect(malformed(bytes.subarray(0, length))).toBe('truncated');
      }),
    );
  });

  it('read and write a ping as its RFCs have it', () => {
    const ping: Packet = {
      protocol: 'icmp',
      ip: { ...DEFAULT_IPV4_FIELDS, identification: 1 },
      echo: {
        srcIp: 0x0a00_0001,
        dstIp: 0x0a00_0002,
        type: 'request',
        identifier: 0x1234,
        sequence: 1,
        payload: Uint8Array.from(Buffer.from('abcd')),
      },
    };
    expect(Buffer.from(buildPacket(ping)).toString('hex')).toBe(PING);
    expect(parsePacket(bytesOf(PING))).toEqual(ping);
  });

  it('say why they are malformed', () => {
    expect(malformed(withHeader((b) => (b[0] = 0x65)))).toBe('not IPv4');
    expect(malformed(withHeader((b) => (b[0] = 0x44)))).toBe('header length');
    expect(malformed(withHeader((b) => (b[3] = 19)))).toBe('total length');
    expect(malformed(withHeader((b) => (b[6] = 0x20)))).toBe('fragment');
    expect(malformed(withHeader((b) => (b[7] = 1)))).toBe('fragment');
    expect(malformed(withHeader((b) => (b[9] = 2)))).toBe('protocol');
    expect(malformed(withHeader((b) => (b[20] = 3)))).toBe('ICMP type');
    expect(malformed(withHeader((b) => (b[21] = 1)))).toBe('ICMP type');
    expect(malformed(withHeader((b) => (b[31] = 0)))).toBe('checksum');
    const wrong = bytesOf(PING);
    wrong[8] = 1;
    expect(malformed(wrong)).toBe('header checksum');
    expect(malformed(withHeader((b) => (b[9] = 6)))).toBe('truncated');
    expect(malformed(withHeader((b) => (b[9] = 17)))).toBe('total length');
  });

  it('of UDP may come without a checksum', () => {
    const bytes = buildPacket({
      protocol: 'udp',
      ip: DEFAULT_IPV4_FIELDS,
      datagram: { srcIp: 1, dstIp: 2, srcPort: 3, dstPort: 4, payload: Uint8Array.of(5) },
    });
    bytes.set([0, 0], 26);
    expect(parsePacket(bytes)).toMatchObject({ datagram: { srcPort: 3, dstPort: 4 } });
  });
});

describe('TCP options', () => {
  it('pad to whole words with their end', () => {
    expect([...paddedOptions(mssOption(1460), Uint8Array.of(3, 3, 7))]).toEqual([2, 4, 5, 180, 3, 3, 7, 0]);
    expect(paddedOptions()).toHaveLength(0);
  });

  it.each([
    [[2, 4, 5, 180], 1460],
    [[1, 1, 2, 4, 0, 9], 9],
    [[2, 4, 0, 1, 2, 4, 0, 2], 2],
    [[8, 3, 0, 2, 4, 0, 2], 2],
    [[0, 2, 4, 0, 2], undefined],
    [[8, 1, 2, 4, 0, 2], undefined],
    [[], undefined],
  ])('%j announce %s', (bytes, mss) => {
    expect(announcedMss(Uint8Array.from(bytes))).toBe(mss);
    expect(announcedMss(NO_OPTIONS)).toBeUndefined();
  });
});
