/**
 * Socket calls that no server of the models makes, or not in this state: what they answer (`lwip_…` of sockets.c, the
 * `lwip_netconn_do_…` functions of api_msg.c, the table of err.c), and that nothing of the heap stays behind.
 */

import { describe, expect, it, test } from 'vitest';
import * as errnos from '../../sim/lwip/core/errno.js';
import { Err } from '../../sim/lwip/core/errno.js';
import type { LwipOptions } from '../../sim/lwip/core/options.js';
import {
  FdSet,
  MSG_DONTWAIT,
  MSG_MORE,
  MSG_PEEK,
  POLLERR,
  POLLIN,
  POLLOUT,
} from '../../sim/lwip/sockets/socket-api.js';
import { LOOPBACK_IP } from '../../sim/wire/segment.js';
import { SocketBench, W800, W800_TICK_US } from './fake-tcp.js';

const SERVER = { ip: 0x0a00_0001, port: 8080 };
const NOBODY = { ip: 0, port: 0 };

type Body = (bench: SocketBench, tell: Tell) => Generator<void, void, void>;
/** Notes what a call returned, with its errno's name if it failed. */
type Tell = (result: unknown) => void;

/** Runs a task; returns what it told. */
function told(body: Body, bench = new SocketBench()): unknown[] {
  const results: unknown[] = [];
  const nameOf = new Map(Object.entries(errnos).map(([name, number]) => [number, name]));
  bench.task(() =>
    body(bench, (result) => {
      const { errno } = bench.kernel.current!;
      results.push(result === -1 || result === undefined ? nameOf.get(errno) : result);
    }),
  );
  return results;
}

describe('what a TCP socket answers in the wrong state', () => {
  test.each<[string, Body, unknown[]]>([
    [
      'accept() without listen()',
      function* ({ sockets }, tell) {
        tell(yield* sockets.accept(yield* sockets.socket('inet', 'stream')));
      },
      ['EINVAL'],
    ],
    [
      'listen() on a listener leaves it as it is; connect() is refused',
      function* (bench, tell) {
        const fd = yield* bench.listening();
        tell(yield* bench.sockets.listen(fd, 1));
        tell(yield* bench.sockets.connect(fd, SERVER));
        tell(yield* bench.sockets.getpeername(fd));
        tell(yield* bench.sockets.getsockname(fd));
      },
      [0, 'EISCONN', 'ENOTCONN', { ip: 0, port: 80 }],
    ],
    [
      'listen() on a connection',
      function* (bench, tell) {
        const { fd } = yield* bench.connected();
        tell(yield* bench.sockets.listen(fd, 1));
      },
      ['EINVAL'],
    ],
    [
      'a connection under way is there already, and can neither be written, shut down nor listened with',
      function* ({ sockets }, tell) {
        const fd = yield* sockets.socket('inet', 'stream');
        yield* sockets.setNonBlocking(fd, true);
        tell(yield* sockets.connect(fd, SERVER));
        tell(yield* sockets.connect(fd, SERVER));
        tell(yield* sockets.send(fd, new Uint8Array(1), 0, 1));
        tell(yield* sockets.shutdown(fd, 'rd'));
        tell(yield* sockets.shutdown(fd, 'rdwr'));
        tell(yield* sockets.listen(fd, 1));
      },
      ['EINPROGRESS', 'EALREADY', 'EINPROGRESS', 'ENOTCONN', 'ENOTCONN', 'ENOTCONN'],
    ],
    [
      'connect() that finds no way',
      function* ({ sockets, tcp }, tell) {
        tcp.connectResult = Err.RTE;
        const fd = yield* sockets.socket('inet', 'stream');
        tell(yield* sockets.connect(fd, SERVER));
        tell(yield* sockets.getpeername(fd));
        tcp.connectResult = Err.OK;
        yield* sockets.setNonBlocking(fd, true);
        tell(yield* sockets.connect(fd, SERVER));
      },
      ['EHOSTUNREACH', 'ENOTCONN', 'EINPROGRESS'],
    ],
    [
      'connect() on a connection, and on what is left of one',
      function* (bench, tell) {
        const { fd, pcb } = yield* bench.connected();
        tell(yield* bench.sockets.shutdown(fd, 'wr'));
        tell(yield* bench.sockets.shutdown(fd, 'rd'));
        bench.tcpip.exec(() => bench.tcp.fail(pcb, Err.RST));
        tell(yield* bench.sockets.connect(fd, SERVER));
        tell(yield* bench.sockets.shutdown(fd, 'wr'));
        tell(yield* bench.sockets.listen(fd, 1));
        tell(yield* bench.sockets.bind(fd, SERVER));
        tell(yield* bench.sockets.getsockname(fd));
        tell(yield* bench.sockets.getpeername(fd));
      },
      [0, 0, 'ENOTCONN', 'ENOTCONN', 'ENOTCONN', 'EINVAL', 'ENOTCONN', 'ENOTCONN'],
    ],
    [
      'shutdown() of a listener: one way is refused, both ways do nothing',
      function* (bench, tell) {
        const fd = yield* bench.listening();
        tell(yield* bench.sockets.shutdown(fd, 'rd'));
        tell(yield* bench.sockets.shutdown(fd, 'wr'));
        tell(yield* bench.sockets.shutdown(fd, 'rdwr'));
        tell(bench.tcp.calls.length);
      },
      ['ENOTCONN', 'ENOTCONN', 0, 0],
    ],
    [
      'a descriptor that is not open',
      function* ({ sockets }, tell) {
        tell(yield* sockets.bind(63, NOBODY));
        tell(yield* sockets.listen(63, 1));
        tell(yield* sockets.accept(63));
        tell(yield* sockets.connect(63, SERVER));
        tell(yield* sockets.send(63, new Uint8Array(1), 0, 1));
        tell(yield* sockets.sendto(63, { length: 1, value: 0 }, SERVER));
        tell(yield* sockets.recvDatagram(63));
        tell(yield* sockets.shutdown(63, 'rd'));
        tell(yield* sockets.setsockopt(63, { name: 'TCP_NODELAY', value: true }));
        tell(yield* sockets.getSocketError(63));
        tell(yield* sockets.setNonBlocking(63, true));
        tell(yield* sockets.getpeername(63));
        tell(sockets.isAtHand(63, 1));
      },
      [...Array<string>(12).fill('EBADF'), false],
    ],
  ])('%s', (_name, body, expected) => {
    expect(told(body)).toEqual(expected);
  });
});

test('listen() that finds no memory for its mailbox is ENOMEM, and close() leaves nothing', () => {
  // Netconn, receive mailbox, pcb, the semaphore of the task and the listener fit; a mailbox for 200 connections does not.
  const bench = new SocketBench({ heapLimitBytes: 52 + 116 + 208 + 88 + 76, DEFAULT_ACCEPTMBOX_SIZE: 200 });
  const results = told(function* ({ sockets, memory }, tell) {
    const fd = yield* sockets.socket('inet', 'stream');
    yield* sockets.bind(fd, { ip: 0, port: 80 });
    tell(yield* sockets.listen(fd, 5));
    tell(yield* sockets.close(fd));
    tell(memory.heap.used);
  }, bench);
  expect(results).toEqual(['ENOMEM', 0, 88]);
  expect(bench.refusals.map(({ effect }) => effect)).toContain('listen() failed with ENOMEM');
  expect(bench.tcp.calls).toContain('close listener');
});

describe('what a UDP socket answers to calls that are for streams', () => {
  it('EOPNOTSUPP, and ENOPROTOOPT for options of TCP', () => {
    const results = told(function* ({ sockets }, tell) {
      const fd = yield* sockets.socket('inet', 'dgram');
      tell(yield* sockets.listen(fd, 1));
      tell(yield* sockets.accept(fd));
      tell(yield* sockets.shutdown(fd, 'rd'));
      tell(yield* sockets.setsockopt(fd, { name: 'TCP_NODELAY', value: true }));
      tell(yield* sockets.setsockopt(fd, { name: 'SO_KEEPALIVE', value: true }));
      tell(sockets.isAtHand(fd, 1));
    });
    expect(results).toEqual(['EOPNOTSUPP', 'EOPNOTSUPP', 'EOPNOTSUPP', 'ENOPROTOOPT', 0, false]);
  });

  it('a connected one sends without an address and says whom it is connected to', () => {
    const bench = new SocketBench();
    const to = { ip: LOOPBACK_IP, port: 7000 };
    const buffer = new Uint8Array(4);
    const results = told(function* ({ sockets }, tell) {
      const receiver = yield* sockets.socket('inet', 'dgram');
      tell(yield* sockets.bind(receiver, to));
      const fd = yield* sockets.socket('inet', 'dgram');
      tell(yield* sockets.getpeername(fd));
      tell(yield* sockets.connect(fd, to));
      tell(yield* sockets.getpeername(fd));
      tell(yield* sockets.send(fd, Uint8Array.of(1, 2, 3, 4, 5, 6), 1, 5));
      tell(yield* sockets.recv(receiver, buffer, 1, 3, MSG_PEEK));
      buffer[3] = 0;
      tell(yield* sockets.recv(receiver, buffer, 1, 3));
      tell(yield* sockets.recv(receiver, buffer, 0, 4, MSG_DONTWAIT));
      yield* sockets.close(fd);
      yield* sockets.close(receiver);
    }, bench);
    // What does not fit the buffer is lost.
    expect(results).toEqual([0, 'ENOTCONN', 0, to, 5, 3, 3, 'EWOULDBLOCK']);
    expect([...buffer]).toEqual([0, 2, 3, 4]);
    expect(bench.memory.heap.used).toBe(0);
  });

  it('what comes to a connected one from another port goes to the one that is not connected', () => {
    const to = { ip: LOOPBACK_IP, port: 7000 };
    const results = told(
      function* ({ sockets }, tell) {
        const options = { name: 'SO_REUSEADDR', value: true } as const;
        const sender = yield* sockets.socket('inet', 'dgram');
        yield* sockets.bind(sender, { ip: 0, port: 9000 });
        const open = yield* sockets.socket('inet', 'dgram');
        const connected = yield* sockets.socket('inet', 'dgram');
        for (const fd of [open, connected]) {
          tell(yield* sockets.setsockopt(fd, options));
          tell(yield* sockets.bind(fd, { ip: 0, port: 7000 }));
        }
        yield* sockets.connect(connected, { ip: LOOPBACK_IP, port: 9001 });
        yield* sockets.sendto(sender, { length: 1, value: 'a' }, to);
        yield* sockets.connect(connected, { ip: LOOPBACK_IP, port: 9000 });
        yield* sockets.sendto(sender, { length: 1, value: 'b' }, to);
        tell((yield* sockets.recvDatagram(open, MSG_DONTWAIT))?.value);
        tell((yield* sockets.recvDatagram(connected, MSG_DONTWAIT))?.value);
        const third = yield* sockets.socket('inet', 'dgram');
        tell(yield* sockets.bind(third, { ip: 0, port: 7000 }));
      },
      new SocketBench({ SO_REUSE: true }),
    );
    expect(results).toEqual([0, 0, 0, 0, 'a', 'b', 'EADDRINUSE']);
  });

  it('a datagram that the tcpip thread finds no room for is ENOMEM and leaves nothing', () => {
    // Room for the socket, its task's semaphore and the application's copy, but not for the headers.
    const bench = new SocketBench({
      heapLimitBytes: 52 + 116 + 80 + 88 + 60,
      LWIP_NETIF_TX_SINGLE_PBUF: false,
    });
    const results = told(function* ({ sockets, memory }, tell) {
      const fd = yield* sockets.socket('inet', 'dgram');
      const before = memory.heap.used;
      tell(yield* sockets.sendto(fd, { length: 12, value: 0 }, SERVER));
      tell(memory.heap.used - before);
    }, bench);
    expect(results).toEqual(['ENOMEM', 0]);
  });
});

describe('options', () => {
  const REFUSED: [
    string,
    Partial<LwipOptions>,
    Parameters<SocketBench['sockets']['setsockopt']>[1],
    string,
  ][] = [
    ['a negative receive timeout', {}, { name: 'SO_RCVTIMEO', timeoutMs: -1 }, 'EINVAL'],
    ['a negative send timeout', {}, { name: 'SO_SNDTIMEO', timeoutMs: -1 }, 'EINVAL'],
    [
      'a linger time where it is not built in',
      {},
      { name: 'SO_LINGER', on: true, seconds: 1 },
      'ENOPROTOOPT',
    ],
    [
      'a negative linger time',
      { LWIP_SO_LINGER: true },
      { name: 'SO_LINGER', on: true, seconds: -1 },
      'EINVAL',
    ],
    [
      'reuse where it is not built in',
      { SO_REUSE: false },
      { name: 'SO_REUSEADDR', value: true },
      'ENOPROTOOPT',
    ],
  ];
  test.each(REFUSED)('%s is refused', (_name, overrides, option, expected) => {
    const results = told(
      function* ({ sockets }, tell) {
        const fd = yield* sockets.socket('inet', 'stream');
        tell(yield* sockets.setsockopt(fd, option));
      },
      new SocketBench({ SO_REUSE: true, ...overrides }),
    );
    expect(results).toEqual([expected]);
  });

  it('none is negative, and fractions of a millisecond are cut off', () => {
    const bench = new SocketBench({ LWIP_SO_LINGER: true });
    const results = told(function* ({ sockets }, tell) {
      const fd = yield* sockets.socket('inet', 'stream');
      tell(yield* sockets.setsockopt(fd, { name: 'SO_RCVTIMEO', timeoutMs: 0 }));
      tell(yield* sockets.setsockopt(fd, { name: 'SO_SNDTIMEO', timeoutMs: 5.9 }));
      tell(yield* sockets.setsockopt(fd, { name: 'SO_LINGER', on: true, seconds: 70_000 }));
      const { conn } = sockets.table.lookup(fd)!;
      tell([conn!.receiveTimeoutMs, conn!.sendTimeoutMs, conn!.lingerSeconds]);
      yield* sockets.setsockopt(fd, { name: 'SO_LINGER', on: false, seconds: 9 });
      tell([conn!.lingerSeconds]);
    }, bench);
    expect(results).toEqual([0, 0, 0, [0, 5, 65_535], [-1]]);
  });

  it('of the connection do not apply to a listener', () => {
    const results = told(function* (bench, tell) {
      const fd = yield* bench.listening();
      tell(yield* bench.sockets.setsockopt(fd, { name: 'TCP_NODELAY', value: true }));
      tell(yield* bench.sockets.setsockopt(fd, { name: 'SO_KEEPALIVE', value: true }));
      const { fd: connection, pcb } = yield* bench.connected();
      bench.tcpip.exec(() => bench.tcp.fail(pcb, Err.RST));
      tell(yield* bench.sockets.setsockopt(connection, { name: 'TCP_KEEPCNT', count: 3 }));
      tell(yield* bench.sockets.setsockopt(connection, { name: 'SO_KEEPALIVE', value: true }));
      tell(yield* bench.sockets.getSocketError(connection));
      tell(yield* bench.sockets.getSocketError(connection));
    });
    expect(results).toEqual(['EINVAL', 0, 'EINVAL', 'EINVAL', errnos.ECONNRESET, 0]);
  });
});

describe('two tasks on one socket', () => {
  it('a second send while one waits is EINPROGRESS; close() ends the first with ENOTCONN', () => {
    const bench = new SocketBench();
    let fd = 0;
    const first = told(function* (own, tell) {
      ({ fd } = yield* own.connected());
      own.tcp.writeResults.push(Err.MEM);
      tell(yield* own.sockets.send(fd, new Uint8Array(9), 0, 9));
    }, bench);
    expect(first).toEqual([]);
    bench.tcp.calls.length = 0;
    const second = told(function* ({ sockets }, tell) {
      tell(yield* sockets.send(fd, new Uint8Array(1), 0, 1));
      tell(yield* sockets.shutdown(fd, 'rd'));
      yield* sockets.close(fd);
    }, bench);
    expect(second).toEqual(['EINPROGRESS', 0]);
    expect(first).toEqual(['ENOTCONN']);
    // Reading is shut down while the write goes on; then close ends both.
    expect(bench.tcp.calls).toEqual(['shutdown rd', 'close']);
  });

  it('shutdown of writing takes a waiting send with it', () => {
    const bench = new SocketBench();
    let fd = 0;
    const first = told(function* (own, tell) {
      ({ fd } = yield* own.connected());
      own.tcp.writeResults.push(Err.MEM);
      tell(yield* own.sockets.send(fd, new Uint8Array(9), 0, 9));
    }, bench);
    const second = told(function* ({ sockets }, tell) {
      tell(yield* sockets.shutdown(fd, 'wr'));
    }, bench);
    expect([first, second]).toEqual([['ENOTCONN'], [0]]);
    expect(bench.sockets.table.lookup(fd)!.conn!.state).toBe('none');
  });

  it('close() while another connects ends that with ENOTCONN and frees everything', () => {
    const bench = new SocketBench();
    let fd = 0;
    const first = told(function* ({ sockets }, tell) {
      fd = yield* sockets.socket('inet', 'stream');
      tell(yield* sockets.connect(fd, SERVER));
    }, bench);
    expect(first).toEqual([]);
    const second = told(function* ({ sockets }, tell) {
      tell(yield* sockets.connect(fd, SERVER));
      tell(yield* sockets.close(fd));
    }, bench);
    expect(second).toEqual(['EALREADY', 0]);
    expect(first).toEqual(['ENOTCONN']);
    expect(bench.sockets.netconnCount).toBe(0);
    expect(bench.sockets.countForTrace()).toBe(0);
  });

  it('a socket that a third has closed is freed when the last of two readers leaves', () => {
    const bench = new SocketBench();
    let fd = 0;
    const readers = [0, 1].map(() =>
      told(function* (own, tell) {
        if (fd === 0) ({ fd } = yield* own.connected());
        tell(yield* own.sockets.recv(fd, new Uint8Array(1), 0, 1));
      }, bench),
    );
    const slot = bench.sockets.table.lookup(fd)!;
    expect(slot.users).toBe(2);
    told(function* ({ sockets }, tell) {
      tell(yield* sockets.close(fd));
    }, bench);
    expect(readers).toEqual([['ENOTCONN'], ['ENOTCONN']]);
    expect([slot.users, slot.conn, bench.sockets.netconnCount]).toEqual([0, undefined, 1]);
  });

  it('after shutdown of writing what comes can still be read', () => {
    const bench = new SocketBench();
    let pcb: ReturnType<SocketBench['arrive']>['pcb'] | undefined;
    const results = told(function* (own, tell) {
      const connection = yield* own.connected();
      ({ pcb } = connection);
      tell(yield* own.sockets.shutdown(connection.fd, 'wr'));
      tell(yield* own.sockets.recv(connection.fd, new Uint8Array(9), 0, 9));
    }, bench);
    bench.deliver(pcb!, 'abc');
    expect(results).toEqual([0, 3]);
  });
});

describe('close() without memory for the FIN', () => {
  /** When the connection was aborted, in ms, with these options. */
  function abortedAfterMs(...options: Parameters<SocketBench['sockets']['setsockopt']>[1][]): number {
    const bench = new SocketBench({ LWIP_SO_LINGER: true });
    const { tcp, kernel } = bench;
    bench.task(function* () {
      const { fd, pcb } = yield* bench.connected();
      for (const option of options) yield* bench.sockets.setsockopt(fd, option);
      tcp.closeResults.push(...Array<Err>(100).fill(Err.MEM));
      const poll = (): void => {
        bench.tcpip.exec(() => pcb.onPoll?.(pcb));
        if (!tcp.calls.includes('abort')) kernel.at(kernel.nowUs + 500_000, poll);
      };
      kernel.at(500_000, poll);
      yield* bench.sockets.close(fd);
    });
    for (let ms = 0; ms <= 40_000; ms += 500) {
      bench.runTo(ms);
      if (tcp.calls.includes('abort')) return ms;
    }
    return Infinity;
  }

  it('gives up after 20 s, after the send timeout, or after the linger time', () => {
    expect(abortedAfterMs()).toBe(20_000);
    expect(abortedAfterMs({ name: 'SO_SNDTIMEO', timeoutMs: 3000 })).toBe(3000);
    expect(abortedAfterMs({ name: 'SO_SNDTIMEO', timeoutMs: 0 })).toBe(20_000);
    expect(abortedAfterMs({ name: 'SO_LINGER', on: true, seconds: 5 })).toBe(5000);
    expect(abortedAfterMs({ name: 'SO_LINGER', on: true, seconds: 0 })).toBe(0);
  });
});

describe('send()', () => {
  it('without waiting: what fits, then EAGAIN; writable again when there is room', () => {
    const bench = new SocketBench();
    const results = told(function* ({ sockets, tcp, ...own }, tell) {
      const { fd, pcb } = yield* bench.connected();
      const slot = sockets.table.lookup(fd)!;
      pcb.sndBuf = 5;
      tell(yield* sockets.send(fd, new Uint8Array(9), 0, 9, MSG_DONTWAIT));
      tell(slot.writable);
      tell(yield* sockets.send(fd, new Uint8Array(9), 0, 9, MSG_DONTWAIT));
      tell(pcb.wantsPoll);
      own.tcpip.exec(() => pcb.onPoll!(pcb));
      tell(slot.writable);
      pcb.sndBuf = bench.options.TCP_SNDLOWAT;
      own.tcpip.exec(() => pcb.onPoll!(pcb));
      tell(slot.writable);
      pcb.sndBuf = bench.options.TCP_SNDLOWAT + 1;
      own.tcpip.exec(() => pcb.onPoll!(pcb));
      tell([slot.writable, pcb.wantsPoll]);
      tell(yield* sockets.send(fd, new Uint8Array(9), 0, 0));
      tell(tcp.calls.filter((call) => call.startsWith('write')));
    }, bench);
    expect(results).toEqual([5, false, 'EWOULDBLOCK', true, false, false, [true, false], 0, ['write 5']]);
  });

  it('with MSG_MORE says so to TCP, and a write of more than 65,535 bytes goes in two', () => {
    const bench = new SocketBench();
    const results = told(function* ({ sockets, tcp }, tell) {
      const { fd, pcb } = yield* bench.connected();
      pcb.sndBuf = 100_000;
      tcp.calls.length = 0;
      tell(yield* sockets.send(fd, new Uint8Array(3), 0, 3, MSG_MORE));
      tell(yield* sockets.send(fd, new Uint8Array(70_000), 0, 65_535));
      tell(pcb.sndBuf);
      pcb.sndBuf = 100_000;
      tell(yield* sockets.send(fd, new Uint8Array(70_000), 0, 65_536));
      tell(tcp.calls);
    }, bench);
    const calls = ['write 3 more', 'write 65535', 'write 65535 more', 'write 1 more'];
    expect(results).toEqual([3, 65_535, 100_000 - 3 - 65_535, 65_536, calls]);
  });

  it('memory that is out: without waiting EAGAIN; a route that is gone EHOSTUNREACH', () => {
    const bench = new SocketBench();
    const results = told(function* ({ sockets, tcp }, tell) {
      const { fd } = yield* bench.connected();
      tcp.writeResults.push(Err.MEM);
      tell(yield* sockets.send(fd, new Uint8Array(3), 0, 3, MSG_DONTWAIT));
      tcp.outputResult = Err.RTE;
      tell(yield* sockets.send(fd, new Uint8Array(3), 0, 3));
      tcp.writeResults.push(Err.MEM);
      tell(yield* sockets.send(fd, new Uint8Array(3), 0, 3));
      tcp.outputResult = Err.OK;
      tcp.writeResults.push(Err.CONN);
      tell(yield* sockets.send(fd, new Uint8Array(3), 0, 3));
    }, bench);
    expect(results).toEqual(['EWOULDBLOCK', 'EHOSTUNREACH', 'EHOSTUNREACH', 'ENOTCONN']);
  });
});

describe('poll()', () => {
  /** A task that polls once, for so long, and what it told. */
  function polling(bench: SocketBench, fd: number, events: number, timeoutMs: number): unknown[] {
    return told(function* ({ sockets, kernel }, tell) {
      const fds = [{ fd, events, revents: 0 }];
      tell(yield* sockets.poll(fds, timeoutMs));
      tell([fds[0]!.revents, kernel.nowUs]);
    }, bench);
  }

  function withConnection(): {
    bench: SocketBench;
    fd: number;
    pcb: ReturnType<SocketBench['arrive']>['pcb'];
  } {
    const bench = new SocketBench(W800, W800_TICK_US);
    let fd = 0;
    let listen = 0;
    bench.task(function* () {
      listen = yield* bench.listening();
    });
    const { pcb } = bench.arrive(1);
    bench.task(function* () {
      fd = yield* bench.sockets.accept(listen);
      bench.sockets.table.lookup(fd)!.writable = false;
    });
    return { bench, fd, pcb };
  }

  it('is woken by room to write, by data and by a failure, each only if asked for', () => {
    const { bench, fd, pcb } = withConnection();
    const forData = polling(bench, fd, POLLIN, -1);
    const forRoom = polling(bench, fd, POLLOUT, -1);
    const forNothing = polling(bench, fd, 0, -1);
    expect([forData, forRoom, forNothing]).toEqual([[], [], []]);
    bench.inTcpip(() => pcb.onSent!(pcb, 1));
    expect([forData, forRoom, forNothing]).toEqual([[], [1, [POLLOUT, 0]], []]);
    bench.deliver(pcb, 'x');
    expect([forData, forNothing]).toEqual([[1, [POLLIN, 0]], []]);
    bench.fail(pcb, Err.RST);
    expect(forNothing).toEqual([1, [POLLERR, 0]]);
    expect(bench.sockets.readerOf(fd)).toBeUndefined();
    expect(bench.sockets.table.lookup(fd)).toMatchObject({ users: 0, selectWaiting: 0 });
  });

  it('ends by its time, and waits again afterwards', () => {
    const { bench, fd, pcb } = withConnection();
    const results = polling(bench, fd, POLLIN, 30);
    bench.runTo(29);
    expect(results).toEqual([]);
    bench.runTo(30);
    expect(results).toEqual([0, [0, 30_000]]);
    const again = polling(bench, fd, POLLIN, 30);
    bench.runTo(40);
    bench.deliver(pcb, 'x');
    expect(again).toEqual([1, [POLLIN, 40_000]]);
  });
});

describe('select()', () => {
  it('is woken by room to write and by a failure, and a waiter that is gone is not', () => {
    const bench = new SocketBench();
    let fd = 0;
    let listen = 0;
    bench.task(function* () {
      listen = yield* bench.listening();
    });
    const { pcb } = bench.arrive(1);
    bench.task(function* () {
      fd = yield* bench.sockets.accept(listen);
      bench.sockets.table.lookup(fd)!.writable = false;
    });
    const selecting = (which: 'write' | 'except', timeoutMs?: number): unknown[] =>
      told(function* ({ sockets, kernel }, tell) {
        const set = new FdSet();
        set.add(fd);
        const [write, except] = which === 'write' ? [set, undefined] : [undefined, set];
        tell(yield* sockets.select(64, undefined, write, except, timeoutMs));
        tell([set.has(fd), kernel.nowUs]);
      }, bench);
    const timedOut = selecting('write', 10);
    bench.runTo(50);
    expect(timedOut).toEqual([0, [false, 20_000]]);
    const read = new FdSet();
    read.add(fd);
    const reading = told(function* ({ sockets }, tell) {
      tell(yield* sockets.select(64, read, undefined, undefined, 10));
    }, bench);
    expect(bench.sockets.readerOf(fd)).toBeDefined();
    bench.runTo(100);
    expect([reading, bench.sockets.readerOf(fd)]).toEqual([[0], undefined]);
    const [forRoom, forFailure] = [selecting('write'), selecting('except')];
    bench.inTcpip(() => pcb.onSent!(pcb, 1));
    expect([forRoom, forFailure]).toEqual([[1, [true, 100_000]], []]);
    bench.fail(pcb, Err.RST);
    expect(forFailure).toEqual([1, [true, 100_000]]);
    expect(bench.sockets.table.lookup(fd)).toMatchObject({ users: 0, selectWaiting: 0 });
  });

  it('sets hold 64 descriptors', () => {
    const set = new FdSet();
    for (const fd of [0, 31, 32, 63]) set.add(fd);
    expect([0, 1, 31, 32, 33, 62, 63].filter((fd) => set.has(fd))).toEqual([0, 31, 32, 63]);
    set.clear();
    expect([0, 31, 32, 63].some((fd) => set.has(fd))).toBe(false);
  });
});
