/** Corners of TCP that the reference cases do not come by. */

import { describe, expect, it } from 'vitest';
import { ACK, FIN } from '../../../sim/wire/segment.js';
import { PEER_ISN, TcpBench } from './bench.js';

/** lwIP's first initial sequence number (tcp.c, tcp_next_iss) while no slow tick has passed. */
const ISS = 6510;
const WINDOW = 5760;
const ack = ISS + 1;

describe('a segment without data', () => {
  /** What is answered to a bare acknowledgement at this place in the window. */
  function answered(at: number): string[] {
    const bench = new TcpBench();
    bench.open();
    bench.send({ seq: PEER_ISN + 1 + at, ack });
    return bench.log(ISS);
  }

  it('is answered when it lies outside of the window, by the very first byte', () => {
    expect(answered(0)).toEqual([]);
    expect(answered(WINDOW - 1)).toEqual([]);
    expect(answered(WINDOW)).toEqual([`A 1:1 0 w${WINDOW}`]);
    expect(answered(-1)).toEqual([`A 1:1 0 w${WINDOW}`]);
  });
});

it('data for which there is no receiver any more is consumed, and the window stays open', () => {
  const bench = new TcpBench();
  const pcb = bench.open();
  pcb.onReceive = undefined;
  const before = bench.memory.heap.used;
  bench.send({ ack, payload: new Uint8Array(100) });
  bench.until(500);
  expect(pcb.rcvWnd).toBe(WINDOW);
  expect(bench.memory.heap.used).toBe(before);
  // An opening of less than a segment is not announced (tcp_update_rcv_ann_wnd).
  expect(bench.log(ISS)).toEqual([`A 1:101 0 w${WINDOW - 100}`]);
});

it('a FIN goes out into a closed window, for it has no bytes, and is sent again', () => {
  const bench = new TcpBench();
  const pcb = bench.open({ window: 0 });
  bench.tcpip.exec(() => bench.tcp.close(pcb));
  bench.until(20_000);
  const fins = bench.sent.filter(({ flags }) => (flags & FIN) !== 0);
  expect(fins.length).toBeGreaterThan(1);
  expect(new Set(fins.map(({ seq, flags, payload }) => `${seq - ISS} ${flags} ${payload.length}`))).toEqual(
    new Set([`1 ${FIN | ACK} 0`]),
  );
});

it('in slow start an ACK opens the congestion window by what it acknowledges, and by two segments at most', () => {
  const grown = (acked: number): number => {
    const bench = new TcpBench();
    const pcb = bench.open();
    const before = pcb.cwnd;
    expect(before).toBeLessThan(pcb.ssthresh);
    bench.tcpip.exec(() => bench.tcp.write(pcb, new Uint8Array(4320), 0, 4320, false));
    bench.tcpip.exec(() => bench.tcp.output(pcb));
    bench.send({ ack: ack + acked });
    return pcb.cwnd - before;
  };
  // RFC 3465 with L = 2 (tcp_receive of tcp_in.c).
  expect([grown(1000), grown(2880), grown(2881), grown(4320)]).toEqual([1000, 2880, 2880, 2880]);
});

it('duplicate ACKs are counted in eight bits: after 255 the count stays where it is', () => {
  const bench = new TcpBench();
  const pcb = bench.open();
  bench.tcpip.exec(() => bench.tcp.write(pcb, new Uint8Array(2880), 0, 2880, false));
  bench.tcpip.exec(() => bench.tcp.output(pcb));
  bench.send({ ack });
  for (let i = 0; i < 300; i++) bench.send({ ack });
  expect(pcb.dupAcks).toBe(255);
});
