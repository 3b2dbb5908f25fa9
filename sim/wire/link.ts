/**
 * The link between the device and the hosts.
 *
 * Modelled: one-way latency, loss of the n-th packet of a direction, and, when asked for, jitter, random loss,
 * bandwidth and outages (link-path.ts). Loss is decided when a packet is handed over; a packet lost on its way to the
 * device is traced when it would have arrived, one from the device when it leaves. Packets to an address that is
 * nobody's vanish untraced and uncounted.
 * Simplified: no framing, no ARP, no MTU (both ends keep to 1500 bytes by their MSS).
 */

import { ModelError } from '../kernel/errors.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Random } from '../kernel/random.js';
import type { Trace } from '../kernel/trace.js';
import type { LinkHost, LinkHosts } from './link-hosts.js';
import { DEFAULT_LATENCY_US, isImpaired, type Direction, type LinkOptions } from './link-options.js';
import { Line, LinkPath } from './link-path.js';
import { ipLength, type Segment } from './segment.js';
import { segmentRecord } from './segment-record.js';

/** What the link is given. */
export interface LinkEnvironment {
  readonly kernel: Kernel;
  readonly trace: Trace;
  /** Needed only for jitter and random loss. */
  readonly random?: Random;
}

/** Watches packets at the device, lost ones included: for captures. */
export type LinkTap = (dir: Direction, segment: Segment, timeUs: number, lost: boolean) => void;

/** One direction: its packet count and its losses. */
class Lane {
  packets = 0;
  readonly drops: ReadonlySet<number>;
  readonly line: Line;
  readonly paths = new Map<string, LinkPath>();

  constructor(
    readonly dir: Direction,
    drops: Iterable<number> | undefined,
    bandwidthBps: number | undefined,
  ) {
    this.drops = new Set(drops ?? []);
    this.line = new Line(bandwidthBps);
  }
}

/** The link of one device. */
export class Link {
  /** Called for every packet at the device, at the time of its trace record. */
  tap: LinkTap | undefined;
  private readonly kernel: Kernel;
  private readonly trace: Trace;
  private readonly latencyUs: number;
  private readonly impaired: boolean;
  private readonly rx: Lane;
  private readonly tx: Lane;
  private device: ((segment: Segment) => void) | undefined;

  constructor(
    private readonly env: LinkEnvironment,
    private readonly options: LinkOptions,
    private readonly hosts: LinkHosts,
  ) {
    this.kernel = env.kernel;
    this.trace = env.trace;
    this.latencyUs = options.latencyUs ?? DEFAULT_LATENCY_US;
    this.impaired = isImpaired(options);
    this.rx = new Lane('rx', options.dropRx, options.bandwidthBps);
    this.tx = new Lane('tx', options.dropTx, options.bandwidthBps);
    hosts.attachLink((segment) => {
      this.sendFromHost(segment);
    });
  }

  /** Packets handed to the link so far in a direction, lost ones included. */
  packets(dir: Direction): number {
    return dir === 'rx' ? this.rx.packets : this.tx.packets;
  }

  /** Tells the link who takes the packets for the device: its network interface. */
  attachDevice(receive: (segment: Segment) => void): void {
    this.device = receive;
  }

  /** The device's network interface sends. The payload must not change any more. */
  sendFromDevice(segment: Segment): void {
    const host = this.hosts.byIp(segment.dstIp);
    if (host === undefined) return;
    const path = this.pathOf(this.tx, host);
    const lost = this.isLost(this.tx, path);
    this.observe('tx', segment, host, lost);
    if (lost) return;
    this.kernel.at(this.arrivalUs(path, segment), () => {
      host.receive(segment);
    });
  }

  private sendFromHost(segment: Segment): void {
    const host = this.hosts.byIp(segment.srcIp);
    const path = host && this.pathOf(this.rx, host);
    const lost = this.isLost(this.rx, path);
    this.kernel.at(this.arrivalUs(path, segment), () => {
      this.observe('rx', segment, host, lost);
      if (!lost) this.device?.(segment);
    });
  }

  /** Counts a packet and decides its fate. */
  private isLost(lane: Lane, path: LinkPath | undefined): boolean {
    const dropped = lane.drops.has(++lane.packets);
    return path === undefined ? dropped : path.loses(this.kernel.nowUs) || dropped;
  }

  private arrivalUs(path: LinkPath | undefined, segment: Segment): number {
    const { nowUs } = this.kernel;
    return path === undefined ? nowUs + this.latencyUs : path.arrivalUs(nowUs, ipLength(segment));
  }

  /** The client's own way; undefined on a link without impairments. */
  private pathOf(lane: Lane, host: LinkHost): LinkPath | undefined {
    if (!this.impaired) return undefined;
    let path = lane.paths.get(host.name);
    if (path === undefined) {
      if (this.env.random === undefined) throw new ModelError('an impaired link needs random numbers');
      path = new LinkPath(
        this.options,
        host.name,
        lane.line,
        this.env.random.fork(`link ${lane.dir} ${host.name}`),
      );
      lane.paths.set(host.name, path);
    }
    return path;
  }

  private observe(dir: Direction, segment: Segment, host: LinkHost | undefined, lost: boolean): void {
    const { nowUs } = this.kernel;
    if (this.trace.wants.seg) this.trace.emit(segmentRecord(nowUs, dir, segment, host, lost));
    this.tap?.(dir, segment, nowUs, lost);
  }
}
