/**
 * lwIP's BSD sockets as tasks call them (sockets.c): descriptors over netconns.
 *
 * Modelled: see the socket-…, select… and netconn-… files beside this one.
 * Absent: sendmsg and recvmsg, ioctl, raw sockets, multicast, getaddrinfo, LWIP_NETCONN_FULLDUPLEX 0.
 */

import type { Holder } from '../../kernel/trace.js';
import type { Blocking, Perhaps, Task } from '../../kernel/task.js';
import type { Environment } from '../core/environment.js';
import type { Memory } from '../core/memory.js';
import { NetconnStack } from '../netconn/stack.js';
import { netconnHolder, netconnName } from '../netconn/netconn.js';
import type { LwipOptions } from '../core/options.js';
import { Poller } from './poll.js';
import { SelectWaiters } from './select-waiters.js';
import { Selector } from './select.js';
import type {
  Datagram,
  FdSet,
  PollFd,
  SocketAddress,
  SocketApi,
  SocketDomain,
  SocketOption,
  SocketType,
} from './socket-api.js';
import { receiveFrom, sendTo } from './socket-datagram.js';
import { viewSlot, type SocketView } from './socket-inspect.js';
import { SocketLayer } from './socket-layer.js';
import {
  acceptSocket,
  bindSocket,
  closeSocket,
  connectSocket,
  listenSocket,
  openSocket,
  shutdownSocket,
  socketAddress,
} from './socket-open.js';
import { setSocketOption, socketError } from './socket-options.js';
import { isAtHand, receive, receiveAtHand, send, sendNow } from './socket-stream.js';
import { SocketTable } from './socket-table.js';
import type { TcpApi } from '../tcp/api.js';
import type { Tcpip } from '../core/tcpip.js';

/** The socket interface of one device. */
export class Sockets implements SocketApi {
  readonly table: SocketTable;
  readonly netconns: NetconnStack;
  private readonly waiters: SelectWaiters;
  private readonly layer: SocketLayer;
  private readonly selector: Selector;
  private readonly poller: Poller;

  constructor(
    private readonly env: Environment,
    private readonly options: LwipOptions,
    memory: Memory,
    tcpip: Tcpip,
    tcp: TcpApi,
  ) {
    const waiters = new SelectWaiters(options.ESP_LWIP);
    this.waiters = waiters;
    const table = new SocketTable(env, options, memory, waiters);
    this.table = table;
    this.netconns = new NetconnStack(env, options, memory, tcpip, tcp, (conn, event) => {
      table.notify(conn, event);
    });
    this.layer = new SocketLayer(this.netconns, table);
    this.selector = new Selector(this.netconns, table, waiters);
    this.poller = new Poller(this.netconns, table, waiters);
  }

  /** Netconns allocated (`netconn` of the traces). */
  get netconnCount(): number {
    return this.netconns.live.size;
  }

  /** Slots as the traces count them: on ESP-IDF also those that are free but still marked in use. */
  countForTrace(): number {
    let count = 0;
    for (const { conn, users } of this.table.slots) {
      if (conn !== undefined || (this.options.ESP_LWIP && users > 0)) count++;
    }
    return count;
  }

  /** Name of the client (or part of the device) behind an fd; `fd N` for a free slot. */
  peerName(fd: number): string {
    const conn = this.table.lookup(fd)?.conn;
    return conn === undefined ? `fd ${fd}` : netconnName(conn, this.env.peerName);
  }

  /** The client's port behind an fd; 0 without one. */
  peerPort(fd: number): number {
    return this.table.lookup(fd)?.conn?.peerPort ?? 0;
  }

  /** Whoever holds a netconn, oldest first; only those with a UDP pcb, if so asked. */
  holders(only?: 'udp'): readonly Holder[] {
    const holders: Holder[] = [];
    for (const conn of this.netconns.live) {
      if (only === undefined || conn.udp !== undefined) holders.push(netconnHolder(conn, this.env.peerName));
    }
    return holders;
  }

  /** A task that waits for something to read from a socket. */
  readerOf(fd: number): Task | undefined {
    return this.waiters.readerOf(fd);
  }

  /** Every slot of the table, in order of fds. */
  inspect(): readonly SocketView[] {
    return this.table.slots.map((slot) => viewSlot(this.env, slot));
  }

  socket(_domain: SocketDomain, type: SocketType): Blocking<number> {
    return openSocket(this.layer, type === 'stream' ? 'tcp' : 'udp');
  }

  bind(fd: number, address: SocketAddress): Blocking<number> {
    return bindSocket(this.layer, fd, address);
  }

  listen(fd: number, backlog: number): Blocking<number> {
    return listenSocket(this.layer, fd, backlog);
  }

  accept(fd: number): Blocking<number> {
    return acceptSocket(this.layer, fd);
  }

  connect(fd: number, address: SocketAddress): Blocking<number> {
    return connectSocket(this.layer, fd, address);
  }

  recv(fd: number, buffer: Uint8Array, offset: number, length: number, flags = 0): Blocking<number> {
    return receive(this.layer, fd, buffer, offset, length, flags);
  }

  isAtHand(fd: number, length: number): boolean {
    return isAtHand(this.layer, fd, length);
  }

  recvAtHand(fd: number, buffer: Uint8Array, offset: number, length: number): void {
    receiveAtHand(this.layer, fd, buffer, offset, length);
  }

  send(fd: number, data: Uint8Array, offset: number, length: number, flags = 0): Blocking<number> {
    return send(this.layer, fd, data, offset, length, flags);
  }

  sendNow(fd: number, data: Uint8Array, offset: number, length: number): Perhaps<number> | undefined {
    return sendNow(this.layer, fd, data, offset, length);
  }

  sendto(fd: number, datagram: Datagram, to: SocketAddress): Blocking<number> {
    return sendTo(this.layer, fd, datagram, to);
  }

  recvDatagram(fd: number, flags = 0): Blocking<Datagram | undefined> {
    return receiveFrom(this.layer, fd, flags);
  }

  select(
    maxFdPlus1: number,
    read: FdSet | undefined,
    write: FdSet | undefined,
    except: FdSet | undefined,
    timeoutMs: number | undefined,
  ): Blocking<number> {
    return this.selector.select(maxFdPlus1, read, write, except, timeoutMs);
  }

  poll(fds: readonly PollFd[], timeoutMs: number): Blocking<number> {
    return this.poller.poll(fds, timeoutMs);
  }

  close(fd: number): Blocking<number> {
    return closeSocket(this.layer, fd);
  }

  shutdown(fd: number, how: 'rd' | 'wr' | 'rdwr'): Blocking<number> {
    return shutdownSocket(this.layer, fd, how !== 'wr', how !== 'rd');
  }

  setsockopt(fd: number, option: SocketOption): Blocking<number> {
    return setSocketOption(this.layer, fd, option);
  }

  getSocketError(fd: number): Blocking<number> {
    return socketError(this.layer, fd);
  }

  *setNonBlocking(fd: number, on: boolean): Blocking<number> {
    const slot = this.table.enter(fd);
    if (slot === undefined) return -1;
    slot.conn!.nonBlocking = on;
    this.table.leave(slot);
    return 0;
  }

  isOpen(fd: number): boolean {
    const slot = this.table.enter(fd);
    if (slot !== undefined) this.table.leave(slot);
    return slot !== undefined;
  }

  getpeername(fd: number): Blocking<SocketAddress | undefined> {
    return socketAddress(this.layer, fd, 'remote');
  }

  getsockname(fd: number): Blocking<SocketAddress | undefined> {
    return socketAddress(this.layer, fd, 'local');
  }
}
