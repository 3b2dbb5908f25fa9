/**
 * What plugs into the link at its far end: anything with a name and an address that takes segments and sends some.
 *
 * The simulated clients (sim/hosts) are such ends; a bridge to real machines or a replayed capture would be others.
 */

import type { Ipv4, Segment } from './segment.js';

/** Where the sequence numbers of a connection start; traces count from there. */
export interface SequenceOrigins {
  /** The end's initial sequence number. */
  readonly isn: number;
  /** The device's, as soon as a SYN of the device has been seen. */
  readonly peerIsn: number | undefined;
  /** The device has sent a SYN with this number; the link may yet lose it. */
  deviceSyn(isn: number): void;
}

/** One end of the link, opposite the device. */
export interface LinkEnd {
  /** Its name in traces. */
  readonly name: string;
  readonly ip: Ipv4;
  /** True for an end that holds several connections at once: traces then name the port. */
  readonly hasSeveral?: boolean;
  /** Takes a segment that has crossed the link. */
  receive(segment: Segment): void;
  /** Where the numbers between these two ports start; undefined for no connection: traces then show them as they are. */
  originsOf(ownPort: number, devicePort: number): SequenceOrigins | undefined;
}

/** Hands a segment of an end to the link. Its payload must not change any more. */
export type Inject = (segment: Segment) => void;

/** Where ends plug in. */
export interface LinkSocket {
  /** Connects an end; what it is given sends its segments. An address can be taken once. */
  attach(end: LinkEnd): Inject;
}
