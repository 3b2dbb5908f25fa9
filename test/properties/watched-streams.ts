/** What was accepted from a writer and what reached its reader, for every TCP connection of a run, both ways. */

import { vi } from 'vitest';

import { EndpointConnection } from '../../sim/hosts/endpoint-connection.js';
import { Host } from '../../sim/hosts/host.js';
import type { ClientConnection } from '../../sim/hosts/client-stack.js';
import type { ClientEventName } from '../../sim/kernel/trace.js';
import { Err } from '../../sim/lwip/core/errno.js';
import { MSG_PEEK } from '../../sim/lwip/sockets/socket-api.js';
import { Sockets } from '../../sim/lwip/sockets/sockets.js';
import { Tcp } from '../../sim/lwip/tcp/tcp.js';

/** One direction of one connection. */
export interface Stream {
  readonly accepted: Uint8Array[];
  readonly delivered: Uint8Array[];
}

/** Everything that was seen of the connections of the runs since {@link watchStreams}. */
export class WatchedStreams {
  /** By client address and both ports. */
  readonly toDevice = new Map<string, Stream>();
  readonly toClient = new Map<string, Stream>();
  /** Events of each connection of a client, in order. */
  readonly events = new Map<ClientConnection, ClientEventName[]>();

  clear(): void {
    this.toDevice.clear();
    this.toClient.clear();
    this.events.clear();
  }

  of(direction: 'toDevice' | 'toClient', ip: number, clientPort: number, devicePort: number): Stream {
    const key = `${ip & 0xff}:${clientPort} ${devicePort}`;
    const known = this[direction].get(key);
    if (known !== undefined) return known;
    const stream: Stream = { accepted: [], delivered: [] };
    this[direction].set(key, stream);
    return stream;
  }
}

/** A method as it is before it is watched. */
export function own<T, K extends keyof T>(prototype: T, name: K): T[K] {
  return prototype[name];
}

/** Watches all runs until the mocks are restored. */
export function watchStreams(): WatchedStreams {
  const seen = new WatchedStreams();
  const send = own(EndpointConnection.prototype, 'send');
  vi.spyOn(EndpointConnection.prototype, 'send').mockImplementation(function (
    this: EndpointConnection,
    bytes,
  ) {
    const copy = bytes.slice();
    const ok = send.call(this, bytes);
    const ip = (this as unknown as { block: { host: Host } }).block.host.ip;
    if (ok) seen.of('toDevice', ip, this.localPort, this.remotePort).accepted.push(copy);
    return ok;
  });
  const notify = own(Host.prototype, 'notify');
  vi.spyOn(Host.prototype, 'notify').mockImplementation(function (this: Host, connection, event, bytes) {
    const events = seen.events.get(connection) ?? [];
    seen.events.set(connection, events);
    events.push(event);
    if (bytes !== undefined) {
      const { localPort, remotePort } = connection;
      seen.of('toClient', this.ip, localPort, remotePort).delivered.push(bytes.slice());
    }
    notify.call(this, connection, event, bytes);
  });
  const write = own(Tcp.prototype, 'write');
  vi.spyOn(Tcp.prototype, 'write').mockImplementation(function (this: Tcp, pcb, data, offset, length, more) {
    const copy = data.slice(offset, offset + length);
    const { remoteIp, remotePort, localPort } = pcb;
    const err = write.call(this, pcb, data, offset, length, more);
    if (err === Err.OK) seen.of('toClient', remoteIp, remotePort, localPort).accepted.push(copy);
    return err;
  });
  const recv = own(Sockets.prototype, 'recv');
  vi.spyOn(Sockets.prototype, 'recv').mockImplementation(function* (
    this: Sockets,
    fd,
    buffer,
    offset,
    length,
    flags = 0,
  ) {
    const conn = this.table.lookup(fd)?.conn;
    const got = yield* recv.call(this, fd, buffer, offset, length, flags);
    if (conn !== undefined && got > 0 && (flags & MSG_PEEK) === 0) {
      seen
        .of('toDevice', conn.peerIp, conn.peerPort, conn.localPort)
        .delivered.push(buffer.slice(offset, offset + got));
    }
    return got;
  });
  const recvAtHand = own(Sockets.prototype, 'recvAtHand');
  vi.spyOn(Sockets.prototype, 'recvAtHand').mockImplementation(function (
    this: Sockets,
    fd,
    buffer,
    offset,
    length,
  ) {
    const conn = this.table.lookup(fd)?.conn;
    recvAtHand.call(this, fd, buffer, offset, length);
    if (conn === undefined) return;
    seen
      .of('toDevice', conn.peerIp, conn.peerPort, conn.localPort)
      .delivered.push(buffer.slice(offset, offset + length));
  });
  return seen;
}
