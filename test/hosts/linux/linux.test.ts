import { describe, expect, it } from 'vitest';

import type { KeepAlive } from '../../../sim/hosts/client-stack.js';
import { linuxStack } from '../../../sim/hosts/linux/linux-stack.js';
import { Bench, bytes, LATENCY_US, MS, SECOND } from '../bench.js';
import { synOptions } from '../../../sim/hosts/linux/syn-options.js';

const RTT = 2 * LATENCY_US;

function linux(keepAlive?: KeepAlive): Bench {
  return new Bench({}, { stackOf: () => linuxStack(keepAlive) });
}

/** Times of segments at the device, in ms since `fromUs`. */
function times(bench: Bench, fromUs = 0): number[] {
  return bench.timesOf(() => true).map((t) => (t - fromUs) / MS);
}

describe('handshake', () => {
  it.each([
    ['linux', [0, 1, 2, 3, 4, 5, 7, 11, 19, 35, 67], 131],
    ['linux-6.4', [0, 1, 3, 7, 15, 31, 63], 127],
  ] as const)('%s sends SYNs at %j s and gives up at %d s', (name, atS, endS) => {
    const bench = new Bench({}, { stackOf: () => linuxStack(undefined, name) });
    bench.host.connect();
    bench.run(200 * SECOND);
    expect(times(bench).map((ms) => Math.floor(ms / 1000))).toEqual(atS);
    expect(bench.events).toEqual(['timeout']);
    expect(bench.records.at(-1)?.t).toBe(endS * SECOND);
  });

  it('offers 64,240 bytes without scaling, and acknowledges the SYN-ACK at once', () => {
    const bench = linux();
    bench.host.connect();
    bench.settle();
    expect([bench.received[0]?.window, bench.received[0]?.options]).toEqual([64_240, synOptions(1460, 0)]);
    bench.device({ fl: 'SA', seq: 0, ack: 1, mss: 1440 });
    bench.settle();
    expect(bench.sent).toEqual(['S 0:0+0', 'A 1:1+0']);
    expect(bench.events).toEqual(['connected']);
  });

  it('an RST refuses', () => {
    const bench = linux();
    bench.host.connect();
    bench.settle();
    bench.device({ fl: 'RA', seq: 0, ack: 1 });
    bench.settle();
    expect(bench.events).toEqual(['refused']);
  });
});

describe('sending', () => {
  it('starts with ten segments, then two more for each acknowledged pair', () => {
    const bench = linux();
    bench.establish(65_535, 1000);
    bench.host.send(bytes(40_000));
    bench.settle();
    expect(bench.received).toHaveLength(10);
    bench.clear();
    bench.device({ fl: 'A', ack: 2001, win: 65_535 });
    bench.settle();
    expect(bench.sent.map((line) => line.split(' ')[1])).toEqual(
      ['10001', '11001', '12001', '13001'].map((seq) => `${seq}:1+1000`),
    );
  });

  it('sends segments of 536 bytes to a device that names no size', () => {
    const bench = linux();
    bench.host.connect();
    bench.settle();
    bench.device({ fl: 'SA', seq: 0, ack: 1 });
    bench.settle();
    bench.host.send(bytes(2 * 536));
    bench.settle();
    expect(bench.sent.slice(2)).toEqual(['A 1:1+536', 'PA 537:1+536']);
  });

  it('fills the window to the byte behind whole segments, and never begins with less than one', () => {
    const bench = linux();
    bench.establish(2500, 1000);
    bench.host.send(bytes(4000));
    bench.settle();
    expect(bench.sent).toEqual(['A 1:1+1000', 'A 1001:1+1000', 'PA 2001:1+500']);
    bench.clear();
    bench.device({ fl: 'A', ack: 1001, win: 2499 });
    bench.settle();
    expect(bench.sent).toEqual([]);
  });

  it('gives a window that is too small for a segment what it takes, when nothing else is on its way for an RTO', () => {
    const bench = linux();
    bench.establish(500, 1000);
    bench.host.send(bytes(1200));
    bench.run(100 * MS);
    expect(bench.sent).toEqual([]);
    bench.run(200 * MS);
    expect(bench.sent).toEqual(['PA 1:1+500']);
    bench.device({ fl: 'A', ack: 501, win: 5000 });
    bench.settle();
    expect(bench.sent.slice(1)).toEqual(['PA 501:1+700']);
  });

  it('retransmits after SRTT + 200 ms, doubling', () => {
    const bench = linux();
    bench.establish();
    const sentUs = bench.kernel.nowUs;
    bench.host.send(bytes(10));
    bench.run(4 * SECOND);
    // The handshake took 2 RTTs of the bench's settling, which is the first sample.
    const gaps = times(bench, sentUs + LATENCY_US);
    const first = gaps[1] ?? 0;
    expect(first).toBeGreaterThan(200);
    expect(first).toBeLessThan(210);
    expect(gaps.slice(1, 5).map((ms) => Math.round(ms / first))).toEqual([1, 3, 7, 15]);
  });

  it('does not time a handshake whose SYN was sent twice: nobody knows which one was answered', () => {
    const bench = linux();
    bench.host.connect();
    bench.run(1.5 * SECOND);
    bench.device({ fl: 'SA', seq: 0, ack: 1, mss: 1440 });
    bench.settle();
    const sentUs = bench.kernel.nowUs;
    bench.host.send(bytes(10));
    bench.run(4 * SECOND);
    expect(times(bench, sentUs + LATENCY_US).filter((ms) => ms >= 0)).toEqual([0, 1000, 3000]);
  });

  it('gives up after 924.6 s of retransmissions', () => {
    const bench = linux();
    bench.establish();
    bench.host.send(bytes(10));
    bench.run(1200 * SECOND);
    const end = bench.records.find((r) => r.k === 'cli' && r.ev === 'timeout');
    expect(end?.t).toBeGreaterThan(924 * SECOND);
    expect(end?.t).toBeLessThan(1050 * SECOND);
  });

  it('sends a lost segment again after three duplicate ACKs, not before', () => {
    const bench = linux();
    bench.establish(65_535, 1000);
    bench.host.send(bytes(10_000));
    bench.settle();
    bench.clear();
    for (const count of [0, 0, 1]) {
      bench.device({ fl: 'A', ack: 1, win: 65_535 });
      bench.settle();
      expect(bench.received).toHaveLength(count);
    }
    expect(bench.sent).toEqual(['A 1:1+1000']);
    bench.clear();
    bench.device({ fl: 'A', ack: 3001, win: 65_535 });
    bench.settle();
    // A partial ACK shows the next hole (RFC 6582).
    expect(bench.sent[0]).toBe('A 3001:1+1000');
  });

  it('asks a closed window with an old number and no data', () => {
    const bench = linux();
    bench.establish(0);
    bench.host.send(bytes(10));
    bench.run(2 * SECOND);
    expect(new Set(bench.sent)).toEqual(new Set(['A 0:1+0']));
    bench.clear();
    bench.device({ fl: 'A', win: 1000 });
    bench.settle();
    expect(bench.sent).toEqual(['PA 1:1+10']);
  });
});

describe('receiving', () => {
  it('acknowledges the first data at once, later data of an interactive client after 40 ms', () => {
    const bench = linux();
    bench.establish();
    bench.device({ fl: 'PA', data: 'a' });
    bench.settle();
    expect(bench.sent).toEqual(['A 1:2+0']);
    bench.host.send(bytes(1));
    bench.settle();
    bench.clear();
    const fromUs = bench.kernel.nowUs;
    bench.device({ fl: 'PA', seq: 2, ack: 2, data: 'b' });
    bench.run(100 * MS);
    expect(times(bench, fromUs)).toEqual([RTT / MS + 40]);
  });

  it('more than one full segment is acknowledged at once', () => {
    const bench = linux();
    bench.establish();
    bench.device({ fl: 'PA', data: 'a' });
    bench.settle();
    bench.host.send(bytes(1));
    bench.settle();
    bench.clear();
    bench.device({ fl: 'A', seq: 2, ack: 2, data: bytes(1440) });
    bench.device({ fl: 'A', seq: 1442, ack: 2, data: bytes(1440) });
    bench.settle();
    expect(bench.sent).toEqual(['A 2:2882+0']);
  });

  it('puts segments in order, and answers a gap at once', () => {
    const bench = linux();
    bench.establish();
    bench.device({ fl: 'PA', seq: 3, data: 'cd' });
    bench.settle();
    expect(bench.sent).toEqual(['A 1:1+0']);
    bench.device({ fl: 'FPA', seq: 5, data: 'e' });
    bench.device({ fl: 'PA', seq: 1, data: 'ab' });
    bench.settle();
    expect(bench.events).toEqual(['data abcde', 'eof']);
    expect(bench.host.connection?.state).toBe('close-wait');
  });

  it('the window closes while it does not read, and the device hears when it opens', () => {
    const bench = linux();
    bench.establish();
    bench.host.pause();
    for (let seq = 1; seq < 56 * 1440; seq += 1440) {
      bench.device({ fl: 'A', seq, data: bytes(1440) });
      bench.run(50 * MS);
    }
    // 131,072 bytes of buffer take 56 segments; the last offer is kept as long as there is room for it.
    expect(bench.received.slice(9, 14).map((s) => s.window)).toEqual([
      65_535, 64_800, 63_360, 61_920, 60_480,
    ]);
    expect(bench.received.at(-1)?.window).toBe(0);
    bench.run(SECOND);
    bench.clear();
    bench.host.resume();
    bench.settle();
    expect(bench.received.map((s) => s.window)).toEqual([65_535]);
  });

  it('only an RST with the very next number resets; others in the window are challenged', () => {
    const bench = linux();
    bench.establish();
    bench.device({ fl: 'R', seq: 100 });
    bench.settle();
    expect([bench.sent, bench.events]).toEqual([['A 1:1+0'], []]);
    bench.device({ fl: 'R', seq: 1 });
    bench.settle();
    expect(bench.events).toEqual(['reset']);
  });
});

describe('ends', () => {
  it('answers late segments for a minute after the last one, and not a reset one', () => {
    const bench = linux();
    bench.establish();
    bench.host.close();
    bench.settle();
    bench.device({ fl: 'FA', ack: 2 });
    bench.settle();
    const fin = (afterUs: number): string[] => {
      bench.run(afterUs);
      bench.clear();
      bench.device({ fl: 'FA', ack: 2 });
      bench.settle();
      return bench.sent;
    };
    expect(fin(50 * SECOND)).toEqual(['A 2:2+0']);
    expect(fin(59 * SECOND)).toEqual(['A 2:2+0']);
    bench.device({ fl: 'R', seq: 9, ack: 2 });
    expect(fin(SECOND)).toEqual(['A 2:2+0']);
    expect(fin(60 * SECOND)).toEqual(['R 2:0+0']);
    expect(bench.host.connection?.state).toBe('dead');
  });

  it('closes with its FIN, acknowledged both ways', () => {
    const bench = linux();
    bench.establish();
    bench.host.close();
    bench.settle();
    bench.device({ fl: 'A', ack: 2 });
    bench.device({ fl: 'FA', ack: 2 });
    bench.settle();
    expect(bench.sent).toEqual(['FA 1:1+0', 'A 2:2+0']);
    expect(bench.events).toEqual(['eof', 'closed']);
  });

  it('keep-alive probes an idle device and resets it when it does not answer', () => {
    const bench = linux({ idleUs: 10 * SECOND, intervalUs: 2 * SECOND, count: 3 });
    bench.establish();
    const fromUs = bench.kernel.nowUs;
    bench.run(9 * SECOND);
    bench.device({ fl: 'A' });
    bench.run(30 * SECOND);
    const at = times(bench, fromUs).map((ms) => Math.round(ms / 1000));
    expect(at).toEqual([19, 21, 23, 25]);
    expect(bench.sent).toEqual(['A 0:1+0', 'A 0:1+0', 'A 0:1+0', 'RA 1:1+0']);
    expect(bench.events).toEqual(['timeout']);
  });

  it('a vanished host is silent', () => {
    const bench = linux({ idleUs: SECOND, intervalUs: SECOND, count: 3 });
    bench.establish();
    bench.host.send(bytes(10));
    bench.settle();
    bench.clear();
    bench.host.vanish();
    bench.run(20 * SECOND);
    expect(bench.received).toEqual([]);
  });
});
