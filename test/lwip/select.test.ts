/** select(), poll(), and datagrams through the loopback interface. */

import { describe, expect, it } from 'vitest';
import { EBADF, EINVAL, ENOMEM, EWOULDBLOCK } from '../../sim/lwip/core/errno.js';
import { FdSet, POLLIN, POLLNVAL, POLLOUT } from '../../sim/lwip/sockets/socket-api.js';
import { LOOPBACK_IP } from '../../sim/wire/segment.js';
import { SocketBench, W800, W800_TICK_US } from './fake-tcp.js';

const MAX_FD = 64;
const VFS_BYTES = 56 + 8;

function setOf(...fds: number[]): FdSet {
  const set = new FdSet();
  for (const fd of fds) set.add(fd);
  return set;
}

describe('select', () => {
  it('waits ceil(ms / tick) + 1 ticks on ESP-IDF, with two heap blocks', () => {
    const bench = new SocketBench();
    const seen: number[] = [];
    let before = 0;
    bench.task(function* () {
      const fd = yield* bench.sockets.socket('inet', 'dgram');
      before = bench.memory.heap.used;
      const read = setOf(fd);
      seen.push(yield* bench.sockets.select(MAX_FD, read, undefined, undefined, 95), bench.kernel.nowUs);
      expect(read.has(fd)).toBe(false);
    });
    bench.runTo(1);
    expect(bench.memory.heap.used).toBe(before + VFS_BYTES);
    bench.runTo(1000);
    expect(seen).toEqual([0, 110_000]);
  });

  it('waits floor(ms / tick) ticks on the W800', () => {
    const bench = new SocketBench(W800, W800_TICK_US);
    const seen: number[] = [];
    bench.task(function* () {
      const fd = yield* bench.sockets.socket('inet', 'dgram');
      seen.push(yield* bench.sockets.select(9, setOf(fd), undefined, undefined, 95), bench.kernel.nowUs);
    });
    bench.runTo(1000);
    expect(seen).toEqual([0, 95_000]);
  });

  it('is woken by a connection and by data, and says by which', () => {
    const bench = new SocketBench();
    const seen: unknown[] = [];
    bench.task(function* () {
      const listen = yield* bench.listening();
      let fd = 0;
      for (let i = 0; i < 2; i++) {
        const read = fd ? setOf(listen, fd) : setOf(listen);
        const n = yield* bench.sockets.select(MAX_FD, read, undefined, undefined, undefined);
        seen.push([n, read.has(listen), fd !== 0 && read.has(fd)]);
        if (read.has(listen)) fd = yield* bench.sockets.accept(listen);
      }
    });
    const { pcb } = bench.arrive(1);
    bench.deliver(pcb, 'x');
    expect(seen).toEqual([
      [1, true, false],
      [1, false, true],
    ]);
  });

  it('of a closed fd is EBADF, also when it is closed meanwhile', () => {
    const bench = new SocketBench();
    const results: number[] = [];
    let fd = 0;
    const { kernel, sockets } = bench;
    bench.task(function* () {
      fd = yield* sockets.socket('inet', 'dgram');
      results.push(yield* sockets.select(MAX_FD, setOf(fd, 60), undefined, undefined, 0));
      results.push(kernel.current!.errno);
      kernel.current!.errno = 0;
      results.push(yield* sockets.select(MAX_FD, setOf(fd), undefined, undefined, undefined));
      results.push(kernel.current!.errno);
    });
    bench.task(function* () {
      yield* bench.sockets.close(fd);
      expect(bench.sockets.countForTrace()).toBe(1);
    });
    expect(results).toEqual([-1, EBADF, -1, EBADF]);
    expect(bench.sockets.countForTrace()).toBe(0);
    expect(bench.sockets.netconnCount).toBe(0);
  });

  it('without memory takes exactly 10 ms and is ENOMEM', () => {
    const bench = new SocketBench({ heapLimitBytes: 52 + 116 + 80 + 88 + VFS_BYTES - 1 });
    const seen: number[] = [];
    const task = bench.task(function* () {
      const fd = yield* bench.sockets.socket('inet', 'dgram');
      yield* bench.kernel.sleepTicks(1);
      seen.push(yield* bench.sockets.select(MAX_FD, setOf(fd), undefined, undefined, 0), bench.kernel.nowUs);
    });
    bench.runTo(1000);
    expect(seen).toEqual([-1, 20_000]);
    expect(task.errno).toBe(ENOMEM);
    expect(bench.memory.heap.used).toBe(52 + 116 + 80);
  });

  it('tries for the semaphore twice, then the task reads a NULL pointer', () => {
    // Room for the socket, its task's semaphore and the select blocks, but not for a second semaphore.
    const bench = new SocketBench({ heapLimitBytes: 52 + 116 + 80 + 88 + VFS_BYTES });
    let fd = 0;
    bench.task(function* () {
      fd = yield* bench.sockets.socket('inet', 'dgram');
      yield* bench.kernel.sleepTicks(100);
    });
    bench.task(function* () {
      yield* bench.sockets.select(MAX_FD, setOf(fd), undefined, undefined, undefined);
    }, 'second');
    expect(bench.refusals.map((r) => r.effect)).toEqual(Array(2).fill('no semaphore for task second'));
    expect(bench.kernel.panic?.cause.why).toBe('memory access fault');
    expect(bench.kernel.panic?.task?.name).toBe('second');
  });

  it.each([
    [-1, -1],
    [0, 0],
    [64, 0],
    [65, -1],
  ])('takes up to 64 fds: %i', (maxFdPlus1, expected) => {
    const bench = new SocketBench();
    let result = 9;
    const task = bench.task(function* () {
      result = yield* bench.sockets.select(maxFdPlus1, undefined, undefined, undefined, 0);
    });
    bench.runTo(100);
    expect(result).toBe(expected);
    if (expected < 0) expect(task.errno).toBe(EINVAL);
  });

  it('wakes the higher of two waiting tasks first', () => {
    const bench = new SocketBench();
    const order: string[] = [];
    let listen = 0;
    bench.task(function* () {
      listen = yield* bench.listening();
    });
    const waiter = function* (name: string): Generator<void, void, void> {
      yield* bench.sockets.select(MAX_FD, setOf(listen), undefined, undefined, undefined);
      order.push(name);
    };
    bench.task(() => waiter('low'), 'low', 3);
    bench.task(() => waiter('high'), 'high', 4);
    bench.arrive(1);
    expect(order).toEqual(['high', 'low']);
  });
});

describe('poll', () => {
  it('reports what is asked for and POLLNVAL for what is not a socket', () => {
    const bench = new SocketBench(W800, W800_TICK_US);
    const results: number[] = [];
    const fds = [
      { fd: 1, events: POLLIN | POLLOUT, revents: 0 },
      { fd: -1, events: POLLIN, revents: 7 },
    ];
    const bad = [{ fd: 40, events: POLLIN, revents: 0 }];
    bench.task(function* () {
      yield* bench.sockets.socket('inet', 'dgram');
      results.push(yield* bench.sockets.poll(fds, 0), yield* bench.sockets.poll(bad, 0));
    });
    expect(results).toEqual([1, -1]);
    expect(fds.map((f) => f.revents)).toEqual([POLLOUT, 0]);
    expect(bad[0]!.revents).toBe(POLLNVAL);
  });

  it('waits for an event', () => {
    const bench = new SocketBench(W800, W800_TICK_US);
    const fds = [{ fd: 1, events: POLLIN, revents: 0 }];
    const results: number[] = [];
    bench.task(function* () {
      yield* bench.listening();
      results.push(yield* bench.sockets.poll(fds, -1));
    });
    expect(results).toEqual([]);
    bench.arrive(1);
    expect(results).toEqual([1]);
    expect(fds[0]!.revents).toBe(POLLIN);
  });
});

describe('datagrams', () => {
  const PORT = 32768;

  function* pair(bench: SocketBench): Generator<void, [number, number], void> {
    const receiver = yield* bench.sockets.socket('inet', 'dgram');
    yield* bench.sockets.bind(receiver, { ip: LOOPBACK_IP, port: PORT });
    return [receiver, yield* bench.sockets.socket('inet', 'dgram')];
  }

  it('hold a pbuf and a netbuf until they are received; the 7th is lost silently', () => {
    const bench = new SocketBench();
    const held: number[] = [];
    const results: unknown[] = [];
    bench.task(function* () {
      const [receiver, sender] = yield* pair(bench);
      const to = { ip: LOOPBACK_IP, port: PORT };
      const before = bench.memory.heap.used;
      for (let i = 0; i < 7; i++) {
        results.push(yield* bench.sockets.sendto(sender, { length: 12, value: i }, to));
        held.push(bench.memory.heap.used - before);
      }
      for (let i = 0; i < 7; i++) {
        results.push((yield* bench.sockets.recvDatagram(receiver, 8))?.value);
      }
      results.push(bench.kernel.current!.errno, bench.memory.heap.used - before);
    });
    // Loopback copy 72, netbuf 36, as measured.
    expect(held).toEqual([108, 216, 324, 432, 540, 648, 648]);
    expect(results).toEqual([12, 12, 12, 12, 12, 12, 12, 0, 1, 2, 3, 4, 5, undefined, EWOULDBLOCK, 0]);
    expect(bench.refusals).toMatchObject([
      { resource: { kind: 'recv mbox udp', of: `:${PORT}` }, size: 6, effect: 'datagram lost' },
    ]);
  });

  it('wake a higher task before sendto returns', () => {
    const bench = new SocketBench();
    const order: string[] = [];
    let fds: [number, number] = [0, 0];
    bench.task(
      function* () {
        fds = yield* pair(bench);
        const datagram = yield* bench.sockets.recvDatagram(fds[0]);
        order.push(`received ${String(datagram?.value)}`);
      },
      'high',
      5,
    );
    bench.task(
      function* () {
        yield* bench.sockets.sendto(fds[1], { length: 4, value: 'x' }, { ip: LOOPBACK_IP, port: PORT });
        order.push('sent');
      },
      'low',
      1,
    );
    expect(order).toEqual(['received x', 'sent']);
  });

  it('are limited by the NETBUF pool where pools are static', () => {
    const pools = { NETCONN: 4, TCP_PCB: 5, TCP_PCB_LISTEN: 2, TCP_SEG: 9, UDP_PCB: 2, NETBUF: 2 };
    const bench = new SocketBench({
      poolSizes: { ...pools, TCPIP_MSG_API: 2, TCPIP_MSG_INPKT: 2, SYS_TIMEOUT: 2 },
    });
    const results: unknown[] = [];
    bench.task(function* () {
      const [receiver, sender] = yield* pair(bench);
      const before = bench.memory.heap.used;
      for (let i = 0; i < 3; i++) {
        yield* bench.sockets.sendto(sender, { length: 12, value: i }, { ip: LOOPBACK_IP, port: PORT });
      }
      for (let i = 0; i < 3; i++) results.push((yield* bench.sockets.recvDatagram(receiver, 8))?.value);
      results.push(yield* bench.sockets.socket('inet', 'dgram'), bench.memory.heap.used - before);
    });
    // The third one's copy is free again.
    expect(results).toEqual([0, 1, undefined, -1, 0]);
    expect(bench.refusals.map((r) => r.resource.kind)).toEqual(['MEMP_NETBUF', 'MEMP_UDP_PCB']);
  });
});
