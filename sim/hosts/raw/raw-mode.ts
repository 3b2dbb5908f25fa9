/**
 * A host under the control of raw segments: it sends what a script says and only reports what comes.
 *
 * Before its first own segment the host's TCP is in charge; spoofed segments are sent in its name all the same. From
 * then on it has no TCP any more, for good.
 */

import type { SequenceOrigins } from '../../wire/link-end.js';
import type { Segment } from '../../wire/segment.js';
import { seqAdd } from '../../wire/seq.js';
import { segmentEventRecord } from '../client-record.js';
import type { ConnectionHost } from '../client-stack.js';
import type { ConnectionTable } from '../connection-table.js';
import { RawConnections, type RawOrigins } from './raw-connections.js';
import type { RawSegment } from './raw-segment.js';

/** Raw segments of one host. */
export class RawMode {
  private readonly own = new RawConnections();
  private entered = false;

  constructor(
    private readonly host: ConnectionHost,
    private readonly connections: ConnectionTable,
  ) {}

  /** True once the host has no TCP any more. */
  get isOn(): boolean {
    return this.entered;
  }

  /** The host's connections end without a packet or an event; their numbers stay. */
  enter(): void {
    this.entered = true;
    for (const { localPort, remotePort, isn, peerIsn } of this.connections) {
      this.own.add(localPort, remotePort, isn, peerIsn);
    }
    for (const connection of this.connections.unfinished) {
      connection.freeze();
      connection.forget();
    }
  }

  /** Sends a segment from a port. */
  send(raw: RawSegment, from: number): void {
    const { ip, deviceIp } = this.host;
    const origins = this.originsFor(from, raw.to);
    if (raw.isn !== undefined) origins.countFrom(raw.isn >>> 0);
    this.host.transmit({
      srcIp: ip,
      srcPort: from,
      dstIp: deviceIp,
      dstPort: raw.to,
      seq: seqAdd(origins.isn, raw.seq),
      ack: raw.ack === undefined ? 0 : seqAdd(origins.peerIsn ?? 0, raw.ack),
      flags: raw.flags,
      window: raw.window,
      urgent: raw.urgent,
      options: raw.options,
      payload: raw.payload,
    });
  }

  /** What the trace counts from: connections of the host's TCP come first while it has one. */
  originsOf(ownPort: number, devicePort: number): SequenceOrigins | undefined {
    if (this.entered) return this.own.find(ownPort, devicePort);
    return this.connections.findByLocalPort(ownPort) ?? this.own.findByOwnPort(ownPort);
  }

  /** Reports a segment that has come. */
  report(segment: Segment): void {
    const { name, env } = this.host;
    if (!env.trace.wants.cli) return;
    const origins = this.own.find(segment.dstPort, segment.srcPort);
    env.trace.emit(segmentEventRecord(env.kernel.nowUs, name, segment, origins));
  }

  private originsFor(ownPort: number, devicePort: number): RawOrigins {
    const live = this.entered ? undefined : this.connections.find(ownPort, devicePort);
    return live ?? this.own.find(ownPort, devicePort) ?? this.own.add(ownPort, devicePort, this.host.isn);
  }
}
