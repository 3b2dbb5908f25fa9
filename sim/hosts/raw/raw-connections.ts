/**
 * The connections of raw segments: a pair of ports each, with nothing but the two numbers that scripts and traces count
 * from.
 */

import { LazyMap } from '../../kernel/lazy-map.js';
import type { SequenceOrigins } from '../../wire/link-end.js';

/** Ports are 16 bit: a pair of them fits one number. */
const PORTS = 0x1_0000;

/** Numbers that raw segments count from. */
export interface RawOrigins extends SequenceOrigins {
  /** `isn` is the client's initial number from now on. */
  countFrom(isn: number): void;
}

/** Numbers of one pair of ports. */
class RawConnection implements RawOrigins {
  /** The device's number: that of the last SYN that it sent to the pair, whatever became of that. */
  peerIsn: number | undefined;

  constructor(
    readonly ownPort: number,
    /** The client's own; `isn` of a segment moves it. */
    public isn: number,
    peerIsn?: number,
  ) {
    this.peerIsn = peerIsn;
  }

  countFrom(isn: number): void {
    this.isn = isn;
  }

  deviceSyn(isn: number): void {
    this.peerIsn = isn;
  }
}

/** Raw connections of one host, by their ports. */
export class RawConnections {
  private readonly byPorts = new LazyMap<number, RawConnection>();

  /** The connection of a pair; undefined when nothing raw has been sent on it. */
  find(ownPort: number, devicePort: number): RawOrigins | undefined {
    return this.byPorts.get(ownPort * PORTS + devicePort);
  }

  /** The oldest connection on a port of the host, whatever the device's port. */
  findByOwnPort(ownPort: number): RawOrigins | undefined {
    for (const [, connection] of this.byPorts) if (connection.ownPort === ownPort) return connection;
    return undefined;
  }

  /** Begins a connection with these numbers. */
  add(ownPort: number, devicePort: number, isn: number, peerIsn?: number): RawOrigins {
    const connection = new RawConnection(ownPort, isn, peerIsn);
    this.byPorts.set(ownPort * PORTS + devicePort, connection);
    return connection;
  }
}
