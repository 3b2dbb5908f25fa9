/** A machine outside of the simulation at the far end of the link: its packets come and go as they are. */

import type { Simulation } from '../../run/simulation.js';
import type { Inject, LinkEnd, SequenceOrigins } from '../../wire/link-end.js';
import { ACK, SYN, type Ipv4, type Segment } from '../../wire/segment.js';
import { WatchedConnection, type WatchedSurroundings } from './watched-connection.js';

/** Connections whose numbers are remembered; of more, those that are over go first, then the oldest. */
const MOST_CONNECTIONS = 4096;
const PORT_BITS = 16;

/** One machine, by its address. */
export class OutsideMachine implements LinkEnd {
  readonly hasSeveral = true;
  private readonly connections = new Map<number, WatchedConnection>();
  private readonly inject: Inject;
  private readonly around: WatchedSurroundings;

  constructor(
    readonly name: string,
    readonly ip: Ipv4,
    { kernel, trace, hosts, link, realTls }: Simulation,
    private readonly deliver: (segment: Segment) => void,
  ) {
    hosts.addOutside(ip, name);
    this.inject = link.attach(this);
    this.around = {
      name,
      nowUs: () => kernel.nowUs,
      emit: (record) => {
        if (trace.wants[record.k]) trace.emit(record);
      },
      watchTls: (port, sink) => realTls?.watch(name, port, sink),
      forgetTls: (port) => {
        realTls?.forget(name, port);
      },
    };
  }

  /** It sends a segment to the device. */
  send(segment: Segment): void {
    const key = keyOf(segment.srcPort, segment.dstPort);
    let connection = this.connections.get(key);
    const begins = (segment.flags & (SYN | ACK)) === SYN;
    if (connection === undefined || (begins && connection.isOther(segment.seq))) {
      this.connections.delete(key);
      connection = this.add(key, segment.srcPort, segment.dstPort);
    }
    connection.sends(segment);
    this.inject(segment);
  }

  receive(segment: Segment): void {
    this.connections.get(keyOf(segment.dstPort, segment.srcPort))?.receives(segment);
    this.deliver(segment);
  }

  originsOf(ownPort: number, devicePort: number): SequenceOrigins | undefined {
    return this.connections.get(keyOf(ownPort, devicePort));
  }

  private add(key: number, port: number, peer: number): WatchedConnection {
    if (this.connections.size >= MOST_CONNECTIONS) this.makeRoom();
    const connection = new WatchedConnection(port, peer, this.around);
    this.connections.set(key, connection);
    return connection;
  }

  private makeRoom(): void {
    for (const [key, { isOver }] of this.connections) if (isOver) this.connections.delete(key);
    const [oldest] = this.connections.keys();
    if (oldest !== undefined && this.connections.size >= MOST_CONNECTIONS) this.connections.delete(oldest);
  }
}

function keyOf(ownPort: number, devicePort: number): number {
  return ownPort * 2 ** PORT_BITS + devicePort;
}
