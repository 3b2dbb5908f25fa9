import { describe, expect, it } from 'vitest';
import { Err } from '../../../sim/lwip/core/errno.js';
import { ACK, FIN, PSH, RST, SYN } from '../../../sim/wire/segment.js';
import { PEER_ISN, TcpBench } from './bench.js';
import { announcedMss, mssOption } from '../../../sim/wire/tcp-options.js';

const bytes = (n: number, value = 0x61) => new Uint8Array(n).fill(value);
/** lwIP's first initial sequence number (tcp.c, tcp_next_iss) while no slow tick has passed. */
const ISS = 6510;

describe('the handshake', () => {
  it('answers SYN with SYN-ACK, MSS 1440 and a window of 5760', () => {
    const bench = new TcpBench();
    bench.send({ seq: PEER_ISN, flags: SYN, options: mssOption(1460) });
    expect(bench.log(ISS)).toEqual(['SA 0:1 0 w5760']);
    expect(announcedMss(bench.sent[0]!.options)).toBe(1440);
  });

  it('repeats the SYN-ACK 12 times without back-off and forgets the peer after 18.25 s', () => {
    const bench = new TcpBench();
    bench.send({ seq: PEER_ISN, flags: SYN });
    bench.until(18_000);
    expect(bench.sent).toHaveLength(13);
    expect(bench.tcp.ctx.active.size).toBe(1);
    bench.until(18_250);
    expect(bench.tcp.ctx.active.size).toBe(0);
    expect(bench.listener.acceptsPending).toBe(0);
  });

  it('drops SYNs silently while the backlog is full, and names the resource', () => {
    const bench = new TcpBench({}, 1);
    const refusals: unknown[] = [];
    bench.trace.subscribe(['refuse'], (record) => refusals.push(record));
    bench.send({ seq: PEER_ISN, flags: SYN });
    bench.send({ seq: PEER_ISN, flags: SYN, srcPort: 50_001 });
    expect(bench.sent).toHaveLength(1);
    expect(bench.listener.lifecycle.state).toBe('refusing');
    expect(refusals).toEqual([
      {
        t: 0,
        k: 'refuse',
        resource: { kind: 'backlog', of: ':80' },
        used: 1,
        size: 1,
        option: 'backlog_conn',
        holders: [{ kind: 'client', name: 'peer', port: 50_000, since: 0 }],
        c: 'peer',
        port: 50_001,
        effect: 'SYN dropped',
      },
    ]);
  });

  it('resets a connection that the application turns away', () => {
    const bench = new TcpBench();
    bench.acceptAnswer = Err.MEM;
    bench.send({ seq: PEER_ISN, flags: SYN });
    bench.send({ ack: ISS + 1 });
    expect(bench.log(ISS).at(-1)).toBe('RA 1:1 0 w32790');
  });

  it('answers a segment for a closed port with a RST whose window has its bytes swapped', () => {
    const bench = new TcpBench();
    bench.send({ srcPort: 9, ack: 77, flags: ACK });
    const [rst] = bench.sent;
    expect(rst!.flags).toBe(RST | ACK);
    expect(rst!.seq).toBe(77);
    expect(rst!.window).toBe(0x8016);
  });
});

describe('receiving', () => {
  it('delays the ACK of a lone segment to the fast timer and acknowledges every second one at once', () => {
    const bench = new TcpBench();
    bench.open();
    bench.send({ ack: ISS + 1, flags: ACK | PSH, payload: bytes(10) });
    expect(bench.sent).toHaveLength(0);
    bench.until(250);
    expect(bench.log(ISS)).toEqual(['A 1:11 0 w5750']);
    bench.send({ seq: PEER_ISN + 11, ack: ISS + 1, payload: bytes(10) });
    bench.send({ seq: PEER_ISN + 21, ack: ISS + 1, payload: bytes(10) });
    expect(bench.log(ISS).at(-1)).toBe('A 1:31 0 w5730');
  });

  it('queues what comes early and delivers it in order', () => {
    const bench = new TcpBench();
    bench.open();
    bench.send({ seq: PEER_ISN + 11, ack: ISS + 1, payload: bytes(5, 2) });
    expect(bench.log(ISS)).toEqual(['A 1:1 0 w5760']);
    bench.send({ seq: PEER_ISN + 1, ack: ISS + 1, payload: bytes(10, 1) });
    expect(bench.received.map((chunk) => chunk.length)).toEqual([10, 5]);
  });

  it('trims what it has already and what lies beyond the window', () => {
    const bench = new TcpBench();
    const pcb = bench.open();
    bench.send({ ack: ISS + 1, payload: bytes(10, 1) });
    bench.send({ seq: PEER_ISN + 6, ack: ISS + 1, payload: bytes(10, 2) });
    expect(bench.received.map((chunk) => chunk.length)).toEqual([10, 5]);
    bench.send({ seq: pcb.rcvNxt, ack: ISS + 1, payload: bytes(8000, 3) });
    expect(bench.received.at(-1)).toHaveLength(5760 - 15);
    expect(pcb.rcvWnd).toBe(0);
  });

  it('keeps refused data and offers it again every 250 ms, dropping further data without an ACK', () => {
    const bench = new TcpBench();
    bench.open();
    bench.receiveAnswer = Err.MEM;
    bench.send({ ack: ISS + 1, payload: bytes(10) });
    bench.send({ seq: PEER_ISN + 11, ack: ISS + 1, payload: bytes(10) });
    expect(bench.received).toEqual([]);
    bench.receiveAnswer = Err.OK;
    bench.until(250);
    expect(bench.received).toHaveLength(1);
  });

  it('announces a new window only when it has grown by a quarter', () => {
    const bench = new TcpBench();
    const pcb = bench.open();
    for (let i = 0; i < 4; i++) bench.send({ seq: pcb.rcvNxt, ack: ISS + 1, payload: bytes(1440) });
    bench.sent.length = 0;
    bench.tcpip.exec(() => bench.tcp.received(pcb, 1000));
    expect(bench.sent).toHaveLength(0);
    bench.tcpip.exec(() => bench.tcp.received(pcb, 440));
    expect(bench.log(ISS)).toEqual(['A 1:5761 0 w1440']);
  });

  it('takes a RST only at the expected sequence number, else challenges it (RFC 5961)', () => {
    const bench = new TcpBench();
    bench.open();
    bench.send({ seq: PEER_ISN + 100, flags: RST });
    expect(bench.log(ISS)).toEqual(['A 1:1 0 w5760']);
    expect(bench.errors).toEqual([]);
    bench.send({ flags: RST });
    expect(bench.errors).toEqual([Err.RST]);
    expect(bench.tcp.ctx.active.size).toBe(0);
  });
});

describe('sending', () => {
  it('holds small segments back while others are in flight (Nagle), and sends full ones', () => {
    const bench = new TcpBench();
    const pcb = bench.open();
    const write = (n: number) =>
      bench.tcpip.exec(() => {
        bench.tcp.write(pcb, bytes(n), 0, n, false);
        bench.tcp.output(pcb);
      });
    write(2);
    write(20);
    expect(bench.log(ISS)).toEqual(['PA 1:1 2 w5760']);
    bench.send({ ack: ISS + 3 });
    expect(bench.log(ISS).at(-1)).toBe('PA 3:1 20 w5760');
  });

  it('backs its retransmissions off and gives up after twelve', () => {
    const bench = new TcpBench();
    const pcb = bench.open();
    bench.tcpip.exec(() => {
      bench.tcp.write(pcb, bytes(5), 0, 5, false);
      bench.tcp.output(pcb);
    });
    bench.until(2_000_000);
    expect(bench.sent).toHaveLength(13);
    expect(bench.errors).toEqual([Err.ABRT]);
    expect(bench.kernel.pendingEvents).toBe(0);
  });

  it('probes a closed window and splits a segment for a small one', () => {
    const bench = new TcpBench();
    const pcb = bench.open({ window: 0 });
    bench.tcpip.exec(() => {
      bench.tcp.write(pcb, bytes(100), 0, 100, false);
      bench.tcp.output(pcb);
    });
    expect(bench.sent).toHaveLength(0);
    bench.until(2000);
    expect(bench.log(ISS)).toEqual(['A 1:1 1 w5760']);
    bench.send({ ack: ISS + 1, window: 40 });
    bench.until(10_000);
    expect(bench.sent.at(-1)!.payload).toHaveLength(40);
  });

  it('retransmits at once after three duplicate ACKs', () => {
    const bench = new TcpBench();
    const pcb = bench.open();
    bench.tcpip.exec(() => {
      bench.tcp.write(pcb, bytes(4000), 0, 4000, false);
      bench.tcp.output(pcb);
    });
    const before = bench.sent.length;
    for (let i = 0; i < 3; i++) bench.send({ ack: ISS + 1 });
    expect(bench.sent.length).toBeGreaterThan(before);
    expect(bench.sent[before]!.seq).toBe(ISS + 1);
  });
});

describe('the end of a connection', () => {
  it('walks through FIN_WAIT and stays 2 MSL in TIME_WAIT, counted from the last segment received', () => {
    const bench = new TcpBench();
    const pcb = bench.open();
    bench.tcpip.exec(() => bench.tcp.close(pcb));
    expect(bench.log(ISS)).toEqual(['FA 1:1 0 w5760']);
    bench.send({ ack: ISS + 2 });
    expect(pcb.state).toBe('fin-wait-2');
    bench.send({ ack: ISS + 2, flags: FIN | ACK });
    expect(pcb.state).toBe('time-wait');
    bench.until(120_000);
    expect(bench.tcp.ctx.timeWait.size).toBe(1);
    bench.until(121_000);
    expect(bench.tcp.ctx.timeWait.size).toBe(0);
  });

  it('is a RST when data was left unread', () => {
    const bench = new TcpBench();
    const pcb = bench.open();
    bench.send({ ack: ISS + 1, payload: bytes(10) });
    bench.tcpip.exec(() => bench.tcp.close(pcb));
    expect(bench.sent.at(-1)!.flags).toBe(RST | ACK);
    expect(bench.tcp.ctx.active.size).toBe(0);
  });

  it('gives every byte of memory back', () => {
    const bench = new TcpBench();
    const idle = bench.memory.heap.used;
    const pcb = bench.open();
    bench.tcpip.exec(() => {
      bench.tcp.write(pcb, bytes(3000), 0, 3000, false);
      bench.tcp.output(pcb);
    });
    bench.send({ seq: PEER_ISN + 50, ack: ISS + 1, payload: bytes(10) });
    expect(bench.memory.heap.used).toBeGreaterThan(idle);
    bench.tcpip.exec(() => bench.tcp.abort(pcb));
    bench.until(1000);
    expect(bench.memory.heap.used).toBe(idle);
  });
});

describe('keep-alive', () => {
  it('probes after the idle time and resets when nobody answers', () => {
    const bench = new TcpBench();
    const pcb = bench.open();
    pcb.keepAlive = true;
    pcb.keepIdleMs = 5000;
    pcb.keepIntervalMs = 5000;
    pcb.keepCount = 3;
    bench.tcp.touch(pcb);
    bench.tcpip.rearm();
    bench.until(30_000);
    expect(bench.log(ISS)).toEqual(['A 0:1 0 w5760', 'A 0:1 0 w5760', 'A 0:1 0 w5760', 'RA 1:1 0 w32790']);
    expect(bench.errors).toEqual([Err.ABRT]);
  });
});

describe('idle time', () => {
  it('costs nothing: no step of the kernel, whatever its length', () => {
    const bench = new TcpBench();
    bench.open();
    bench.until(2000);
    let steps = 0;
    while (bench.kernel.step(24 * 3600 * 1e6) !== 'idle') steps++;
    expect(steps).toBe(0);
    expect(bench.tcp.ctx.active.size).toBe(1);
  });
});
