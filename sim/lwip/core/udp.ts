/**
 * UDP between parts of the device: pcbs, ports, and the loopback interface (udp.c, netif.c, ip4.c).
 *
 * Modelled: bind and connect, ephemeral ports, delivery through the loopback interface's queue
 * (LWIP_LOOPBACK_MAX_PBUFS) by a message of its own to the tcpip thread (`netif_poll`), the heap that each copy holds.
 * Simplified: datagrams to any address but 127.0.0.0/8 leave the device and are never heard of again; nothing comes in
 * from outside. A port without a socket swallows the datagram (lwIP would send itself an ICMP error that nobody reads).
 * The W800 SDK is built without loopback: there 127.0.0.1 leaves the device too.
 * Absent: broadcast, multicast, checksums.
 */

import { LOOPBACK_IP, type Ipv4 } from '../../wire/segment.js';
import type { Holder } from '../../kernel/trace.js';
import { LOOP_QUEUE } from '../../resources/definitions.js';
import { partHolder } from '../../resources/holder.js';
import { LateLimits } from '../../resources/late-limits.js';
import type { Environment } from './environment.js';
import { Err } from './errno.js';
import type { Memory } from './memory.js';
import type { LwipOptions } from './options.js';
import type { Datagram } from '../sockets/socket-api.js';
import { pbufRamBytes } from '../tcp/output/segments.js';
import type { Tcpip } from './tcpip.js';

/** CONFIG_LWIP_LOOPBACK_MAX_PBUFS. */
const LOOPBACK_MAX_PBUFS = 8;
/** Header room of a PBUF_LINK (PBUF_LINK_HLEN, Ethernet). */
const LINK_HEADER_ROOM = 14;
const UDP_HEADER_BYTES = 8;
const IP_AND_UDP_HEADER_BYTES = 28;
/** Dynamic ports, RFC 6335 (UDP_LOCAL_PORT_RANGE_START and _END, udp.c). */
const FIRST_EPHEMERAL_PORT = 0xc000;
const LAST_EPHEMERAL_PORT = 0xffff;
const LOOPBACK_NET = LOOPBACK_IP >>> 24;

/** A received datagram as the socket holds it (`struct netbuf` and its pbuf). */
export class Netbuf {
  constructor(
    readonly datagram: Datagram,
    readonly fromIp: Ipv4,
    readonly fromPort: number,
    /** Heap bytes of the pbuf. */
    readonly heapBytes: number,
  ) {}
}

/** Frees a netbuf: its pbuf, then itself (`netbuf_delete`). */
export function freeNetbuf(netbuf: Netbuf, memory: Memory): void {
  memory.free(netbuf.heapBytes);
  memory.releaseElement('NETBUF');
}

/** Receives a datagram in the tcpip thread; owns `heapBytes` from then on. */
export type DatagramCallback = (
  pcb: UdpPcb,
  datagram: Datagram,
  fromIp: Ipv4,
  fromPort: number,
  heapBytes: number,
) => void;

/** One UDP control block (`struct udp_pcb`). */
export class UdpPcb {
  localIp: Ipv4 = 0;
  localPort = 0;
  remoteIp: Ipv4 = 0;
  remotePort = 0;
  connected = false;
  reuseAddress = false;
  onReceive: DatagramCallback | undefined;
  /** Who uses it: set by the netconn layer. */
  owner: unknown;
}

interface LoopPacket {
  readonly datagram: Datagram;
  readonly fromPort: number;
  readonly toIp: Ipv4;
  readonly toPort: number;
  readonly heapBytes: number;
}

/** The UDP layer. All functions run in the tcpip thread. */
export class Udp {
  /** Bound pcbs, most recently bound first. */
  readonly pcbs: UdpPcb[] = [];
  private readonly loopQueue: LoopPacket[] = [];
  private pollScheduled = false;
  private nextPort = FIRST_EPHEMERAL_PORT;

  private limits: LateLimits | undefined;

  constructor(
    private readonly env: Environment,
    private readonly options: LwipOptions,
    private readonly memory: Memory,
    private readonly tcpip: Tcpip,
  ) {}

  /** `udp_new`; undefined without memory. */
  create(): UdpPcb | undefined {
    if (this.memory.takeElement('UDP_PCB')) return new UdpPcb();
    this.memory.resourceOf('UDP_PCB').refuse({ effect: 'no UDP socket' });
    return undefined;
  }

  /** `udp_remove`. */
  remove(pcb: UdpPcb): void {
    const i = this.pcbs.indexOf(pcb);
    if (i >= 0) this.pcbs.splice(i, 1);
    this.memory.releaseElement('UDP_PCB');
  }

  /** `udp_bind`; port 0 picks an ephemeral one. `Err.USE` when the port is taken. */
  bind(pcb: UdpPcb, ip: Ipv4, port: number): Err {
    const localPort = port === 0 ? this.ephemeralPort() : port;
    if (localPort === 0 || (port !== 0 && this.isTaken(pcb, ip, port))) return Err.USE;
    pcb.localIp = ip;
    pcb.localPort = localPort;
    if (!this.pcbs.includes(pcb)) this.pcbs.unshift(pcb);
    return Err.OK;
  }

  /** `udp_connect`: fixes the remote end, binding first if need be. */
  connect(pcb: UdpPcb, ip: Ipv4, port: number): Err {
    if (pcb.localPort === 0) {
      const err = this.bind(pcb, pcb.localIp, 0);
      if (err !== Err.OK) return err;
    }
    pcb.remoteIp = ip;
    pcb.remotePort = port;
    pcb.connected = true;
    if (!this.pcbs.includes(pcb)) this.pcbs.unshift(pcb);
    return Err.OK;
  }

  /** `udp_sendto` (`udp_send` with address 0): `Err.MEM` when the copy finds no memory or the loop queue is full. */
  send(pcb: UdpPcb, datagram: Datagram, ip: Ipv4, port: number): Err {
    const toIp = ip === 0 ? pcb.remoteIp : ip;
    const toPort = ip === 0 ? pcb.remotePort : port;
    if (pcb.localPort === 0) {
      const err = this.bind(pcb, pcb.localIp, 0);
      if (err !== Err.OK) return err;
    }
    if (!this.options.LWIP_NETIF_TX_SINGLE_PBUF) {
      const headerBytes = pbufRamBytes(this.options.PBUF_IP_ROOM, UDP_HEADER_BYTES);
      if (!this.memory.malloc(headerBytes)) return Err.MEM;
      this.memory.free(headerBytes);
    }
    if (!this.options.ESP_LWIP || toIp >>> 24 !== LOOPBACK_NET) return Err.OK;
    return this.loop({
      datagram,
      fromPort: pcb.localPort,
      toIp,
      toPort,
      heapBytes: this.loopBytes(datagram),
    });
  }

  private loopBytes(datagram: Datagram): number {
    return pbufRamBytes(LINK_HEADER_ROOM, IP_AND_UDP_HEADER_BYTES + datagram.length);
  }

  /** `netif_loop_output`: queues a copy and a message that delivers it. */
  private loop(packet: LoopPacket): Err {
    if (!this.memory.malloc(packet.heapBytes)) {
      this.memory.heap.refuse({ effect: 'datagram not sent' });
      return Err.MEM;
    }
    if (this.loopQueue.length + 1 > LOOPBACK_MAX_PBUFS) {
      this.memory.free(packet.heapBytes);
      this.refuseLoop();
      return Err.MEM;
    }
    this.loopQueue.push(packet);
    // Without memory for the message the packet stays queued; the next one to come schedules the delivery.
    if (!this.pollScheduled && this.memory.takeElement('TCPIP_MSG_API')) {
      this.pollScheduled = true;
      this.tcpip.post(this.deliverAll);
    }
    return Err.OK;
  }

  /** `netif_poll`, a message of the tcpip thread. */
  private readonly deliverAll = (): void => {
    for (let packet = this.loopQueue.shift(); packet; packet = this.loopQueue.shift()) this.input(packet);
    this.pollScheduled = false;
    this.limits?.measure();
    this.memory.releaseElement('TCPIP_MSG_API');
  };

  /** `udp_input`: a pcb connected to the sender first, else the first unconnected one, specific addresses preferred. */
  private input(packet: LoopPacket): void {
    let match: UdpPcb | undefined;
    for (const pcb of this.pcbs) {
      if (pcb.localPort !== packet.toPort || (pcb.localIp !== 0 && pcb.localIp !== packet.toIp)) continue;
      if (!pcb.connected && (match === undefined || (this.options.SO_REUSE && pcb.localIp !== 0)))
        match = pcb;
      if (pcb.remotePort === packet.fromPort && (pcb.remoteIp === 0 || pcb.remoteIp === LOOPBACK_IP)) {
        match = pcb;
        this.moveToFront(pcb);
        break;
      }
    }
    if (match?.onReceive === undefined) this.memory.free(packet.heapBytes);
    else match.onReceive(match, packet.datagram, LOOPBACK_IP, packet.fromPort, packet.heapBytes);
  }

  private refuseLoop(): void {
    const holders = (): Holder[] => [
      Object.assign(partHolder('datagrams to 127.0.0.1'), { units: this.loopQueue.length }),
    ];
    this.limits ??= new LateLimits(this.env);
    this.limits.refuse(
      { limit: LOOP_QUEUE, size: LOOPBACK_MAX_PBUFS, holders },
      () => this.loopQueue.length,
      {
        effect: 'datagram not sent',
      },
    );
  }

  private moveToFront(pcb: UdpPcb): void {
    this.pcbs.splice(this.pcbs.indexOf(pcb), 1);
    this.pcbs.unshift(pcb);
  }

  private isTaken(pcb: UdpPcb, ip: Ipv4, port: number): boolean {
    return this.pcbs.some(
      (other) =>
        other !== pcb &&
        other.localPort === port &&
        !(this.options.SO_REUSE && pcb.reuseAddress && other.reuseAddress) &&
        (other.localIp === ip || ip === 0 || other.localIp === 0),
    );
  }

  /** `udp_new_port`; 0 when all are taken. */
  private ephemeralPort(): number {
    for (let tries = FIRST_EPHEMERAL_PORT; tries <= LAST_EPHEMERAL_PORT; tries++) {
      this.nextPort = this.nextPort === LAST_EPHEMERAL_PORT ? FIRST_EPHEMERAL_PORT : this.nextPort + 1;
      if (!this.pcbs.some((pcb) => pcb.localPort === this.nextPort)) return this.nextPort;
    }
    return 0;
  }
}
