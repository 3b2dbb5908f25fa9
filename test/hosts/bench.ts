/** A scripted device at the end of a link: tests say which segments it sends and look at those it gets. */

import { Kernel } from '../../sim/kernel/kernel.js';
import { LifecycleRegistry } from '../../sim/kernel/lifecycle.js';
import { Random } from '../../sim/kernel/random.js';
import { Trace, type CliRecord, type SegRecord } from '../../sim/kernel/trace.js';
import { DEVICE_IP, FIRST_CLIENT_IP, Hosts, type HostsOptions } from '../../sim/hosts/hosts.js';
import type { Host } from '../../sim/hosts/host.js';
import { Link } from '../../sim/wire/link.js';
import type { LinkOptions } from '../../sim/wire/link-options.js';
import { mssOption, NO_OPTIONS } from '../../sim/wire/tcp-options.js';
import { ACK, FIN, NO_PAYLOAD, PSH, RST, SYN, flagText, type Segment } from '../../sim/wire/segment.js';

export const DEVICE_ISN = 6510;
export const LATENCY_US = 1000;
export const MS = 1000;
export const SECOND = 1_000_000;

const FLAG_BITS: Record<string, number> = { S: SYN, F: FIN, R: RST, P: PSH, A: ACK };

/** A segment of the device, numbers relative to each side's ISN. */
export interface DeviceSegment {
  readonly fl: string;
  readonly seq?: number;
  readonly ack?: number;
  readonly win?: number;
  readonly mss?: number | undefined;
  readonly data?: Uint8Array | string;
  readonly port?: number;
  readonly clientPort?: number;
}

export class Bench {
  readonly kernel = new Kernel(10_000);
  readonly trace = new Trace();
  readonly lifecycles = new LifecycleRegistry();
  readonly hosts: Hosts;
  readonly link: Link;
  readonly host: Host;
  readonly received: Segment[] = [];
  readonly records: (CliRecord | SegRecord)[] = [];
  /** Called for each segment that reaches the device. */
  respond: ((segment: Segment) => void) | undefined;

  constructor(linkOptions: LinkOptions = {}, hostsOptions: HostsOptions = {}, seed = 1) {
    const { kernel, trace, lifecycles } = this;
    this.link = new Link({ kernel, trace, random: new Random(seed) }, linkOptions);
    this.hosts = new Hosts({ kernel, trace, lifecycles }, this.link, hostsOptions);
    this.host = this.hosts.get('c1');
    this.link.attachDevice((segment) => {
      this.received.push(segment);
      this.respond?.(segment);
    });
    trace.subscribe(['seg', 'cli'], (record) => {
      if (record.k === 'seg' || record.k === 'cli') this.records.push(record);
    });
  }

  /** Runs for a while. */
  run(forUs: number): void {
    this.kernel.run(this.kernel.nowUs + forUs);
  }

  /** A segment of the client's to start from, in a connection that there is not. */
  readonly segment: Segment = {
    srcIp: FIRST_CLIENT_IP,
    srcPort: 50_000,
    dstIp: DEVICE_IP,
    dstPort: 80,
    seq: 0,
    ack: 0,
    flags: ACK,
    window: 65_535,
    urgent: 0,
    options: NO_OPTIONS,
    payload: NO_PAYLOAD,
  };

  /** Lets everything on the way arrive. */
  settle(): void {
    this.run(3 * LATENCY_US);
  }

  /** The device sends. */
  device(
    { fl, seq = 1, ack = 1, win = 5760, mss, data, port = 80, clientPort }: DeviceSegment,
    host = this.host,
  ): void {
    let flags = 0;
    for (const letter of fl) flags |= FLAG_BITS[letter] ?? 0;
    const payload =
      typeof data === 'string' ? Uint8Array.from(Buffer.from(data, 'latin1')) : (data ?? NO_PAYLOAD);
    this.link.sendFromDevice({
      srcIp: DEVICE_IP,
      srcPort: port,
      dstIp: host.ip,
      dstPort: clientPort ?? host.connection?.localPort ?? 1,
      seq: (DEVICE_ISN + seq) >>> 0,
      ack: (flags & ACK) === 0 ? 0 : (host.isn + ack) >>> 0,
      flags,
      window: win,
      urgent: 0,
      options: mss === undefined ? NO_OPTIONS : mssOption(mss),
      payload,
    });
  }

  /** Connects and lets the handshake finish; forgets what has been seen so far. */
  establish(win = 5760, mss = 1440): void {
    this.host.connect(80);
    this.settle();
    this.device({ fl: 'SA', seq: 0, ack: 1, win, mss });
    this.settle();
    this.clear();
  }

  clear(): void {
    this.received.length = 0;
    this.records.length = 0;
  }

  /** Segments seen by the device, as `fl seq:ack+len`, numbers relative. */
  get sent(): string[] {
    return this.received.map(
      ({ flags, seq, ack, payload, srcIp }) =>
        `${flagText(flags)} ${(seq - (this.hosts.byIp(srcIp)?.isn ?? 0)) >>> 0}:${
          (flags & ACK) === 0 ? 0 : (ack - DEVICE_ISN) >>> 0
        }+${payload.length}`,
    );
  }

  /** Events of the client, `data` with its text. */
  get events(): string[] {
    return this.records.flatMap((r) =>
      r.k === 'cli' ? [r.ev === 'data' ? `data ${r.text ?? r.hex ?? ''}` : r.ev] : [],
    );
  }

  /** Times at which the device got segments that match. */
  timesOf(match: (record: SegRecord) => boolean): number[] {
    return this.records.flatMap((r) => (r.k === 'seg' && r.dir === 'rx' && match(r) ? [r.t] : []));
  }
}

export function bytes(count: number, value = 120): Uint8Array {
  return new Uint8Array(count).fill(value);
}
