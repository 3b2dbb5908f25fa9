/**
 * Settings of the link: what a scenario says about the way between the device and its clients.
 *
 * Everything but the latency is off by default; the link is then exactly the one that the reference traces were
 * recorded on. Directions are as the device sees them: `rx` towards it, `tx` from it.
 */

import type { PowerSaveOptions } from './power-save.js';

/** As the device sees it. */
export type Direction = 'rx' | 'tx';

/** One-way latency when a scenario names none, in µs (conformance README, `link.latency` 1ms). */
export const DEFAULT_LATENCY_US = 1000;

/** A time during which every packet handed to the link is lost. */
export interface Outage {
  /** Start, virtual µs. */
  readonly atUs: number;
  /** Length in µs. */
  readonly forUs: number;
}

/** How one client's way differs from the link's: what is left out is as for all. */
export interface ClientPathOptions {
  /** One-way latency in µs. */
  readonly latencyUs?: number;
  /** Largest extra delay in µs, drawn evenly from 0 for each packet. */
  readonly jitterUs?: number;
  /** Share of packets lost at random, 0..1, each direction by itself. */
  readonly lossRate?: number;
  /** Bits a second of this client's own access, each direction; comes on top of the link's shared bandwidth. */
  readonly bandwidthBps?: number;
  /** Outages of this client alone, besides the link's. */
  readonly outages?: readonly Outage[];
}

/** What a scenario's `link` section says. */
export interface LinkOptions {
  /** One-way latency in µs; {@link DEFAULT_LATENCY_US} unless given. */
  readonly latencyUs?: number;
  /** Packets lost, by their 1-based number in this direction, counted over all clients. */
  readonly dropRx?: Iterable<number>;
  readonly dropTx?: Iterable<number>;
  /** Largest extra delay in µs, drawn evenly from 0 for each packet. */
  readonly jitterUs?: number;
  /** True lets jitter change the order of one client's packets; otherwise none overtakes another. */
  readonly reorder?: boolean;
  /** Share of packets lost at random, 0..1, each direction by itself. */
  readonly lossRate?: number;
  /** Bits a second at the device, each direction, shared by all clients. */
  readonly bandwidthBps?: number;
  /** Times when nobody's packets get through. */
  readonly outages?: readonly Outage[];
  /** The device's radio sleeps between beacons; absent: it is always awake. */
  readonly powerSave?: PowerSaveOptions;
  /** Differences of single clients, by name. */
  readonly clients?: Readonly<Record<string, ClientPathOptions>>;
}

/** True when the link does more than delay by one latency and drop by number. */
export function isImpaired(options: LinkOptions): boolean {
  return (
    (options.jitterUs ?? 0) > 0 ||
    (options.lossRate ?? 0) > 0 ||
    options.bandwidthBps !== undefined ||
    (options.outages?.length ?? 0) > 0 ||
    Object.keys(options.clients ?? {}).length > 0
  );
}
