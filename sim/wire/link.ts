/**
 * The link between the device and whatever is plugged in at its far end.
 *
 * Modelled: one-way latency, loss of the n-th packet of a direction, and, when asked for, jitter, random loss,
 * bandwidth and outages (link-path.ts), and a device whose radio sleeps (power-save.ts). Loss is decided when a packet is handed over; a packet lost on its way to the
 * device is traced when it would have arrived, one from the device when it leaves. Packets to an address that is
 * nobody's vanish untraced and uncounted.
 * Simplified: no framing, no ARP, no MTU (both ends keep to 1500 bytes by their MSS).
 */

import { ModelError } from '../kernel/errors.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Random } from '../kernel/random.js';
import type { Trace } from '../kernel/trace.js';
import type { Inject, LinkEnd, LinkSocket } from './link-end.js';
import {
  DEFAULT_LATENCY_US,
  isImpaired,
  type Direction,
  type LinkOptions,
  type Outage,
} from './link-options.js';
import { PowerSave } from './power-save.js';
import { Line, LinkPath, type PacketLoss } from './link-path.js';
import { ipLength, type Ipv4, type Segment } from './segment.js';
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
export class Link implements LinkSocket {
  /** Called for every packet at the device, at the time of its trace record. */
  tap: LinkTap | undefined;
  private readonly kernel: Kernel;
  private readonly trace: Trace;
  private readonly latencyUs: number;
  private readonly impaired: boolean;
  private readonly powerSave: PowerSave | undefined;
  private readonly rx: Lane;
  private readonly tx: Lane;
  private readonly ends = new Map<Ipv4, LinkEnd>();
  private device: ((segment: Segment) => void) | undefined;
  /** An outage that nobody has planned. */
  private sudden: Outage | undefined;

  constructor(
    private readonly env: LinkEnvironment,
    private readonly options: LinkOptions,
  ) {
    this.kernel = env.kernel;
    this.trace = env.trace;
    this.latencyUs = options.latencyUs ?? DEFAULT_LATENCY_US;
    this.impaired = isImpaired(options);
    this.powerSave = options.powerSave && new PowerSave(options.powerSave);
    this.rx = new Lane('rx', options.dropRx, options.bandwidthBps);
    this.tx = new Lane('tx', options.dropTx, options.bandwidthBps);
  }

  /** Packets handed to the link so far in a direction, lost ones included. */
  packets(dir: Direction): number {
    return dir === 'rx' ? this.rx.packets : this.tx.packets;
  }

  attach(end: LinkEnd): Inject {
    if (this.ends.has(end.ip))
      throw new ModelError('two ends of the link with one address', { end: end.name });
    this.ends.set(end.ip, end);
    return (segment) => {
      this.sendFrom(end, segment);
    };
  }

  /** Tells the link who takes the packets for the device: its network interface. */
  attachDevice(receive: (segment: Segment) => void): void {
    this.device = receive;
  }

  /** From now on, for so long, every packet is lost: what nobody has planned. */
  breakDown(forUs: number): void {
    this.sudden = { atUs: this.kernel.nowUs, forUs };
  }

  /** The device's network interface sends. The payload must not change any more. */
  sendFromDevice(segment: Segment): void {
    const end = this.ends.get(segment.dstIp);
    if (end === undefined) return;
    this.powerSave?.stir(this.kernel.nowUs);
    const path = this.pathOf(this.tx, end);
    const loss = this.lossOf(this.tx, path);
    this.observe('tx', segment, end, loss);
    if (loss !== undefined) return;
    this.kernel.at(this.arrivalUs(path, segment), () => {
      end.receive(segment);
    });
  }

  private sendFrom(end: LinkEnd, segment: Segment): void {
    const path = this.pathOf(this.rx, end);
    const loss = this.lossOf(this.rx, path);
    const arrive = (): void => {
      this.observe('rx', segment, end, loss);
      if (loss !== undefined) return;
      this.powerSave?.stir(this.kernel.nowUs);
      this.device?.(segment);
    };
    const { powerSave } = this;
    const atUs = this.arrivalUs(path, segment);
    if (powerSave === undefined) this.kernel.at(atUs, arrive);
    else this.kernel.at(atUs, () => this.kernel.at(powerSave.heardUs(this.kernel.nowUs), arrive));
  }

  /** Counts a packet and decides its fate. */
  private lossOf(lane: Lane, path: LinkPath | undefined): PacketLoss | undefined {
    const dropped = lane.drops.has(++lane.packets) ? {} : undefined;
    const { nowUs } = this.kernel;
    const { sudden } = this;
    if (sudden !== undefined && nowUs < sudden.atUs + sudden.forUs) return { outage: sudden };
    return path?.lossAt(nowUs) ?? dropped;
  }

  private arrivalUs(path: LinkPath | undefined, segment: Segment): number {
    const { nowUs } = this.kernel;
    return path === undefined ? nowUs + this.latencyUs : path.arrivalUs(nowUs, ipLength(segment));
  }

  /** The client's own way; undefined on a link without impairments. */
  private pathOf(lane: Lane, { name }: LinkEnd): LinkPath | undefined {
    if (!this.impaired) return undefined;
    let path = lane.paths.get(name);
    if (path === undefined) {
      if (this.env.random === undefined) throw new ModelError('an impaired link needs random numbers');
      path = new LinkPath(this.options, name, lane.line, this.env.random.fork(`link ${lane.dir} ${name}`));
      lane.paths.set(name, path);
    }
    return path;
  }

  private observe(dir: Direction, segment: Segment, end: LinkEnd, loss: PacketLoss | undefined): void {
    const { nowUs } = this.kernel;
    if (this.trace.wants.seg) this.trace.emit(segmentRecord(nowUs, dir, segment, end, loss));
    this.tap?.(dir, segment, nowUs, loss !== undefined);
  }
}
