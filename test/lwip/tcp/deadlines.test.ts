/** What a connection waits for: the list says when, and that is when it happens. */

import { describe, expect, it } from 'vitest';
import type { TcpPcb } from '../../../sim/lwip/tcp/pcb/pcb.js';
import { ACK, FIN, PSH, SYN } from '../../../sim/wire/segment.js';
import { PEER_ISN, TcpBench } from './bench.js';

const ISS = 6510;
const bytes = (n: number): Uint8Array => new Uint8Array(n).fill(0x61);

function deadlines(bench: TcpBench, pcb: TcpPcb): Record<string, number> {
  return Object.fromEntries(
    bench.tcp.ctx.timers.deadlinesOf(pcb).map(({ name, dueAtUs }) => [name, dueAtUs / 1000]),
  );
}

function write(bench: TcpBench, pcb: TcpPcb, length: number): void {
  bench.tcpip.exec(() => {
    bench.tcp.write(pcb, bytes(length), 0, length, false);
    bench.tcp.output(pcb);
  });
}

describe('deadlines', () => {
  it('are none of an idle connection', () => {
    const bench = new TcpBench();
    expect(deadlines(bench, bench.open())).toEqual({});
  });

  it('tell the delayed ACK', () => {
    const bench = new TcpBench();
    const pcb = bench.open();
    bench.send({ ack: ISS + 1, flags: ACK | PSH, payload: bytes(1) });
    expect(deadlines(bench, pcb)).toEqual({ 'delayed ACK': 250 });
    bench.until(249);
    expect(bench.sent).toHaveLength(0);
    bench.until(250);
    expect(bench.sent).toHaveLength(1);
  });

  it('tell retransmissions with their back-off', () => {
    const bench = new TcpBench();
    const pcb = bench.open();
    write(bench, pcb, 10);
    for (const [count, at] of [
      [1, 1250],
      [2, 4250],
      [3, 10_250],
    ] as const) {
      expect(deadlines(bench, pcb)).toEqual({ retransmit: at });
      bench.until(at - 1);
      expect(bench.sent).toHaveLength(count);
      bench.until(at);
    }
  });

  it('tell window probes; the retransmission timer stands still meanwhile', () => {
    const bench = new TcpBench();
    const pcb = bench.open();
    write(bench, pcb, 10);
    bench.until(1000);
    bench.send({ ack: ISS + 2, window: 0 });
    expect(deadlines(bench, pcb)).toMatchObject({ retransmit: 2250 });
    bench.until(2250);
    // The retransmission does not fit: the probe timer is on, and nothing else.
    expect(deadlines(bench, pcb)).toEqual({ 'window probe': 3750, poll: 2750 });
    bench.until(3750);
    expect(deadlines(bench, pcb)).toMatchObject({ 'window probe': 6750 });
    bench.send({ ack: ISS + 2, window: 100 });
    // It had just been started anew when the probe timer began; its time of then counts from now.
    expect(deadlines(bench, pcb)).toEqual({ retransmit: 6750 });
  });

  it('tell the end of a state by its name', () => {
    const bench = new TcpBench();
    bench.send({ seq: PEER_ISN, flags: SYN });
    const [pcb] = [...bench.tcp.ctx.active];
    expect(deadlines(bench, pcb!)).toMatchObject({ 'syn-rcvd': 20_250 });
  });

  it('tell when out-of-order data is given up: six time-outs after the last segment', () => {
    const bench = new TcpBench();
    const pcb = bench.open();
    bench.send({ ack: ISS + 1, seq: PEER_ISN + 5, payload: bytes(1) });
    const due = deadlines(bench, pcb)['out-of-order data']!;
    bench.until(due - 1);
    expect(pcb.ooseq).toHaveLength(1);
    bench.until(due);
    expect(pcb.ooseq).toHaveLength(0);
  });

  it('tell when TIME_WAIT ends, which a FIN puts off and nothing else', () => {
    const bench = new TcpBench();
    const pcb = bench.open();
    bench.send({ ack: ISS + 1, flags: FIN | ACK });
    bench.tcpip.exec(() => bench.tcp.close(pcb));
    expect(pcb.state).toBe('last-ack');
    const closing = new TcpBench();
    const other = closing.open();
    closing.tcpip.exec(() => closing.tcp.close(other));
    closing.send({ ack: ISS + 2, flags: FIN | ACK });
    expect(other.state).toBe('time-wait');
    const first = deadlines(closing, other)['time-wait']!;
    expect(first).toBe(120_250);
    closing.until(100_000);
    closing.send({ ack: ISS + 2, seq: PEER_ISN + 1, payload: bytes(1) });
    expect(deadlines(closing, other)).toEqual({ 'time-wait': first });
    closing.send({ ack: ISS + 2, flags: FIN | ACK });
    expect(deadlines(closing, other)).toEqual({ 'time-wait': 220_250 });
    closing.until(220_249);
    expect(closing.tcp.ctx.timeWait.size).toBe(1);
    closing.until(220_250);
    expect(closing.tcp.ctx.timeWait.size).toBe(0);
  });

  it('tell keep-alive probes', () => {
    const bench = new TcpBench();
    const pcb = bench.open();
    pcb.keepAlive = true;
    pcb.keepIdleMs = 5000;
    pcb.keepIntervalMs = 1000;
    pcb.keepCount = 2;
    bench.tcp.touch(pcb);
    for (const at of [5250, 6250, 7250]) {
      expect(deadlines(bench, pcb)).toEqual({ 'keep-alive': at });
      bench.until(at);
    }
    expect(bench.sent).toHaveLength(3);
    expect(bench.tcp.ctx.active.size).toBe(0);
  });
});

describe('the timer, without memory for its timeout', () => {
  const starved = (asserts: boolean): TcpBench => {
    const bench = new TcpBench({ staticPools: true, sdkconfig: { CONFIG_LWIP_ESP_LWIP_ASSERT: asserts } });
    while (bench.memory.takeElement('SYS_TIMEOUT'));
    return bench;
  };

  it('fails an assertion of sys_timeout', () => {
    expect(() => starved(true).open()).toThrow(
      'sys_timeout: timeout != NULL, pool MEMP_SYS_TIMEOUT is empty',
    );
  });

  it('never runs again where assertions are off, as TCP believes that it does', () => {
    const bench = starved(false);
    const pcb = bench.open();
    bench.memory.releaseElement('SYS_TIMEOUT');
    write(bench, pcb, 10);
    expect(bench.sent).toHaveLength(1);
    bench.until(600_000);
    expect(bench.sent).toHaveLength(1);
    expect(bench.tcp.ctx.active.size).toBe(1);
  });
});
