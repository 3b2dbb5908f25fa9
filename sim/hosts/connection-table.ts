/**
 * The connections of one host.
 *
 * Of finished ones there stays what late segments and traces need (finished-connection.ts), and the newest as it is, since
 * scripts may still ask it; a newer connection on the same ports hides them, so there are never more than the port
 * numbers allow.
 */

import type { ClientConnection, KnownConnection } from './client-stack.js';

/** Ports are 16 bit: a pair of them fits one number. */
const PORTS = 0x1_0000;

/** Connections of one host, by ports. */
export class ConnectionTable {
  /** Neither dead nor through, oldest first. */
  readonly unfinished = new Set<ClientConnection>();
  private last: ClientConnection | undefined;
  private readonly byPorts = new Map<number, KnownConnection>();
  private readonly byLocalPort = new Map<number, KnownConnection>();

  /** The newest of all: the one that scripts act upon. */
  get newest(): ClientConnection | undefined {
    return this.last;
  }

  add(connection: ClientConnection): void {
    const before = this.last;
    this.put(connection);
    this.unfinished.add(connection);
    this.last = connection;
    if (before !== undefined && !this.unfinished.has(before)) this.reduce(before);
  }

  /** A connection is over. */
  retire(connection: ClientConnection): void {
    this.unfinished.delete(connection);
    if (connection !== this.last) this.reduce(connection);
  }

  /** The newest connection on each pair of ports, over or not. */
  [Symbol.iterator](): Iterator<KnownConnection> {
    return this.byPorts.values();
  }

  /** The newest connection with these ports. */
  find(localPort: number, remotePort: number): KnownConnection | undefined {
    return this.byPorts.get(localPort * PORTS + remotePort);
  }

  /** Whether a connection with these ports is neither dead nor through. */
  isLive(localPort: number, remotePort: number): boolean {
    const connection = this.find(localPort, remotePort);
    const unfinished: ReadonlySet<KnownConnection> = this.unfinished;
    return connection !== undefined && unfinished.has(connection);
  }

  /** The newest connection on a local port, whatever its peer port. */
  findByLocalPort(localPort: number): KnownConnection | undefined {
    return this.byLocalPort.get(localPort);
  }

  /** Lets go of all but the remains, unless a newer connection hides it. */
  private reduce(connection: ClientConnection): void {
    const { localPort, remotePort } = connection;
    const isFound = this.find(localPort, remotePort) === connection;
    const isNewestOfPort = this.byLocalPort.get(localPort) === connection;
    if (!isFound && !isNewestOfPort) return;
    const remains = connection.remains();
    if (isFound) this.byPorts.set(localPort * PORTS + remotePort, remains);
    if (isNewestOfPort) this.byLocalPort.set(localPort, remains);
  }

  private put(connection: KnownConnection): void {
    const { localPort, remotePort } = connection;
    this.byPorts.set(localPort * PORTS + remotePort, connection);
    this.byLocalPort.set(localPort, connection);
  }
}
