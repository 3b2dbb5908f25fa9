/** Ports of the device's own connections, listeners that come round again, and closing what is closing. */

import { describe, expect, it } from 'vitest';
import { Err } from '../../../sim/lwip/core/errno.js';
import { ACK, FIN, SYN } from '../../../sim/wire/segment.js';
import { PEER_ISN, TcpBench } from './bench.js';

const ISS = 6510;

describe('ephemeral ports', () => {
  it('go around from 0xfffe to 0xc000, past those in use', () => {
    const bench = new TcpBench();
    const { ctx } = bench.tcp;
    const seen = Array.from({ length: 0x3fff }, () => ctx.newPort());
    expect(new Set(seen).size).toBe(0x3fff);
    expect([Math.min(...seen), Math.max(...seen)]).toEqual([0xc000, 0xfffe]);
    const taken = ctx.newPort();
    bench.tcpip.exec(() => bench.tcp.bind(bench.tcp.create()!, 0, taken + 1));
    expect(ctx.newPort()).toBe(taken + 2);
  });
});

describe('a listener that refuses', () => {
  it('listens again as soon as one of those that wait is through', () => {
    const bench = new TcpBench({}, 1);
    bench.send({ seq: PEER_ISN, flags: SYN });
    bench.send({ seq: PEER_ISN, flags: SYN, srcPort: 50_001 });
    expect(bench.listener.lifecycle.state).toBe('refusing');
    bench.send({ ack: ISS + 1 });
    bench.tcpip.exec(() => bench.tcp.backlogAccepted(bench.accepted!));
    expect(bench.listener.lifecycle.state).toBe('listening');
    bench.sent.length = 0;
    bench.send({ seq: PEER_ISN, flags: SYN, srcPort: 50_001 });
    expect(bench.sent).toHaveLength(1);
  });
});

describe('a connection that is closing', () => {
  it('takes neither a second shutdown nor a second FIN', () => {
    const bench = new TcpBench();
    const pcb = bench.open();
    bench.tcpip.exec(() => bench.tcp.close(pcb));
    bench.send({ ack: ISS + 1, flags: FIN | ACK });
    expect(pcb.state).toBe('closing');
    bench.sent.length = 0;
    expect(bench.tcpip.exec(() => bench.tcp.shutdown(pcb, false, true))).toBe(Err.CONN);
    expect(bench.tcpip.exec(() => bench.tcp.close(pcb))).toBe(Err.OK);
    expect(bench.sent).toEqual([]);
    bench.send({ ack: ISS + 2, seq: PEER_ISN + 2 });
    expect(pcb.state).toBe('time-wait');
  });
});
