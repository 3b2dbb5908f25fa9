import { describe, expect, test } from 'vitest';
import { PcapngWriter } from '../../../sim/report/capture/pcapng.js';
import { parsePacket } from '../../../sim/wire/packet/packet.js';
import { blocksOf, optionsOf, type Block } from './read-pcapng.js';
import { mssOption, NO_OPTIONS } from '../../../sim/wire/tcp-options.js';
import { ACK, NO_PAYLOAD, PSH, SYN, type Segment } from '../../../sim/wire/segment.js';

const CLIENT_IP = 0xc0a8_0464;
const DEVICE_IP = 0xc0a8_0402;
const SYN_SEGMENT: Segment = {
  srcIp: CLIENT_IP,
  srcPort: 49_152,
  dstIp: DEVICE_IP,
  dstPort: 80,
  seq: 0xffff_fff0,
  ack: 0,
  flags: SYN,
  window: 65_535,
  urgent: 0,
  options: mssOption(1460),
  payload: NO_PAYLOAD,
};
const DATA_SEGMENT: Segment = {
  ...SYN_SEGMENT,
  flags: PSH | ACK,
  ack: 0x8000_0001,
  options: NO_OPTIONS,
  payload: Buffer.from('GET /'),
};

function capture(feed: (writer: PcapngWriter) => void): Block[] {
  const pieces: Uint8Array[] = [];
  const names = new Map([[CLIENT_IP, 'c1']]);
  feed(
    new PcapngWriter({
      application: 'lwip-twin test',
      nameOf: (ip) => names.get(ip),
      write: (bytes) => pieces.push(bytes),
    }),
  );
  return blocksOf(Buffer.concat(pieces));
}

describe('capture file', () => {
  test('opens with a section and an interface of raw IP packets', () => {
    const [section, device] = capture(() => undefined);
    expect(section?.type).toBe(0x0a0d0d0a);
    expect(section?.body.readUInt32LE(0)).toBe(0x1a2b3c4d);
    expect(section?.body.readUInt16LE(4)).toBe(1);
    expect(optionsOf(section!.body.subarray(16)).get(4)?.toString()).toBe('lwip-twin test');
    expect(device?.type).toBe(1);
    expect(device?.body.readUInt16LE(0)).toBe(101);
  });

  test('names a host once, before its first packet', () => {
    const blocks = capture((writer) => {
      writer.write({ dir: 'rx', segment: SYN_SEGMENT, timeUs: 1, lost: false });
      writer.write({ dir: 'rx', segment: DATA_SEGMENT, timeUs: 2, lost: false });
    });
    expect(blocks.map(({ type }) => type)).toEqual([0x0a0d0d0a, 1, 4, 6, 6]);
    expect(blocks[2]?.body.subarray(4, 11).toString('latin1')).toBe('\u00c0\u00a8\u0004\u0064c1\0');
  });

  test('time, lengths, direction', () => {
    const later = 5_000_000_123;
    const packet = capture((writer) =>
      writer.write({ dir: 'tx', segment: DATA_SEGMENT, timeUs: later, lost: false }),
    ).at(-1)!.body;
    expect(packet.readUInt32LE(4) * 2 ** 32 + packet.readUInt32LE(8)).toBe(later);
    expect(packet.readUInt32LE(12)).toBe(45);
    expect(packet.readUInt32LE(16)).toBe(45);
    const options = optionsOf(packet.subarray(20 + 48));
    expect(options.get(2)?.readUInt32LE()).toBe(2);
    expect(options.has(1)).toBe(false);
  });

  test('a packet lost on its way to the device is not there, one lost after it left has a comment', () => {
    const blocks = capture((writer) => {
      writer.write({ dir: 'rx', segment: SYN_SEGMENT, timeUs: 1, lost: true });
      writer.write({ dir: 'tx', segment: DATA_SEGMENT, timeUs: 2, lost: true });
    }).filter(({ type }) => type === 6);
    expect(blocks).toHaveLength(1);
    expect(
      optionsOf(blocks[0]!.body.subarray(20 + 48))
        .get(1)
        ?.toString(),
    ).toBe('lost on the link');
  });
});

describe('packets', () => {
  test.each([
    ['SYN with MSS', SYN_SEGMENT],
    ['data of odd length', DATA_SEGMENT],
  ])('%s: the whole segment, numbered by direction', (_, segment) => {
    const [first, second] = capture((writer) => {
      writer.write({ dir: 'tx', segment: { ...segment, window: 1 }, timeUs: 1, lost: false });
      writer.write({ dir: 'rx', segment: segment, timeUs: 1, lost: false });
      writer.write({ dir: 'rx', segment: segment, timeUs: 1, lost: false });
    })
      .filter(({ type }) => type === 6)
      .slice(1)
      .map(({ body }) => parsePacket(body.subarray(20, 20 + body.readUInt32LE(12))));
    expect(first).toMatchObject({ protocol: 'tcp', ip: { identification: 1, dontFragment: true, ttl: 64 } });
    expect(second).toMatchObject({ ip: { identification: 2 } });
    if (first === undefined || 'malformed' in first || first.protocol !== 'tcp')
      throw new Error('no segment');
    expect({ ...first.segment, payload: Buffer.from(first.segment.payload) }).toEqual({
      ...segment,
      payload: Buffer.from(segment.payload),
    });
  });
});
