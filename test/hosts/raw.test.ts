import { describe, expect, it } from 'vitest';
import { ModelError } from '../../sim/kernel/errors.js';
import type { RawSegment } from '../../sim/hosts/raw/raw-segment.js';
import { ACK, CWR, ECE, flagBits, FIN, NO_PAYLOAD, PSH, RST, SYN, URG } from '../../sim/wire/segment.js';
import { mssOption, NO_OPTIONS } from '../../sim/wire/tcp-options.js';
import { Bench, bytes, MS } from './bench.js';

const SEGMENT: RawSegment = {
  flags: ACK,
  seq: 1,
  window: 100,
  urgent: 0,
  options: NO_OPTIONS,
  payload: NO_PAYLOAD,
  to: 80,
  spoof: false,
};

describe('a raw client', () => {
  it('sends what it is told, numbers from both origins, the ack field with or without its flag', () => {
    const bench = new Bench();
    bench.host.sendSegment({ ...SEGMENT, flags: SYN, seq: 0, ack: 5, options: mssOption(9), urgent: 3 });
    bench.settle();
    bench.device({ fl: 'SA', seq: 0, ack: 1, clientPort: 49_152, mss: 1440 });
    bench.settle();
    bench.host.sendSegment({ ...SEGMENT, flags: RST, seq: -1001, ack: 7, payload: bytes(2) });
    bench.settle();
    expect(bench.received).toMatchObject([
      { srcPort: 49_152, seq: 1000, ack: 5, flags: SYN, window: 100, urgent: 3, options: mssOption(9) },
      { seq: 0xffff_ffff, ack: 6517, flags: RST, payload: bytes(2) },
    ]);
    expect(bench.records.filter((r) => r.k === 'cli')).toMatchObject([
      { c: 'c1', ev: 'segment', port: 49_152, fl: 'SA', seq: 0, ack: 1, win: 5760, mss: 1440, len: 0 },
    ]);
  });

  it('answers nothing: neither segments nor timers of what it had before', () => {
    const bench = new Bench();
    bench.establish();
    bench.host.send(bytes(3));
    bench.settle();
    bench.host.sendSegment({ ...SEGMENT, from: 7 });
    bench.settle();
    bench.clear();
    bench.device({ fl: 'PA', seq: 1, ack: 1, data: 'hello', clientPort: 49_152 });
    bench.device({ fl: 'FA', seq: 6, ack: 1, clientPort: 9 });
    bench.run(3_600_000 * MS);
    expect(bench.received).toEqual([]);
    const seen = bench.records.flatMap((r) =>
      r.k === 'cli' && r.ev === 'segment' ? [[r.port, r.fl, r.seq, r.ack, r.len, r.text]] : [],
    );
    // Port 9 has no connection: its numbers stay as they are.
    expect(seen).toEqual([
      [49_152, 'PA', 1, 1, 5, 'hello'],
      [9, 'FA', 6516, 1001, 0, undefined],
    ]);
    expect([...bench.host.unfinished]).toEqual([]);
    expect([...bench.lifecycles.all()]).toHaveLength(0);
  });

  it('comes from the port of its newest connect, is back from vanishing, and does nothing else any more', () => {
    const bench = new Bench();
    bench.host.connect();
    bench.host.connect();
    bench.host.vanish();
    bench.host.sendSegment(SEGMENT);
    expect(bench.host.vanished).toBe(false);
    bench.host.vanish();
    bench.host.listen(9000);
    expect([bench.host.send(bytes(1)), bench.host.close(), bench.host.abort()]).toEqual([
      false,
      false,
      false,
    ]);
    expect(() => bench.host.connect()).toThrow(ModelError);
    bench.settle();
    expect(bench.received.map((s) => s.srcPort)).toEqual([49_152, 49_153, 49_153]);
    expect(bench.host.isRaw).toBe(true);
  });

  it('has numbers a pair of ports; isn moves its own, a SYN of the device that of the device', () => {
    const bench = new Bench();
    bench.host.sendSegment({ ...SEGMENT, isn: -10, seq: 0 });
    bench.host.sendSegment({ ...SEGMENT, seq: 1 });
    bench.host.sendSegment({ ...SEGMENT, to: 81, seq: 1 });
    bench.device({ fl: 'SA', seq: 50, ack: 0, clientPort: 49_152 });
    bench.device({ fl: 'SA', seq: 90, ack: 0, clientPort: 49_152 });
    bench.host.sendSegment({ ...SEGMENT, ack: 1 });
    bench.settle();
    expect(bench.received.map((s) => [s.dstPort, s.seq, s.ack])).toEqual([
      [80, 0xffff_fff6, 0],
      [80, 0xffff_fff7, 0],
      [81, 1001, 0],
      [80, 0xffff_fff7, 6601],
    ]);
  });

  it('that is spoofed goes on, and its connection knows nothing of it', () => {
    const bench = new Bench();
    bench.establish();
    bench.host.sendSegment({ ...SEGMENT, spoof: true, payload: bytes(4), ack: 1, isn: 4000 });
    bench.host.send(bytes(2));
    bench.host.sendSegment({ ...SEGMENT, spoof: true, from: 5, to: 6 });
    bench.device({ fl: 'A', seq: 1, ack: 3 });
    bench.device({ fl: 'A', seq: 1, ack: 1, clientPort: 5, port: 6 });
    bench.settle();
    expect(bench.host.isRaw).toBe(false);
    expect(bench.received.map((s) => [s.srcPort, s.seq, s.ack, s.payload.length, s.flags])).toEqual([
      [49_152, 4001, 6511, 4, ACK],
      [49_152, 1001, 6511, 2, ACK | PSH],
      [5, 1001, 0, 0, ACK],
      [5, 1001, 0, 0, RST],
    ]);
    // Traces count from the moved number.
    expect(
      bench.records.flatMap((r) => (r.k === 'seg' && r.dir === 'rx' ? [r.seq] : [])).slice(0, 2),
    ).toEqual([1, 0xffff_f449]);
  });

  it('is told about in the trace once', () => {
    const bench = new Bench();
    const acts: string[] = [];
    bench.trace.subscribe(['act'], (record) => {
      if (record.k === 'act') acts.push(record.do);
    });
    bench.host.sendSegment({ ...SEGMENT, spoof: true });
    bench.host.sendSegment(SEGMENT);
    bench.host.sendSegment(SEGMENT);
    expect(acts).toEqual(['raw']);
  });
});

describe('letters of flags', () => {
  it.each([
    ['', 0],
    ['SA', SYN | ACK],
    ['AS', SYN | ACK],
    ['FRPUEC', FIN | RST | PSH | URG | ECE | CWR],
    ['sa', undefined],
    ['X', undefined],
  ])('%j', (letters, flags) => {
    expect(flagBits(letters)).toBe(flags);
  });
});
