/**
 * One client's way to or from the device on an impaired link: latency, jitter, bandwidth, random loss, outages.
 *
 * Modelled: store-and-forward at the configured rate with an unlimited queue, a delay drawn for each packet, loss
 * decided when a packet is handed to the link.
 * Absent: queue limits, correlated loss, corruption, radio contention between the two directions.
 */

import { US_PER_S } from '../kernel/units.js';
import type { Random } from '../kernel/random.js';
import { DEFAULT_LATENCY_US, type LinkOptions, type Outage } from './link-options.js';

const BITS_PER_BYTE = 8;

/** Why a packet is lost: the outage, or just so. */
export interface PacketLoss {
  readonly outage?: Outage;
}

/** A line of limited rate: packets leave it one after the other. */
export class Line {
  private freeAtUs = 0;

  constructor(
    /** Bits a second; undefined is without limit. */
    private readonly bandwidthBps: number | undefined,
  ) {}

  /** Time at which a packet of `bytes` that comes at `timeUs` has left the line, in whole µs. */
  passUs(timeUs: number, bytes: number): number {
    if (this.bandwidthBps === undefined) return timeUs;
    const startUs = Math.max(timeUs, this.freeAtUs);
    this.freeAtUs = startUs + Math.ceil((bytes * BITS_PER_BYTE * US_PER_S) / this.bandwidthBps);
    return this.freeAtUs;
  }
}

/** The way of one client in one direction. */
export class LinkPath {
  private readonly latencyUs: number;
  private readonly jitterUs: number;
  private readonly lossRate: number;
  private readonly keepsOrder: boolean;
  private readonly outages: readonly Outage[];
  private readonly own: Line;
  private lastArrivalUs = 0;

  constructor(
    options: LinkOptions,
    client: string,
    /** The device's line in this direction, shared by all clients. */
    private readonly shared: Line,
    private readonly random: Random,
  ) {
    const own = options.clients?.[client] ?? {};
    this.latencyUs = own.latencyUs ?? options.latencyUs ?? DEFAULT_LATENCY_US;
    this.jitterUs = own.jitterUs ?? options.jitterUs ?? 0;
    this.lossRate = own.lossRate ?? options.lossRate ?? 0;
    this.keepsOrder = options.reorder !== true;
    this.outages = [...(options.outages ?? []), ...(own.outages ?? [])];
    this.own = new Line(own.bandwidthBps);
  }

  /** Decides whether a packet handed to the link at `nowUs` is lost, and in which outage. */
  lossAt(nowUs: number): PacketLoss | undefined {
    for (const outage of this.outages)
      if (nowUs >= outage.atUs && nowUs < outage.atUs + outage.forUs) return { outage };
    return this.lossRate > 0 && this.random.fraction() < this.lossRate ? {} : undefined;
  }

  /** When a packet of `bytes` (IP length) handed to the link at `nowUs` arrives. */
  arrivalUs(nowUs: number, bytes: number): number {
    let timeUs = this.shared.passUs(this.own.passUs(nowUs, bytes), bytes) + this.latencyUs;
    if (this.jitterUs > 0) timeUs += this.random.int(0, this.jitterUs);
    if (this.keepsOrder) {
      timeUs = Math.max(timeUs, this.lastArrivalUs);
      this.lastArrivalUs = timeUs;
    }
    return timeUs;
  }
}
