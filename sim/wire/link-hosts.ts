/** What the link asks of the hosts at its far end; sim/hosts implements it. */

import type { Ipv4, Segment } from './segment.js';

/** Where the sequence numbers of a client's connection start; traces count from there. */
export interface SequenceOrigins {
  /** The client's initial sequence number. */
  readonly isn: number;
  /** The device's, as soon as a SYN of the device has been seen. */
  peerIsn: number | undefined;
}

/** One host. */
export interface LinkHost {
  /** Name of the client in traces. */
  readonly name: string;
  /** True for a host that holds several connections at once: traces then name the port. */
  readonly hasSeveral?: boolean;
  /** Takes a segment that has crossed the link. */
  receive(segment: Segment): void;
  /** The newest connection on a port of this host, whatever its peer port and however dead. */
  originsOf(localPort: number): SequenceOrigins | undefined;
}

/** All hosts of a run. */
export interface LinkHosts {
  /** The host with this address; addresses of nobody give undefined. */
  byIp(ip: Ipv4): LinkHost | undefined;
  /** Tells the hosts where their packets go. */
  attachLink(send: (segment: Segment) => void): void;
}
