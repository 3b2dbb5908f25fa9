/** UDP between parts of the device: who gets a port, who gets a datagram, and what the loopback's queue holds. */

import { beforeEach, describe, expect, it } from 'vitest';
import { Err } from '../../sim/lwip/core/errno.js';
import { Udp, UdpPcb } from '../../sim/lwip/core/udp.js';
import type { Datagram } from '../../sim/lwip/sockets/socket-api.js';
import { LOOPBACK_IP } from '../../sim/wire/segment.js';
import { DEVICE_IP, TcpBench } from './tcp/bench.js';

const ANY = 0;
const PORT = 7000;
const LOOPBACK_MAX_PBUFS = 8;

let bench: TcpBench;
let udp: Udp;

beforeEach(() => {
  bench = new TcpBench();
  udp = new Udp(bench.tcp.ctx.env, bench.tcp.ctx.options, bench.memory, bench.tcpip);
});

function bound(ip: number, port: number): UdpPcb {
  const pcb = udp.create()!;
  expect(udp.bind(pcb, ip, port)).toBe(Err.OK);
  return pcb;
}

function datagram(text: string): Datagram {
  return { length: text.length, value: text };
}

/** Sends, and waits until the tcpip thread has delivered. */
function send(from: UdpPcb, text: string, ip: number, port: number): Err {
  const result = bench.tcpip.exec(() => udp.send(from, datagram(text), ip, port));
  bench.until(bench.kernel.nowUs / 1000 + 1);
  return result;
}

/** What a socket has received: text and the sender's port. */
function receiving(pcb: UdpPcb): string[] {
  const got: string[] = [];
  pcb.onReceive = (_pcb, data, fromIp, fromPort, heapBytes) => {
    expect(fromIp).toBe(LOOPBACK_IP);
    bench.memory.free(heapBytes);
    got.push(`${data.value as string} from ${fromPort}`);
  };
  return got;
}

describe('a port that another socket is bound to', () => {
  it.each([
    ['any', 'any', ANY, ANY, Err.USE],
    ['any', 'one', ANY, DEVICE_IP, Err.USE],
    ['one', 'any', DEVICE_IP, ANY, Err.USE],
    ['one', 'the same', DEVICE_IP, DEVICE_IP, Err.USE],
    ['one', 'another', DEVICE_IP, LOOPBACK_IP, Err.OK],
  ])('at %s address, asked for at %s', (_first, _second, first, second, expected) => {
    bound(first, PORT);
    expect(udp.bind(udp.create()!, second, PORT)).toBe(expected);
    expect(udp.bind(udp.create()!, second, PORT + 1)).toBe(Err.OK);
  });

  it('is shared only if both say so', () => {
    const first = bound(ANY, PORT);
    const second = udp.create()!;
    second.reuseAddress = true;
    expect(udp.bind(second, ANY, PORT)).toBe(Err.USE);
    first.reuseAddress = true;
    expect(udp.bind(second, ANY, PORT)).toBe(Err.OK);
  });
});

describe('a datagram to the loopback', () => {
  it('goes to the socket of its port, whoever else there is', () => {
    const [a, b] = [bound(ANY, PORT), bound(ANY, PORT + 1)];
    const [gotA, gotB] = [receiving(a), receiving(b)];
    expect(send(b, 'x', LOOPBACK_IP, PORT)).toBe(Err.OK);
    expect(send(a, 'y', LOOPBACK_IP, PORT + 1)).toBe(Err.OK);
    expect(gotA).toEqual([`x from ${PORT + 1}`]);
    expect(gotB).toEqual([`y from ${PORT}`]);
  });

  it('goes to a socket that is connected to its sender before one that is not', () => {
    const sender = bound(ANY, PORT + 1);
    const [open, connected] = [bound(ANY, PORT), udp.create()!];
    open.reuseAddress = connected.reuseAddress = true;
    expect(udp.bind(connected, ANY, PORT)).toBe(Err.OK);
    expect(udp.connect(connected, LOOPBACK_IP, PORT + 1)).toBe(Err.OK);
    const [gotOpen, gotConnected] = [receiving(open), receiving(connected)];
    send(sender, 'x', LOOPBACK_IP, PORT);
    send(bound(ANY, PORT + 2), 'y', LOOPBACK_IP, PORT);
    expect(gotConnected).toEqual([`x from ${PORT + 1}`]);
    expect(gotOpen).toEqual([`y from ${PORT + 2}`]);
  });

  it('is not for a socket at another address', () => {
    const got = receiving(bound(DEVICE_IP, PORT));
    send(bound(ANY, PORT + 1), 'x', LOOPBACK_IP, PORT);
    expect(got).toEqual([]);
  });

  it('takes nothing with it when nobody takes it', () => {
    const sender = bound(ANY, PORT + 1);
    const before = bench.memory.heap.used;
    expect(send(sender, 'x', LOOPBACK_IP, PORT)).toBe(Err.OK);
    expect(bench.memory.heap.used).toBe(before);
  });

  it(`waits with at most ${LOOPBACK_MAX_PBUFS} in the queue`, () => {
    const got = receiving(bound(ANY, PORT));
    const sender = bound(ANY, PORT + 1);
    const before = bench.memory.heap.used;
    const results = bench.tcpip.exec(() =>
      Array.from({ length: LOOPBACK_MAX_PBUFS + 1 }, (_, i) =>
        udp.send(sender, datagram(`${i}`), LOOPBACK_IP, PORT),
      ),
    );
    expect(results).toEqual([...Array<Err>(LOOPBACK_MAX_PBUFS).fill(Err.OK), Err.MEM]);
    bench.until(10);
    expect(got).toHaveLength(LOOPBACK_MAX_PBUFS);
    expect(send(sender, 'more', LOOPBACK_IP, PORT)).toBe(Err.OK);
    expect(got.at(-1)).toBe(`more from ${PORT + 1}`);
    expect(bench.memory.heap.used).toBe(before);
  });

  it('to an address outside leaves, and is never heard of', () => {
    const got = receiving(bound(ANY, PORT));
    expect(send(bound(ANY, PORT + 1), 'x', DEVICE_IP, PORT)).toBe(Err.OK);
    expect(got).toEqual([]);
  });
});

describe('ephemeral ports', () => {
  it('are given on connecting and on sending, one behind the other', () => {
    const [a, b, c] = [udp.create()!, udp.create()!, udp.create()!];
    udp.connect(a, LOOPBACK_IP, PORT);
    udp.send(b, datagram('x'), DEVICE_IP, PORT);
    udp.bind(c, ANY, 0);
    expect([a, b, c].map(({ localPort }) => localPort)).toEqual([0xc001, 0xc002, 0xc003]);
  });

  it('a bound socket keeps its own', () => {
    const pcb = bound(ANY, PORT);
    udp.connect(pcb, LOOPBACK_IP, PORT + 1);
    udp.send(pcb, datagram('x'), DEVICE_IP, PORT);
    expect(pcb.localPort).toBe(PORT);
  });

  it('are none when all are in use', () => {
    for (let port = 0xc000; port <= 0xffff; port++)
      udp.pcbs.push(Object.assign(new UdpPcb(), { localPort: port }));
    const pcb = udp.create()!;
    expect(udp.bind(pcb, ANY, 0)).toBe(Err.USE);
    expect(udp.connect(pcb, LOOPBACK_IP, PORT)).toBe(Err.USE);
    expect(udp.send(pcb, datagram('x'), LOOPBACK_IP, PORT)).toBe(Err.USE);
  });

  it('go round from 49152 to 65535, past those in use', () => {
    const seen: number[] = [];
    bound(ANY, 0xc000);
    const pcb = udp.create()!;
    for (let i = 0; i < 0x4000; i++) {
      udp.bind(pcb, ANY, 0);
      seen.push(pcb.localPort);
      pcb.localPort = 0;
    }
    expect(seen[0]).toBe(0xc001);
    expect(Math.max(...seen)).toBe(0xffff);
    expect(seen.at(-1)).toBe(0xc001);
  });
});
