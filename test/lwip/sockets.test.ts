/** The socket table, heap per call, accept and its refusals. */

import { describe, expect, it } from 'vitest';
import { EBADF, ECONNABORTED, ENFILE, ENOBUFS, ENOTCONN, Err } from '../../sim/lwip/core/errno.js';
import { SocketBench, W800, W800_TICK_US } from './fake-tcp.js';

/** What a task's first call costs. */
const THREAD_SEMAPHORE = 4 + 84;
const NETCONN = 52;
const MAILBOX = 8 + 108;

describe('heap', () => {
  it('a TCP socket: netconn, mailbox, pcb, and once per task its semaphore', () => {
    const bench = new SocketBench();
    const heap: number[] = [];
    bench.task(function* () {
      yield* bench.sockets.socket('inet', 'stream');
      heap.push(bench.memory.heap.used);
      yield* bench.sockets.socket('inet', 'dgram');
      heap.push(bench.memory.heap.used);
    });
    expect(heap[0]).toBe(NETCONN + MAILBOX + THREAD_SEMAPHORE + 208);
    expect(heap[1]! - heap[0]!).toBe(NETCONN + MAILBOX + 80);
    // The task has ended: its semaphore is free again.
    expect(bench.memory.heap.used).toBe(heap[1]! - THREAD_SEMAPHORE);
  });

  it('a listener swaps its pcb for a smaller one and keeps one mailbox', () => {
    const bench = new SocketBench();
    let heap = 0;
    bench.task(function* () {
      yield* bench.listening();
      heap = bench.memory.heap.used;
    });
    expect(heap).toBe(NETCONN + MAILBOX + 76 + THREAD_SEMAPHORE);
  });

  it('everything is given back by close', () => {
    const bench = new SocketBench();
    bench.task(function* () {
      const { listen, fd } = yield* bench.connected();
      const udp = yield* bench.sockets.socket('inet', 'dgram');
      yield* bench.sockets.close(udp);
      yield* bench.sockets.close(fd);
      yield* bench.sockets.close(listen);
    });
    // The fake keeps the closed connection's pcb.
    expect(bench.memory.heap.used).toBe(208);
    expect(bench.sockets.netconnCount).toBe(0);
    expect(bench.sockets.countForTrace()).toBe(0);
  });

  it('socket() without memory is ENOBUFS and leaves nothing behind', () => {
    const bench = new SocketBench({ heapLimitBytes: NETCONN + MAILBOX + THREAD_SEMAPHORE + 100 });
    const results: number[] = [];
    let used = 0;
    const task = bench.task(function* () {
      results.push(yield* bench.sockets.socket('inet', 'stream'));
      used = bench.memory.heap.used;
    });
    expect(results).toEqual([-1]);
    expect(task.errno).toBe(ENOBUFS);
    expect(used).toBe(THREAD_SEMAPHORE);
  });
});

describe('the table', () => {
  it('gives the lowest free fd and ENFILE when full', () => {
    const bench = new SocketBench();
    const fds: number[] = [];
    const task = bench.task(function* () {
      for (let i = 0; i < 11; i++) fds.push(yield* bench.sockets.socket('inet', 'dgram'));
      yield* bench.sockets.close(57);
      fds.push(yield* bench.sockets.socket('inet', 'dgram'));
    });
    expect(fds).toEqual([54, 55, 56, 57, 58, 59, 60, 61, 62, 63, -1, 57]);
    expect(task.errno).toBe(ENFILE);
    expect(bench.sockets.netconnCount).toBe(10);
    expect(bench.refusals).toMatchObject([
      { resource: { kind: 'sockets' }, size: 10, effect: 'socket() failed with ENFILE' },
    ]);
    expect(bench.refusals[0]!.holders).toHaveLength(10);
  });

  it('unknown fds are EBADF', () => {
    const bench = new SocketBench();
    const task = bench.task(function* () {
      yield* bench.sockets.socket('inet', 'dgram');
      expect(yield* bench.sockets.close(55)).toBe(-1);
      expect(yield* bench.sockets.recv(3, new Uint8Array(1), 0, 1)).toBe(-1);
      expect(bench.sockets.isOpen(54)).toBe(true);
      expect(bench.sockets.isOpen(55)).toBe(false);
    });
    expect(task.errno).toBe(EBADF);
  });

  it('a slot that another task still uses is freed when that task leaves', () => {
    const bench = new SocketBench();
    let fd = 0;
    const results: number[] = [];
    const reader = bench.task(function* () {
      ({ fd } = yield* bench.connected());
      results.push(yield* bench.sockets.recv(fd, new Uint8Array(9), 0, 9));
    }, 'reader');
    expect(bench.sockets.inspect().find((s) => s.fd === fd)!.waitingTasks).toEqual(['reader']);
    const seen: number[] = [];
    bench.task(function* () {
      seen.push(bench.sockets.countForTrace());
      yield* bench.sockets.close(fd);
      seen.push(bench.sockets.countForTrace(), bench.sockets.netconnCount);
    }, 'closer');
    expect(results).toEqual([-1]);
    expect(reader.errno).toBe(ENOTCONN);
    expect(seen).toEqual([2, 2, 2]);
    expect(bench.sockets.countForTrace()).toBe(1);
    expect(bench.sockets.netconnCount).toBe(1);
  });
});

describe('accept', () => {
  it('counts the backlog down and hands over data that came early', () => {
    const bench = new SocketBench();
    let listen = 0;
    bench.task(function* () {
      listen = yield* bench.listening();
    });
    const { pcb, err } = bench.arrive(1);
    expect(err).toBe(Err.OK);
    bench.deliver(pcb, 'abc');
    bench.deliver(pcb, 'de');
    const buffer = new Uint8Array(9);
    const results: number[] = [];
    bench.task(function* () {
      const fd = yield* bench.sockets.accept(listen);
      results.push(fd, bench.sockets.table.lookup(fd)!.receiveEvents);
      results.push(yield* bench.sockets.recv(fd, buffer, 0, 9));
      results.push(bench.sockets.table.lookup(fd)!.receiveEvents);
      expect(yield* bench.sockets.getpeername(fd)).toEqual({ ip: 1, port: 49152 });
    });
    expect(results).toEqual([55, 2, 5, 0]);
    expect(new TextDecoder().decode(buffer.subarray(0, 5))).toBe('abcde');
    expect(bench.tcp.calls).toEqual(['delayed', 'accepted', 'received 5']);
  });

  it('without a free slot closes the connection and answers ENFILE', () => {
    const bench = new SocketBench({ MEMP_NUM_NETCONN: 1, LWIP_SOCKET_OFFSET: 63 });
    let listen = 0;
    bench.task(function* () {
      listen = yield* bench.listening();
    });
    bench.arrive(7);
    const results: number[] = [];
    const task = bench.task(function* () {
      results.push(yield* bench.sockets.accept(listen));
    });
    expect(results).toEqual([-1]);
    expect(task.errno).toBe(ENFILE);
    expect(bench.tcp.calls).toEqual(['delayed', 'accepted', 'close']);
    expect(bench.sockets.netconnCount).toBe(1);
    expect(bench.refusals).toMatchObject([
      { resource: { kind: 'sockets' }, c: 'c7', holders: [{ kind: 'part', name: 'listener :80' }] },
    ]);
  });

  it('with a full accept mailbox answers Err.MEM and frees the netconn', () => {
    const bench = new SocketBench();
    bench.task(function* () {
      yield* bench.listening(20);
    });
    for (let i = 1; i <= 6; i++) expect(bench.arrive(i).err).toBe(Err.OK);
    const heap = bench.memory.heap.used;
    const { pcb, err } = bench.arrive(7);
    expect(err).toBe(Err.MEM);
    expect(pcb.onReceive).toBeUndefined();
    expect(bench.memory.heap.used).toBe(heap + 208);
    expect(bench.refusals).toMatchObject([
      {
        resource: { kind: 'accept mbox', of: ':80' },
        size: 6,
        option: 'CONFIG_LWIP_TCP_ACCEPTMBOX_SIZE',
        c: 'c7',
        holders: ['c1', 'c2', 'c3', 'c4', 'c5', 'c6'].map((name) => ({ kind: 'client', name })),
      },
    ]);
  });

  it('without a netconn for the connection the next accept is ECONNABORTED', () => {
    const pools = { NETCONN: 1, TCP_PCB: 5, TCP_PCB_LISTEN: 2, TCP_SEG: 9, UDP_PCB: 1, NETBUF: 2 };
    const poolSizes = { ...pools, TCPIP_MSG_API: 2, TCPIP_MSG_INPKT: 2, SYS_TIMEOUT: 2 };
    const bench = new SocketBench({ poolSizes });
    let listen = 0;
    bench.task(function* () {
      listen = yield* bench.listening();
    });
    expect(bench.arrive(3).err).toBe(Err.MEM);
    const task = bench.task(function* () {
      expect(yield* bench.sockets.accept(listen)).toBe(-1);
    });
    expect(task.errno).toBe(ECONNABORTED);
    expect(bench.refusals).toMatchObject([{ resource: { kind: 'MEMP_NETCONN' }, c: 'c3' }]);
  });

  it('of a connection that was reset meanwhile fails with ENOTCONN', () => {
    const bench = new SocketBench();
    let listen = 0;
    bench.task(function* () {
      listen = yield* bench.listening();
    });
    const { pcb } = bench.arrive(1);
    bench.fail(pcb, Err.RST);
    const task = bench.task(function* () {
      expect(yield* bench.sockets.accept(listen)).toBe(-1);
    });
    expect(task.errno).toBe(ENOTCONN);
    expect(bench.sockets.countForTrace()).toBe(1);
    expect(bench.sockets.netconnCount).toBe(1);
  });

  it('aborts what waits in the mailbox when the listener is closed', () => {
    const bench = new SocketBench();
    bench.task(function* () {
      const listen = yield* bench.listening();
      const pcb = bench.tcp.connection(1);
      const { listener } = bench.tcp;
      bench.tcpip.exec(() => listener!.onAccept!(listener!, pcb, Err.OK));
      yield* bench.sockets.close(listen);
    });
    expect(bench.tcp.calls).toEqual(['delayed', 'close listener', 'abort']);
    expect(bench.sockets.netconnCount).toBe(0);
    expect(bench.memory.heap.used).toBe(0);
  });

  it('is woken when another task closes the listener', () => {
    const bench = new SocketBench();
    let listen = 0;
    const errnos: number[] = [];
    const acceptor = bench.task(function* () {
      listen = yield* bench.listening();
      yield* bench.sockets.accept(listen);
      errnos.push(acceptor.errno);
      yield* bench.sockets.accept(listen);
      errnos.push(acceptor.errno);
    });
    bench.task(function* () {
      yield* bench.sockets.close(listen);
    });
    // First Err.CONN from the mailbox, then the fd is gone.
    expect(errnos).toEqual([ENOTCONN, EBADF]);
  });
});

describe('the W800 port', () => {
  it('waits a tick for nothing at a non-blocking receive, and when a netconn is freed', () => {
    const bench = new SocketBench(W800, W800_TICK_US);
    const times: number[] = [];
    bench.task(function* () {
      const { fd, pcb } = yield* bench.connected();
      yield* bench.sockets.setNonBlocking(fd, true);
      expect(yield* bench.sockets.recv(fd, new Uint8Array(9), 0, 9)).toBe(-1);
      times.push(bench.kernel.nowUs);
      expect(pcb.remoteIp).toBe(1);
      yield* bench.sockets.close(fd);
      times.push(bench.kernel.nowUs);
    });
    bench.runTo(100);
    expect(times).toEqual([1000, 2000]);
  });
});
