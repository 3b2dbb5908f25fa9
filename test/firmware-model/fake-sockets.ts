/**
 * A socket layer without a network, for tests of firmware models: clients are told to connect, send, close and abort;
 * what the device sends is recorded. Windows, segments, retransmission and send buffers are absent.
 */

import { EADDRINUSE, EBADF, ECONNRESET, ENFILE, ENOTCONN, EWOULDBLOCK } from '../../sim/lwip/core/errno.js';
import type { Kernel } from '../../sim/kernel/kernel.js';
import { FOREVER, WaitQueue, type Blocking } from '../../sim/kernel/task.js';
import type {
  Datagram,
  FdSet,
  SocketAddress,
  SocketApi,
  SocketOption,
} from '../../sim/lwip/sockets/socket-api.js';

const UDP_MAILBOX = 6;
const FIRST_FD = 54;
const LAST_FD = 63;

class FakeSocket {
  port = 0;
  listening = false;
  backlog: FakeClient[] = [];
  datagrams: Datagram[] = [];
  client: FakeClient | undefined;
  receiveTimeoutMs = 0;
  readonly waiters = new WaitQueue('recv');
  constructor(readonly kind: 'stream' | 'dgram') {}
}

export class FakeClient {
  toDevice: number[] = [];
  fromDevice = '';
  finReceived = false;
  finRead = false;
  wasReset = false;
  closedByDevice = false;
  socket: FakeSocket | undefined;
}

export class FakeSockets implements SocketApi {
  private readonly table = new Map<number, FakeSocket>();
  private readonly selectors = new WaitQueue('select');
  readonly options: SocketOption[] = [];

  constructor(private readonly kernel: Kernel) {}

  get openCount(): number {
    return this.table.size;
  }

  // What clients do (event context).

  connect_(port: number): FakeClient {
    const client = new FakeClient();
    for (const socket of this.table.values()) {
      if (socket.listening && socket.port === port) socket.backlog.push(client);
    }
    this.wakeSelectors();
    return client;
  }

  send_(client: FakeClient, data: Uint8Array): void {
    client.toDevice.push(...data);
    this.wake(client);
  }

  close_(client: FakeClient): void {
    client.finReceived = true;
    this.wake(client);
  }

  abort_(client: FakeClient): void {
    client.wasReset = true;
    client.toDevice = [];
    this.wake(client);
  }

  private wake(client: FakeClient): void {
    if (client.socket) this.kernel.wakeOne(client.socket.waiters);
    this.wakeSelectors();
  }

  private wakeSelectors(): void {
    while (this.kernel.wakeOne(this.selectors));
  }

  private fail(errno: number): -1 {
    this.kernel.current!.errno = errno;
    return -1;
  }

  private allocate(socket: FakeSocket): number {
    for (let fd = FIRST_FD; fd <= LAST_FD; fd++) {
      if (this.table.has(fd)) continue;
      this.table.set(fd, socket);
      return fd;
    }
    return this.fail(ENFILE);
  }

  *socket(_domain: 'inet' | 'inet6', type: 'stream' | 'dgram'): Blocking<number> {
    return this.allocate(new FakeSocket(type));
  }

  *bind(fd: number, address: SocketAddress): Blocking<number> {
    const self = this.table.get(fd)!;
    for (const other of this.table.values()) {
      if (other.kind === 'dgram' && self.kind === 'dgram' && other.port === address.port)
        return this.fail(EADDRINUSE);
    }
    self.port = address.port;
    return 0;
  }

  *listen(fd: number): Blocking<number> {
    const self = this.table.get(fd)!;
    for (const other of this.table.values()) {
      if (other.listening && other.port === self.port) return this.fail(EADDRINUSE);
    }
    self.listening = true;
    return 0;
  }

  *accept(fd: number): Blocking<number> {
    const client = this.table.get(fd)!.backlog.shift()!;
    const socket = new FakeSocket('stream');
    const accepted = this.allocate(socket);
    if (accepted < 0) {
      client.closedByDevice = true;
      return accepted;
    }
    socket.client = client;
    client.socket = socket;
    return accepted;
  }

  *connect(): Blocking<number> {
    return this.fail(EBADF);
  }

  /** Receives go the way that can wait. */
  isAtHand(): boolean {
    return false;
  }

  recvAtHand(): never {
    throw new Error('nothing is at hand');
  }

  *recv(fd: number, buffer: Uint8Array, offset: number, length: number): Blocking<number> {
    const socket = this.table.get(fd);
    const client = socket?.client;
    if (socket === undefined || client === undefined) return this.fail(EBADF);
    const ticks = Math.floor((socket.receiveTimeoutMs * 1000) / this.kernel.tickUs);
    const deadline = socket.receiveTimeoutMs === 0 ? FOREVER : this.kernel.deadlineUs(ticks);
    for (;;) {
      if (client.toDevice.length > 0) {
        const n = Math.min(length, client.toDevice.length);
        buffer.set(client.toDevice.splice(0, n), offset);
        return n;
      }
      if (client.wasReset) return this.fail(ECONNRESET);
      if (client.finRead) return this.fail(ENOTCONN);
      if (client.finReceived) {
        client.finRead = true;
        return 0;
      }
      if (!this.kernel.blockCurrent(socket.waiters, deadline, 'recv')) return this.fail(EWOULDBLOCK);
      yield;
      if (this.kernel.current!.timedOut) return this.fail(EWOULDBLOCK);
    }
  }

  sendNow(): undefined {
    return undefined;
  }

  *send(fd: number, data: Uint8Array, offset: number, length: number): Blocking<number> {
    const client = this.table.get(fd)?.client;
    if (client === undefined) return this.fail(EBADF);
    if (client.wasReset) return this.fail(ECONNRESET);
    client.fromDevice += Buffer.from(data.slice(offset, offset + length)).toString('latin1');
    return length;
  }

  *sendto(_fd: number, datagram: Datagram, to: SocketAddress): Blocking<number> {
    for (const socket of this.table.values()) {
      if (socket.kind === 'dgram' && socket.port === to.port && socket.datagrams.length < UDP_MAILBOX) {
        socket.datagrams.push(datagram);
        this.wakeSelectors();
      }
    }
    if (this.kernel.mustYield()) yield;
    return datagram.length;
  }

  *recvDatagram(fd: number): Blocking<Datagram | undefined> {
    return this.table.get(fd)!.datagrams.shift();
  }

  *select(_max: number, read: FdSet | undefined): Blocking<number> {
    const asked = [...this.table.keys()].filter((fd) => read!.has(fd));
    for (;;) {
      const ready = asked.filter((fd) => this.isReadable(fd));
      if (ready.length > 0) {
        read!.clear();
        for (const fd of ready) read!.add(fd);
        return ready.length;
      }
      this.kernel.blockCurrent(this.selectors, FOREVER, 'select');
      yield;
    }
  }

  private isReadable(fd: number): boolean {
    const socket = this.table.get(fd);
    if (socket === undefined) return false;
    const { client } = socket;
    if (client) return client.toDevice.length > 0 || client.finReceived || client.wasReset;
    return socket.backlog.length > 0 || socket.datagrams.length > 0;
  }

  *close(fd: number): Blocking<number> {
    const socket = this.table.get(fd);
    if (socket === undefined) return this.fail(EBADF);
    this.table.delete(fd);
    if (socket.client) socket.client.closedByDevice = true;
    return 0;
  }

  *setsockopt(fd: number, option: SocketOption): Blocking<number> {
    const socket = this.table.get(fd);
    if (socket === undefined) return this.fail(EBADF);
    this.options.push(option);
    if (option.name === 'SO_RCVTIMEO') socket.receiveTimeoutMs = option.timeoutMs;
    return 0;
  }

  isOpen(fd: number): boolean {
    return this.table.has(fd);
  }

  *poll(): Blocking<number> {
    return 0;
  }
  *shutdown(): Blocking<number> {
    return 0;
  }
  *getSocketError(): Blocking<number> {
    return 0;
  }
  *setNonBlocking(): Blocking<number> {
    return 0;
  }
  *getpeername(): Blocking<SocketAddress | undefined> {
    return undefined;
  }
  *getsockname(): Blocking<SocketAddress | undefined> {
    return undefined;
  }
}
