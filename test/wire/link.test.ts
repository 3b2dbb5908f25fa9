import { describe, expect, it } from 'vitest';
import { ModelError } from '../../sim/kernel/errors.js';
import { Kernel } from '../../sim/kernel/kernel.js';
import { LifecycleRegistry } from '../../sim/kernel/lifecycle.js';
import { Trace } from '../../sim/kernel/trace.js';
import { Hosts } from '../../sim/hosts/hosts.js';
import { Link } from '../../sim/wire/link.js';
import type { Segment } from '../../sim/wire/segment.js';
import { Bench } from '../hosts/bench.js';

describe('link', () => {
  it('drops by number, counted over all clients; rx is traced on arrival, tx on leaving', () => {
    const bench = new Bench({ latencyUs: 500, dropRx: [2], dropTx: [1, 3] });
    const taps: string[] = [];
    bench.link.tap = (dir, segment, timeUs, lost) => taps.push(`${dir} ${segment.flags} ${timeUs} ${lost}`);
    bench.host.connect(80);
    bench.hosts.get('c2').connect(80);
    bench.run(600);
    bench.device({ fl: 'SA', seq: 0, ack: 1 });
    bench.run(600);
    bench.device({ fl: 'SA', seq: 0, ack: 1 });
    bench.run(600);
    expect(bench.records.map((r) => (r.k === 'seg' ? [r.t, r.dir, r.c, r.fl, r.lost] : [r.t, r.ev]))).toEqual(
      [
        [500, 'rx', 'c1', 'S', undefined],
        [500, 'rx', 'c2', 'S', 1],
        [600, 'tx', 'c1', 'SA', 1],
        [1200, 'tx', 'c1', 'SA', undefined],
        [1700, 'connected'],
      ],
    );
    expect(taps).toEqual(['rx 2 500 false', 'rx 2 500 true', 'tx 18 600 true', 'tx 18 1200 false']);
    expect(bench.received).toHaveLength(1);
  });

  it('loses what is for nobody, untraced and uncounted', () => {
    const bench = new Bench();
    bench.device({ fl: 'A' }, { ip: 0xe0000001 } as never);
    bench.settle();
    expect(bench.records).toEqual([]);
    expect(bench.link.packets('tx')).toBe(0);
  });

  it('prints raw numbers when no connection matches, a lone SYN of the device as 0', () => {
    const bench = new Bench();
    bench.device({ fl: 'S', seq: 0, ack: 0, clientPort: 9000 });
    bench.device({ fl: 'A', seq: 0, ack: 5, clientPort: 9000 });
    bench.settle();
    expect(bench.records).toMatchObject([
      { dir: 'tx', fl: 'S', seq: 0, ack: 0 },
      { dir: 'tx', fl: 'A', seq: 6510, ack: 1005 },
      { dir: 'rx', fl: 'RA', seq: 0, ack: 6511 },
      { dir: 'rx', fl: 'R', seq: 1005, ack: 0 },
    ]);
  });

  it('takes any end that has a name and an address, and no address twice', () => {
    const bench = new Bench();
    const end = {
      name: 'tap',
      ip: 0x0a00_0001,
      got: [] as number[],
      receive: ({ seq }: Segment) => end.got.push(seq),
      originsOf: () => undefined,
    };
    const inject = bench.link.attach(end);
    expect(() => bench.link.attach(end)).toThrow(ModelError);
    bench.device({ fl: 'A', seq: 1 }, end as never);
    bench.respond = (segment) => bench.link.sendFromDevice({ ...segment, dstIp: end.ip, seq: 7 });
    inject({ ...bench.segment, srcIp: end.ip, seq: 5 });
    bench.settle();
    expect(end.got).toEqual([6511, 7]);
    expect(bench.records.map((r) => (r.k === 'seg' ? [r.dir, r.c, r.seq] : []))).toEqual([
      ['tx', 'tap', 6511],
      ['rx', 'tap', 5],
      ['tx', 'tap', 7],
    ]);
  });

  it('learns the device ISN for traces even from a lost SYN-ACK', () => {
    const bench = new Bench({ dropTx: [1] });
    bench.host.connect(80);
    bench.device({ fl: 'SA', seq: 0, ack: 1 });
    bench.device({ fl: 'RA', seq: 1, ack: 1 });
    expect(bench.records).toMatchObject([{ seq: 0, lost: 1 }, { seq: 1 }]);
  });

  it('builds no record that nobody wants', () => {
    const kernel = new Kernel(10_000);
    const trace = new Trace();
    const link = new Link({ kernel, trace }, {});
    const hosts = new Hosts({ kernel, trace, lifecycles: new LifecycleRegistry() }, link);
    hosts.get('c1').connect(80);
    kernel.run(5000);
    expect(link.packets('rx')).toBe(1);
  });
});

describe('impaired link', () => {
  /** Delays of `count` packets that leave together. */
  const arrivals = (bench: Bench, count: number): number[] => {
    for (let i = 0; i < count; i++) bench.host.connect(80);
    bench.run(100_000);
    return bench.timesOf((r) => r.lost !== 1);
  };

  it('sends one packet after the other at its bandwidth, shared and own', () => {
    // a SYN is 44 bytes of IP
    expect(arrivals(new Bench({ bandwidthBps: 352_000 }), 3)).toEqual([2000, 3000, 4000]);
    expect(
      arrivals(new Bench({ bandwidthBps: 352_000, clients: { c1: { bandwidthBps: 176_000 } } }), 2),
    ).toEqual([4000, 6000]);
  });

  it('jitters within bounds, in order unless reordering is allowed', () => {
    const isSorted = (numbers: number[]): boolean => numbers.every((n, i) => i === 0 || numbers[i - 1]! <= n);
    const ports = (bench: Bench): number[] => bench.received.map((s) => s.srcPort);
    const ordered = new Bench({ jitterUs: 5000 });
    const times = arrivals(ordered, 40);
    expect(times).toHaveLength(40);
    expect(Math.max(...times)).toBeLessThanOrEqual(6000);
    expect(Math.max(...times)).toBeGreaterThan(4000);
    expect(isSorted(ports(ordered))).toBe(true);
    const loose = new Bench({ jitterUs: 5000, reorder: true });
    arrivals(loose, 40);
    expect(isSorted(ports(loose))).toBe(false);
  });

  it('loses a share at random, differently by seed, equally by the same', () => {
    const kept = (seed: number): number[] => {
      const bench = new Bench({ clients: { c1: { lossRate: 0.5 } } }, {}, seed);
      arrivals(bench, 100);
      return bench.received.map((s) => s.srcPort);
    };
    expect(kept(3).length).toBeGreaterThan(30);
    expect(kept(3).length).toBeLessThan(70);
    expect(kept(3)).toEqual(kept(3));
    expect(kept(3)).not.toEqual(kept(4));
  });

  it('is deaf during outages, for all or for one client', () => {
    const bench = new Bench({
      outages: [{ atUs: 0, forUs: 1000 }],
      clients: { c2: { outages: [{ atUs: 1000, forUs: 1000 }], latencyUs: 10 } },
    });
    const c2 = bench.hosts.get('c2');
    bench.host.connect(80);
    bench.run(1000);
    c2.connect(80);
    bench.run(1000);
    c2.connect(80);
    bench.host.connect(80);
    bench.run(1000);
    expect(bench.records.map((r) => (r.k === 'seg' ? [r.t, r.c, r.lost] : []))).toEqual([
      [1000, 'c1', 1],
      [1010, 'c2', 1],
      [2010, 'c2', undefined],
      [3000, 'c1', undefined],
    ]);
  });

  it('needs random numbers', () => {
    const kernel = new Kernel(10_000);
    const trace = new Trace();
    const link = new Link({ kernel, trace }, { jitterUs: 1 });
    const hosts = new Hosts({ kernel, trace, lifecycles: new LifecycleRegistry() }, link);
    expect(() => hosts.get('c1').connect(80)).toThrow(ModelError);
  });
});
