/**
 * The connections of one host.
 *
 * Finished ones stay, since late segments still find them and traces still count from their sequence numbers; a newer
 * connection on the same ports hides them, so there are never more than the port numbers allow.
 */

import type { ClientConnection } from './client-stack.js';

/** Ports are 16 bit: a pair of them fits one number. */
const PORTS = 0x1_0000;

/** Connections of one host, by ports. */
export class ConnectionTable {
  /** Neither dead nor through, oldest first. */
  readonly unfinished = new Set<ClientConnection>();
  /** The newest of all: the one that scripts act upon. */
  newest: ClientConnection | undefined;
  private readonly byPorts = new Map<number, ClientConnection>();
  private readonly byLocalPort = new Map<number, ClientConnection>();

  add(connection: ClientConnection): void {
    const { localPort, remotePort } = connection;
    this.byPorts.set(localPort * PORTS + remotePort, connection);
    this.byLocalPort.set(localPort, connection);
    this.unfinished.add(connection);
    this.newest = connection;
  }

  /** The newest connection on each pair of ports, over or not. */
  [Symbol.iterator](): Iterator<ClientConnection> {
    return this.byPorts.values();
  }

  /** The newest connection with these ports. */
  find(localPort: number, remotePort: number): ClientConnection | undefined {
    return this.byPorts.get(localPort * PORTS + remotePort);
  }

  /** Whether a connection with these ports is neither dead nor through. */
  isLive(localPort: number, remotePort: number): boolean {
    const connection = this.find(localPort, remotePort);
    return connection !== undefined && this.unfinished.has(connection);
  }

  /** The newest connection on a local port, whatever its peer port. */
  findByLocalPort(localPort: number): ClientConnection | undefined {
    return this.byLocalPort.get(localPort);
  }
}
