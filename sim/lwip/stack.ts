/** The device's TCP/IP stack put together: memory, tcpip thread, TCP, UDP, sockets. */

import type { Holder } from '../kernel/trace.js';
import type { Ipv4, Segment } from '../wire/segment.js';
import type { Environment } from './core/environment.js';
import { Memory, type PoolName } from './core/memory.js';
import type { LwipOptions } from './core/options.js';
import { heapHolders } from './heap-holders.js';
import { Sockets } from './sockets/sockets.js';
import { Tcp } from './tcp/tcp.js';
import { Tcpip } from './core/tcpip.js';

/** What goes out: called in the tcpip thread for every segment that the device sends. */
export type SegmentOutput = (segment: Segment) => void;

export class LwipStack {
  readonly memory: Memory;
  readonly tcpip: Tcpip;
  readonly tcp: Tcp;
  readonly sockets: Sockets;

  constructor(
    readonly env: Environment,
    readonly options: LwipOptions,
    output: SegmentOutput,
    localIp: Ipv4,
  ) {
    this.memory = new Memory(env, options, (what) => this.holdersOf(what));
    this.tcpip = new Tcpip(env.kernel, options.TCPIP_THREAD_PRIO);
    this.tcp = new Tcp(env, options, this.memory, this.tcpip, output, localIp);
    this.sockets = new Sockets(env, options, this.memory, this.tcpip, this.tcp);
  }

  /** A segment arrives at the device's interface (event context). False when the driver had no memory for it. */
  input(segment: Segment): boolean {
    return this.tcp.inputFromDriver(segment);
  }

  private holdersOf(what: PoolName | 'heap'): readonly Holder[] {
    switch (what) {
      case 'TCP_PCB':
        return this.tcp.holders();
      case 'TCP_SEG':
        return this.tcp.segmentHolders();
      case 'NETCONN':
        return this.sockets.holders();
      case 'UDP_PCB':
        return this.sockets.holders('udp');
      case 'heap':
        return heapHolders(this.memory, this.tcp, this.sockets);
      default:
        return [];
    }
  }
}
