/** A machine outside of the simulation at the far end of the link: its packets come and go as they are. */

import type { Simulation } from '../../run/simulation.js';
import type { Inject, LinkEnd, SequenceOrigins } from '../../wire/link-end.js';
import { ACK, SYN, type Ipv4, type Segment } from '../../wire/segment.js';
import { WatchedConnection, type WatchedSurroundings } from './watched-connection.js';

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
    /** Called before one more connection is remembered. */
    private readonly beforeMore: () => void,
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

  /** Connections that are remembered. */
  get size(): number {
    return this.connections.size;
  }

  /** It sends a segment to the device. */
  send(segment: Segment): void {
    this.connectionOf(segment)?.sends(segment);
    this.inject(segment);
  }

  receive(segment: Segment): void {
    this.connections.get(keyOf(segment.dstPort, segment.srcPort))?.receives(segment);
    this.deliver(segment);
  }

  originsOf(ownPort: number, devicePort: number): SequenceOrigins | undefined {
    return this.connections.get(keyOf(ownPort, devicePort));
  }

  /** Forgets one connection: the oldest that is over, else the oldest that the device has not answered, else the oldest. */
  forgetOne(): void {
    let found: readonly [number, WatchedConnection] | undefined;
    for (const entry of this.connections) {
      const [, { isOver, isHalfOpen }] = entry;
      if (found === undefined || isOver || (isHalfOpen && !found[1].isHalfOpen)) found = entry;
      if (isOver) break;
    }
    if (found === undefined) return;
    found[1].forget();
    this.connections.delete(found[0]);
  }

  /** The connection of a segment; undefined for one of none, as scanners and storms of resets send them. */
  private connectionOf({ srcPort, dstPort, flags, seq }: Segment): WatchedConnection | undefined {
    const key = keyOf(srcPort, dstPort);
    const known = this.connections.get(key);
    const begins = (flags & (SYN | ACK)) === SYN;
    if (known === undefined ? (flags & SYN) === 0 : !begins || !known.isOther(seq)) return known;
    known?.forget();
    this.connections.delete(key);
    this.beforeMore();
    const connection = new WatchedConnection(srcPort, dstPort, this.around);
    this.connections.set(key, connection);
    return connection;
  }
}

function keyOf(ownPort: number, devicePort: number): number {
  return ownPort * 2 ** PORT_BITS + devicePort;
}
