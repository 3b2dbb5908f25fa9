import { describe, expect, it } from 'vitest';
import { Bench, LATENCY_US, SECOND, bytes } from '../bench.js';

describe('sending', () => {
  it('cuts data to the MSS and marks the end with PSH', () => {
    const bench = new Bench();
    bench.establish(65535, 1440);
    bench.host.send(bytes(3000));
    bench.settle();
    expect(bench.sent).toEqual(['A 1:1+1440', 'A 1441:1+1440', 'PA 2881:1+120']);
  });

  it('keeps to the window and goes on when it opens', () => {
    const bench = new Bench();
    bench.establish(2000, 1440);
    bench.host.send(bytes(3000));
    bench.settle();
    expect(bench.sent).toEqual(['A 1:1+1440', 'A 1441:1+560']);
    bench.clear();
    bench.device({ fl: 'A', ack: 2001, win: 500 });
    bench.settle();
    bench.device({ fl: 'A', ack: 2501, win: 5760 });
    bench.settle();
    expect(bench.sent).toEqual(['A 2001:1+500', 'PA 2501:1+500']);
  });

  it('joins data of several calls in one segment', () => {
    const bench = new Bench();
    bench.establish(0, 1440);
    for (const [i, count] of [3, 1, 700, 2].entries()) bench.host.send(bytes(count, i));
    bench.device({ fl: 'A', win: 5760 });
    bench.settle();
    expect(bench.sent).toEqual(['PA 1:1+706']);
    const expected = Buffer.concat([bytes(3, 0), bytes(1, 1), bytes(700, 2), bytes(2, 3)]);
    expect(Buffer.from(bench.received[0]!.payload)).toEqual(expected);
  });

  it('sends everything unacknowledged again after 200 ms, doubling to 120 s, and gives up at the 16th expiry', () => {
    const bench = new Bench();
    bench.establish(65535, 1440);
    const startUs = bench.kernel.nowUs;
    bench.host.send(bytes(2000));
    bench.run(4000 * SECOND);
    const times = bench.timesOf((r) => r.seq === 1).map((t) => t - startUs - LATENCY_US);
    const gaps = times.slice(1).map((t, i) => (t - times[i]!) / SECOND);
    const doubled = [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 51.2, 102.4];
    expect(gaps).toEqual([...doubled, 120, 120, 120, 120, 120]);
    expect(bench.timesOf((r) => r.seq === 1441)).toHaveLength(times.length);
    expect(bench.events).toEqual(['timeout']);
  });

  it('starts over at 200 ms when an ACK advances', () => {
    const bench = new Bench();
    bench.establish(65535, 1000);
    bench.host.send(bytes(2000));
    bench.run(700_000);
    bench.device({ fl: 'A', ack: 1001 });
    bench.run(LATENCY_US);
    bench.clear();
    const ackedUs = bench.kernel.nowUs;
    bench.run(700_000);
    expect(bench.timesOf(() => true).map((t) => t - ackedUs - LATENCY_US)).toEqual([200_000, 600_000]);
    expect(bench.sent).toEqual(['PA 1001:1+1000', 'PA 1001:1+1000']);
  });

  it('probes a closed window with one byte, 200 ms doubling', () => {
    const bench = new Bench();
    bench.establish(0, 1440);
    const startUs = bench.kernel.nowUs;
    bench.host.send(bytes(50));
    bench.run(1_500_000);
    expect(bench.sent).toEqual(['A 1:1+1', 'A 1:1+1', 'A 1:1+1']);
    expect(bench.timesOf(() => true).map((t) => t - startUs - LATENCY_US)).toEqual([
      200_000, 600_000, 1_400_000,
    ]);
    bench.clear();
    bench.device({ fl: 'A', ack: 2, win: 5760 });
    bench.settle();
    expect(bench.sent).toEqual(['PA 2:1+49']);
  });

  it('ignores an ACK of what was never sent', () => {
    const bench = new Bench();
    bench.establish();
    bench.host.send(bytes(5));
    bench.device({ fl: 'A', ack: 100, win: 1 });
    bench.run(250_000);
    expect(bench.sent).toEqual(['PA 1:1+5', 'PA 1:1+5']);
  });

  it('sends its FIN behind the data and sends it again when lost', () => {
    const bench = new Bench();
    bench.establish(10, 1440);
    bench.host.send(bytes(15));
    bench.host.close();
    expect(bench.host.send(bytes(1))).toBe(false);
    expect(bench.host.close()).toBe(false);
    bench.settle();
    bench.device({ fl: 'A', ack: 11, win: 100 });
    bench.settle();
    expect(bench.sent).toEqual(['A 1:1+10', 'PA 11:1+5', 'FA 16:1+0']);
    bench.device({ fl: 'A', ack: 16 });
    bench.clear();
    bench.run(250_000);
    expect(bench.sent).toEqual(['FA 16:1+0']);
    bench.device({ fl: 'A', ack: 17 });
    bench.settle();
    expect(bench.host.connection?.state).toBe('fin-wait-2');
  });

  it('lends payloads that later calls do not change', () => {
    const bench = new Bench();
    bench.establish();
    bench.host.send(bytes(5, 1));
    bench.host.send(bytes(5, 2));
    bench.settle();
    bench.device({ fl: 'A', ack: 11 });
    bench.settle();
    bench.host.send(bytes(5, 3));
    bench.settle();
    expect(bench.received.map((s) => [...new Set(s.payload)])).toEqual([[1], [2], [3]]);
  });
});
