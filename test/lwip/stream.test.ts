/** recv(), send(), connect(), close() of connections. */

import { describe, expect, it } from 'vitest';
import { EAGAIN, ECONNRESET, EHOSTUNREACH, EINPROGRESS, ENOPROTOOPT, ENOTCONN, Err } from './names.js';
import { MSG_DONTWAIT, MSG_PEEK } from '../../sim/lwip/sockets/socket-api.js';
import type { TcpEvent } from '../../sim/lwip/tcp/pcb/connection.table.js';
import type { TcpPcb } from '../../sim/lwip/tcp/pcb/pcb.js';
import { SocketBench } from './fake-tcp.js';

interface Timeouts {
  readonly timeoutMs?: number;
  readonly seconds?: number;
}

/** A bench whose client 1 is connected, and a task that works on its socket. */
function withConnection(
  body: (bench: SocketBench, fd: number, pcb: TcpPcb) => Generator<void, void, void>,
  bench = new SocketBench(),
): { bench: SocketBench; task: ReturnType<SocketBench['task']>; pcb: TcpPcb } {
  let pcb: TcpPcb | undefined;
  const task = bench.task(function* () {
    const connection = yield* bench.connected();
    ({ pcb } = connection);
    bench.tcp.calls.length = 0;
    yield* body(bench, connection.fd, connection.pcb);
  });
  return { bench, task, pcb: pcb! };
}

describe('recv', () => {
  it('waits for the first packet only and keeps what does not fit', () => {
    const results: number[] = [];
    const { bench, pcb } = withConnection(function* ({ sockets }, fd) {
      const buffer = new Uint8Array(4);
      results.push(yield* sockets.recv(fd, buffer, 0, 4));
      results.push(yield* sockets.recv(fd, buffer, 0, 4));
      results.push(yield* sockets.recv(fd, buffer, 0, 4, MSG_DONTWAIT));
    });
    expect(results).toEqual([]);
    bench.deliver(pcb, 'abcdef');
    expect(results).toEqual([4, 2, -1]);
    expect(bench.tcp.calls).toEqual(['received 4', 'received 2']);
  });

  it('peeks without consuming', () => {
    const results: number[] = [];
    const { bench, pcb } = withConnection(function* ({ sockets }, fd) {
      const buffer = new Uint8Array(9);
      results.push(yield* sockets.recv(fd, buffer, 0, 9, MSG_PEEK));
      results.push(yield* sockets.recv(fd, buffer, 0, 9));
    });
    bench.deliver(pcb, 'abc');
    expect(results).toEqual([3, 3]);
    expect(bench.tcp.calls).toEqual(['received 3']);
  });

  it('returns data before the FIN, then 0, then ENOTCONN', () => {
    const results: [number, number][] = [];
    const { bench, pcb, task } = withConnection(function* ({ sockets, kernel }, fd) {
      yield* kernel.sleepTicks(1);
      const buffer = new Uint8Array(9);
      for (let i = 0; i < 3; i++) results.push([yield* sockets.recv(fd, buffer, 0, 9), task.errno]);
    });
    bench.deliver(pcb, 'abc');
    bench.finish(pcb);
    bench.runTo(50);
    expect(results).toEqual([
      [3, 0],
      [0, ENOTCONN],
      [-1, ENOTCONN],
    ]);
    expect(bench.tcp.calls).toEqual(['received 3', 'shutdown rd']);
  });

  it('stays readable after a FIN that was seen behind data', () => {
    let readable = false;
    const { bench, pcb } = withConnection(function* ({ sockets, kernel }, fd) {
      yield* kernel.sleepTicks(1);
      yield* sockets.recv(fd, new Uint8Array(9), 0, 9);
      readable = sockets.table.lookup(fd)!.readable;
    });
    bench.deliver(pcb, 'abc');
    bench.finish(pcb);
    bench.runTo(50);
    expect(readable).toBe(true);
  });

  it('times out on a tick: floor(ms / tick) ticks from the tick of the call', () => {
    const times: number[] = [];
    const { bench, task } = withConnection(function* ({ sockets, kernel }, fd) {
      yield* sockets.setsockopt(fd, { name: 'SO_RCVTIMEO', timeoutMs: 5009 });
      kernel.at(201_000, () => undefined);
      yield* kernel.sleepTicks(20);
      times.push(kernel.nowUs, yield* sockets.recv(fd, new Uint8Array(1), 0, 1), kernel.nowUs);
    });
    bench.runTo(10_000);
    expect(times).toEqual([200_000, -1, 5_200_000]);
    expect(task.errno).toBe(EAGAIN);
  });

  it('of a reset connection: queued data first, then ECONNRESET once, then ENOTCONN', () => {
    const results: [number, number][] = [];
    const { bench, pcb, task } = withConnection(function* ({ sockets, kernel }, fd) {
      yield* kernel.sleepTicks(1);
      for (let i = 0; i < 4; i++) {
        results.push([yield* sockets.recv(fd, new Uint8Array(1), 0, 1), task.errno]);
      }
    });
    bench.deliver(pcb, 'a');
    bench.fail(pcb, Err.RST);
    bench.runTo(50);
    expect(results).toEqual([
      [1, 0],
      [-1, ECONNRESET],
      [-1, ECONNRESET],
      [-1, ENOTCONN],
    ]);
  });

  it('loses the reset when the mailbox was full and data was returned first, as lwIP does', () => {
    const results: [number, number][] = [];
    const { bench, pcb, task } = withConnection(function* ({ sockets, kernel }, fd) {
      yield* kernel.sleepTicks(1);
      for (let i = 0; i < 2; i++)
        results.push([yield* sockets.recv(fd, new Uint8Array(9), 0, 9), task.errno]);
    });
    for (let i = 0; i < 6; i++) bench.deliver(pcb, 'x');
    bench.fail(pcb, Err.RST);
    bench.runTo(50);
    expect(results).toEqual([
      [6, 0],
      [-1, ENOTCONN],
    ]);
  });

  it('with a full mailbox the segment is refused until there is room', () => {
    const { bench, pcb } = withConnection(function* ({ sockets, kernel }, fd) {
      yield* kernel.sleepTicks(1);
      yield* sockets.recv(fd, new Uint8Array(1), 0, 1);
    });
    for (let i = 0; i < 6; i++) expect(bench.deliver(pcb, 'x')).toBe(Err.OK);
    expect(bench.deliver(pcb, 'x')).toBe(Err.MEM);
    expect(bench.deliver(pcb, 'x')).toBe(Err.MEM);
    expect(bench.refusals).toMatchObject([
      {
        resource: { kind: 'recv mbox', of: 'c1' },
        used: 6,
        size: 6,
        c: 'c1',
        holders: [{ name: 'c1', units: 6 }],
      },
    ]);
    bench.runTo(20);
    expect(bench.deliver(pcb, 'x')).toBe(Err.OK);
    expect(bench.deliver(pcb, 'x')).toBe(Err.MEM);
    expect(bench.refusals).toHaveLength(2);
  });
});

describe('send', () => {
  it('queues what fits and sends the rest when bytes are acknowledged', () => {
    const results: number[] = [];
    const { bench, pcb } = withConnection(function* ({ sockets }, fd) {
      results.push(yield* sockets.send(fd, new Uint8Array(7000), 0, 7000));
    });
    expect(results).toEqual([]);
    expect(pcb.wantsPoll).toBe(true);
    expect(bench.tcp.calls).toEqual(['write 5760 more']);
    expect(bench.sockets.inspect()[1]).toMatchObject({
      netconn: 'write',
      writable: false,
      waitingTasks: ['task'],
    });
    pcb.sndBuf = 5760;
    bench.inTcpip(() => pcb.onSent!(pcb, 5760));
    expect(results).toEqual([7000]);
    expect(bench.tcp.calls).toEqual(['write 5760 more', 'write 1240']);
    expect(pcb.wantsPoll).toBe(false);
    expect(bench.sockets.inspect()[1]).toMatchObject({ netconn: 'none', writable: true });
  });

  it('what fills the buffer to the last byte is all there is: nothing more comes behind it', () => {
    const { bench } = withConnection(function* ({ sockets }, fd) {
      yield* sockets.send(fd, new Uint8Array(5760), 0, 5760);
    });
    expect(bench.tcp.calls).toEqual(['write 5760']);
  });

  it('gives up at the first poll after SO_SNDTIMEO, with what was written', () => {
    const results: number[] = [];
    const { bench, pcb } = withConnection(function* ({ sockets }, fd) {
      yield* sockets.setsockopt(fd, { name: 'SO_SNDTIMEO', timeoutMs: 5000 });
      results.push(yield* sockets.send(fd, new Uint8Array(7000), 0, 7000));
    });
    bench.runTo(4990);
    bench.inTcpip(() => pcb.onPoll!(pcb));
    expect(results).toEqual([]);
    bench.runTo(5000);
    bench.inTcpip(() => pcb.onPoll!(pcb));
    expect(results).toEqual([5760]);
  });

  it('non-blocking: part of it, then EAGAIN, and writable again by the poll', () => {
    const results: number[] = [];
    const { bench, pcb, task } = withConnection(function* ({ sockets }, fd) {
      yield* sockets.setNonBlocking(fd, true);
      results.push(yield* sockets.send(fd, new Uint8Array(7000), 0, 7000));
      results.push(yield* sockets.send(fd, new Uint8Array(7000), 0, 7000));
      yield* sockets.recv(fd, new Uint8Array(1), 0, 1);
    });
    expect(results).toEqual([5760, -1]);
    expect(task.errno).toBe(EAGAIN);
    expect(bench.sockets.inspect()[1]!.writable).toBe(false);
    pcb.sndBuf = 2881;
    bench.inTcpip(() => pcb.onPoll!(pcb));
    expect(bench.sockets.inspect()[1]!.writable).toBe(false);
    pcb.sndBuf = 2882;
    bench.inTcpip(() => pcb.onPoll!(pcb));
    expect(bench.sockets.inspect()[1]!.writable).toBe(true);
    expect(pcb.wantsPoll).toBe(false);
  });

  it('waits for memory and is tried again by the poll', () => {
    const results: number[] = [];
    const bench = new SocketBench();
    bench.tcp.writeResults.push(Err.MEM);
    const { pcb } = withConnection(function* ({ sockets }, fd) {
      results.push(yield* sockets.send(fd, new Uint8Array(10), 0, 10));
    }, bench);
    expect(results).toEqual([]);
    bench.inTcpip(() => pcb.onPoll!(pcb));
    expect(results).toEqual([10]);
  });

  it('fails with ECONNRESET when the connection is reset under it', () => {
    const results: number[] = [];
    const { bench, pcb, task } = withConnection(function* ({ sockets }, fd) {
      results.push(yield* sockets.send(fd, new Uint8Array(7000), 0, 7000));
    });
    bench.fail(pcb, Err.RST);
    expect(results).toEqual([-1]);
    expect(task.errno).toBe(ECONNRESET);
  });

  it('ends with ENOTCONN when another task closes the socket', () => {
    const results: number[] = [];
    const { bench, task } = withConnection(function* ({ sockets }, fd) {
      results.push(yield* sockets.send(fd, new Uint8Array(7000), 0, 7000));
    });
    bench.task(function* () {
      results.push(yield* bench.sockets.close(55));
    });
    expect(results).toEqual([0, -1]);
    expect(task.errno).toBe(ENOTCONN);
    expect(bench.sockets.netconnCount).toBe(1);
  });

  it('a wait is told from its begin to its end, a call that does not wait is not', () => {
    const told: string[] = [];
    const bench = new SocketBench();
    bench.trace.subscribe(['blocked'], (record) => {
      if (record.k === 'blocked') told.push(`${record.ev} ${record.call} ${record.c} ${record.t}`);
    });
    const { pcb } = withConnection(function* ({ sockets }, fd) {
      yield* sockets.send(fd, new Uint8Array(10), 0, 10);
      yield* sockets.send(fd, new Uint8Array(7000), 0, 7000);
      yield* sockets.send(fd, new Uint8Array(10), 0, 10);
      yield* sockets.recv(fd, new Uint8Array(10), 0, 10);
    }, bench);
    expect(told).toEqual(['begin send c1 0']);
    bench.runTo(20);
    pcb.sndBuf = 5760;
    bench.inTcpip(() => pcb.onSent!(pcb, 5750));
    bench.runTo(30);
    bench.deliver(pcb, 'abc');
    expect(told).toEqual([
      'begin send c1 0',
      'end send c1 20000',
      'begin recv c1 20000',
      'end recv c1 30000',
    ]);
  });

  it('reports a route error at once', () => {
    const bench = new SocketBench();
    bench.tcp.outputResult = Err.RTE;
    const { task } = withConnection(function* ({ sockets }, fd) {
      expect(yield* sockets.send(fd, new Uint8Array(10), 0, 10)).toBe(-1);
    }, bench);
    expect(task.errno).toBe(EHOSTUNREACH);
  });
});

describe('connect', () => {
  it('waits for the handshake', () => {
    const bench = new SocketBench();
    const results: number[] = [];
    bench.task(function* () {
      const fd = yield* bench.sockets.socket('inet', 'stream');
      results.push(yield* bench.sockets.connect(fd, { ip: 9, port: 80 }));
    });
    expect(bench.sockets.inspect()[0]).toMatchObject({
      netconn: 'connect',
      tcp: 'syn-sent',
      writable: false,
    });
    const slot = bench.sockets.table.slots[0]!;
    const pcb = slot.conn!.tcp!;
    bench.inTcpip(() => pcb.onConnected!(pcb));
    expect(results).toEqual([0]);
    expect(slot.writable).toBe(true);
  });

  it('non-blocking: EINPROGRESS, and SO_ERROR tells of the failure once', () => {
    const bench = new SocketBench();
    const errors: number[] = [];
    let fd = 0;
    const task = bench.task(function* () {
      fd = yield* bench.sockets.socket('inet', 'stream');
      yield* bench.sockets.setNonBlocking(fd, true);
      errors.push(yield* bench.sockets.connect(fd, { ip: 9, port: 80 }));
    });
    expect(task.errno).toBe(EINPROGRESS);
    bench.fail(bench.sockets.table.slots[0]!.conn!.tcp!, Err.RST);
    bench.task(function* () {
      errors.push(yield* bench.sockets.getSocketError(fd), yield* bench.sockets.getSocketError(fd));
    });
    expect(errors).toEqual([-1, ECONNRESET, 0]);
  });
});

describe('close', () => {
  it('waits for memory for the FIN and is tried again by poll and ACK', () => {
    const results: number[] = [];
    const bench = new SocketBench();
    bench.tcp.closeResults.push(Err.MEM, Err.MEM);
    const { pcb } = withConnection(function* ({ sockets }, fd) {
      results.push(yield* sockets.close(fd));
    }, bench);
    expect(results).toEqual([]);
    expect(pcb.pollInterval).toBe(1);
    expect(bench.sockets.inspect()[1]).toMatchObject({ slot: 'closing', netconn: 'close' });
    bench.inTcpip(() => pcb.onPoll!(pcb));
    expect(results).toEqual([]);
    bench.inTcpip(() => pcb.onSent!(pcb, 1));
    expect(results).toEqual([0]);
    expect(bench.tcp.calls).toEqual(['close', 'close', 'close']);
  });

  it('aborts after 20 s without memory', () => {
    const results: number[] = [];
    const bench = new SocketBench();
    bench.tcp.closeResults.push(Err.MEM, Err.MEM, Err.MEM);
    const { pcb } = withConnection(function* ({ sockets }, fd) {
      results.push(yield* sockets.close(fd));
    }, bench);
    bench.runTo(20_000);
    bench.inTcpip(() => pcb.onPoll!(pcb));
    expect(results).toEqual([0]);
    expect(bench.tcp.calls).toEqual(['close', 'close', 'abort']);
  });

  it('succeeds when the connection is reset while it waits', () => {
    const results: number[] = [];
    const bench = new SocketBench();
    bench.tcp.closeResults.push(Err.MEM);
    const { pcb } = withConnection(function* ({ sockets }, fd) {
      results.push(yield* sockets.close(fd));
    }, bench);
    bench.fail(pcb, Err.RST);
    expect(results).toEqual([0]);
    expect(bench.sockets.netconnCount).toBe(1);
  });

  it('lingers until everything is acknowledged', () => {
    const results: number[] = [];
    const bench = new SocketBench({ LWIP_SO_LINGER: true });
    const { pcb } = withConnection(function* ({ sockets }, fd, own) {
      own.unacked.push({} as never);
      yield* sockets.setsockopt(fd, { name: 'SO_LINGER', on: true, seconds: 3 });
      results.push(yield* sockets.close(fd));
    }, bench);
    expect(bench.tcp.calls).toEqual(['close without rst']);
    bench.inTcpip(() => pcb.onPoll!(pcb));
    expect(results).toEqual([]);
    pcb.unacked.length = 0;
    bench.inTcpip(() => pcb.onSent!(pcb, 1));
    expect(results).toEqual([0]);
    expect(bench.tcp.calls).toEqual(['close without rst', 'close without rst', 'close']);
  });

  /** Closes a socket with unacknowledged data that lingers so long; results and TCP's calls at given times. */
  function closing(seconds: number, { nonBlocking = false, on = true } = {}) {
    const results: number[] = [];
    const bench = new SocketBench({ LWIP_SO_LINGER: true });
    const { pcb, task } = withConnection(function* ({ sockets }, fd, own) {
      own.unacked.push({} as never);
      yield* sockets.setsockopt(fd, { name: 'SO_LINGER', on, seconds });
      if (nonBlocking) yield* sockets.setNonBlocking(fd, true);
      results.push(yield* sockets.close(fd));
    }, bench);
    const pollAt = (ms: number): void => {
      bench.runTo(ms);
      bench.inTcpip(() => pcb.onPoll?.(pcb));
    };
    return { results, calls: bench.tcp.calls, pollAt, task };
  }

  it.each([{ nonBlocking: false }, { nonBlocking: true }])('a linger time of 0 resets at once, %j', (how) => {
    const { results, calls } = closing(0, how);
    expect(calls).toEqual(['abort']);
    expect(results).toEqual([0]);
  });

  it('a linger time that is over resets, and not before', () => {
    const { results, calls, pollAt } = closing(3);
    pollAt(2990);
    expect(calls).toEqual(['close without rst', 'close without rst']);
    expect(results).toEqual([]);
    pollAt(3000);
    expect(calls.at(-1)).toBe('abort');
    expect(results).toEqual([0]);
  });

  it('a linger time that is switched off again closes as usual', () => {
    const { results, calls } = closing(3, { on: false });
    expect(calls).toEqual(['close']);
    expect(results).toEqual([0]);
  });

  it('a socket that does not block cannot linger', () => {
    const { results, calls, task } = closing(3, { nonBlocking: true });
    expect(calls).toEqual([]);
    expect([results, task.errno]).toEqual([[-1], EAGAIN]);
  });

  it.each([
    ['20 s', {}, 20_000],
    ['the time that sending may take', { timeoutMs: 700 }, 700],
    ['the linger time', { timeoutMs: 700, seconds: 2 }, 2000],
  ])('without memory is given up after %s', (_what, { timeoutMs, seconds }: Timeouts, lastMs) => {
    const results: number[] = [];
    const bench = new SocketBench({ LWIP_SO_LINGER: true });
    bench.tcp.closeResults.push(...Array<Err>(9).fill(Err.MEM));
    const { pcb } = withConnection(function* ({ sockets }, fd) {
      if (timeoutMs !== undefined) yield* sockets.setsockopt(fd, { name: 'SO_SNDTIMEO', timeoutMs });
      if (seconds !== undefined) yield* sockets.setsockopt(fd, { name: 'SO_LINGER', on: true, seconds });
      results.push(yield* sockets.close(fd));
    }, bench);
    bench.runTo(lastMs - 10);
    bench.inTcpip(() => pcb.onPoll!(pcb));
    expect(bench.tcp.calls).not.toContain('abort');
    bench.runTo(lastMs);
    bench.inTcpip(() => pcb.onPoll!(pcb));
    expect(bench.tcp.calls.at(-1)).toBe('abort');
    expect(results).toEqual([0]);
  });

  it('SO_LINGER that is not compiled in is ENOPROTOOPT', () => {
    const { task } = withConnection(function* ({ sockets }, fd) {
      expect(yield* sockets.setsockopt(fd, { name: 'SO_LINGER', on: true, seconds: 0 })).toBe(-1);
    });
    expect(task.errno).toBe(ENOPROTOOPT);
  });

  it('drops unread data with the socket', () => {
    const { bench, pcb } = withConnection(function* ({ sockets, kernel }, fd) {
      yield* kernel.sleepTicks(1);
      yield* sockets.recv(fd, new Uint8Array(1), 0, 1);
      yield* sockets.close(fd);
    });
    bench.deliver(pcb, 'abc');
    bench.deliver(pcb, 'def');
    bench.runTo(20);
    // Left: the listener, and the pcb that the fake keeps.
    expect(bench.memory.heap.used).toBe(52 + 116 + 76 + 208);
  });
});

describe('shutdown of the receiving side', () => {
  /** What TCP is told by shutdown(fd, SHUT_RD) in a state that these events lead to. */
  function told(...events: TcpEvent[]): string[] {
    const { bench } = withConnection(function* ({ sockets }, fd, pcb) {
      for (const event of events) pcb.lifecycle.send(event);
      yield* sockets.shutdown(fd, 'rd');
    });
    return bench.tcp.calls;
  }

  it.each<[string, TcpEvent[]]>([
    ['fin-wait-1', ['fin-queued']],
    ['fin-wait-2', ['fin-queued', 'fin-acked']],
    ['closing', ['fin-queued', 'fin-received']],
  ])('closes both in %s, where the sending side is closed already', (_state, events) => {
    expect(told(...events)).toEqual(['close']);
  });

  it.each<[string, TcpEvent[]]>([
    ['established', []],
    ['close-wait', ['fin-received']],
  ])('closes that side alone in %s', (_state, events) => {
    expect(told(...events)).toEqual(['shutdown rd']);
  });

  it('is answered while another task waits in send(), which goes on waiting', () => {
    const results: number[] = [];
    const { bench } = withConnection(function* ({ sockets }, fd) {
      results.push(yield* sockets.send(fd, new Uint8Array(7000), 0, 7000));
    });
    bench.tcp.calls.length = 0;
    let answer = 1;
    bench.task(function* () {
      answer = yield* bench.sockets.shutdown(55, 'rd');
    });
    expect(answer).toBe(0);
    expect(bench.tcp.calls).toEqual(['shutdown rd']);
    expect(results).toEqual([]);
  });
});
