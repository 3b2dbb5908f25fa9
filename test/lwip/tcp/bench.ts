/** A TCP module on its own: a listener, a scripted peer, and everything that the device sends. */

import { traitsOf } from '../../../firmware-model/releases/index.js';
import { espLwipOptions, type EspLwipInput } from '../../../firmware-model/devices/esp-lwip-options.js';
import { Kernel } from '../../../sim/kernel/kernel.js';
import { LifecycleRegistry } from '../../../sim/kernel/lifecycle.js';
import { DeviceLog } from '../../../sim/kernel/log.js';
import { Trace } from '../../../sim/kernel/trace.js';
import { Err } from '../../../sim/lwip/core/errno.js';
import { Memory } from '../../../sim/lwip/core/memory.js';
import type { LwipOptions } from '../../../sim/lwip/core/options.js';
import { freePbuf, type RxPbuf } from '../../../sim/lwip/core/pbuf.js';
import { Tcpip } from '../../../sim/lwip/core/tcpip.js';
import type { TcpListener, TcpPcb } from '../../../sim/lwip/tcp/pcb/pcb.js';
import { Tcp } from '../../../sim/lwip/tcp/tcp.js';
import { mssOption, NO_OPTIONS } from '../../../sim/wire/tcp-options.js';
import { ACK, flagText, NO_PAYLOAD, SYN, type Segment } from '../../../sim/wire/segment.js';

export const DEVICE_IP = 0xc0a80402;
export const PEER_IP = 0xc0a80464;
export const PORT = 80;
export const PEER_ISN = 1000;
const TICK_US = 10_000;

/** What a peer's segment may differ in. */
export type SegmentPart = Partial<Omit<Segment, 'dstIp' | 'dstPort'>>;

export class TcpBench {
  readonly kernel = new Kernel(TICK_US);
  readonly trace = new Trace();
  readonly lifecycles = new LifecycleRegistry();
  readonly memory: Memory;
  readonly tcp: Tcp;
  readonly tcpip: Tcpip;
  readonly sent: Segment[] = [];
  readonly received: Uint8Array[] = [];
  readonly errors: Err[] = [];
  listener: TcpListener;
  accepted: TcpPcb | undefined;
  fin = false;
  /** What the receive callback answers. */
  receiveAnswer: Err = Err.OK;
  acceptAnswer: Err = Err.OK;

  constructor(input: Partial<EspLwipInput> = {}, backlog = 5, overrides: Partial<LwipOptions> = {}) {
    const { kernel, trace, lifecycles } = this;
    const env = {
      kernel,
      trace,
      lifecycles,
      log: new DeviceLog(kernel, trace),
      peerName: () => 'peer',
    };
    const options = espLwipOptions({
      release: 'v5.3.5',
      firmware: traitsOf('v5.3.5'),
      staticPools: false,
      sdkconfig: {},
      lwipopts: {},
      heapLimitBytes: Number.POSITIVE_INFINITY,
      ...input,
    });
    Object.assign(options, overrides);
    this.memory = new Memory(env, options, () => []);
    this.tcpip = new Tcpip(kernel, options.TCPIP_THREAD_PRIO);
    this.tcp = new Tcp(
      env,
      options,
      this.memory,
      this.tcpip,
      (segment) => this.sent.push(segment),
      DEVICE_IP,
    );
    this.listener = this.tcpip.exec(() => this.listen(backlog));
  }

  /** Runs to a virtual time in milliseconds. */
  until(ms: number): void {
    this.kernel.run(ms * 1000);
  }

  /** A segment from the peer, now. */
  send(part: SegmentPart): void {
    this.tcp.inputFromDriver({
      srcIp: PEER_IP,
      srcPort: 50_000,
      dstIp: DEVICE_IP,
      dstPort: PORT,
      seq: PEER_ISN + 1,
      ack: 0,
      flags: ACK,
      window: 65_535,
      urgent: 0,
      options: NO_OPTIONS,
      payload: NO_PAYLOAD,
      ...part,
    });
  }

  /** The handshake; the connection is in `accepted` afterwards. */
  open(part: SegmentPart = {}): TcpPcb {
    this.send({ seq: PEER_ISN, flags: SYN, options: mssOption(1460), ...part });
    const synAck = this.sent.at(-1)!;
    this.send({ ack: synAck.seq + 1, ...part });
    this.sent.length = 0;
    return this.accepted!;
  }

  /** The device's segments so far as text: flags, relative sequence and acknowledgement, length, window. */
  log(isn: number): string[] {
    return this.sent.map(
      (s) => `${flagText(s.flags)} ${s.seq - isn}:${s.ack - PEER_ISN} ${s.payload.length} w${s.window}`,
    );
  }

  private listen(backlog: number): TcpListener {
    const pcb = this.tcp.create()!;
    this.tcp.bind(pcb, 0, PORT);
    const listener = this.tcp.listen(pcb, backlog);
    if (typeof listener === 'number') throw new Error(`listen failed: ${listener}`);
    listener.onAccept = (_listener, pcbOfPeer, error) => {
      if (pcbOfPeer === undefined) return error;
      if (this.acceptAnswer !== Err.OK) return this.acceptAnswer;
      this.accepted = pcbOfPeer;
      this.tcp.backlogDelayed(pcbOfPeer);
      pcbOfPeer.wantsPoll = false;
      pcbOfPeer.onReceive = (_pcb, data) => this.take(data);
      pcbOfPeer.onError = (e) => this.errors.push(e);
      return Err.OK;
    };
    return listener;
  }

  private take(data: RxPbuf | undefined): Err {
    if (this.receiveAnswer !== Err.OK) return this.receiveAnswer;
    if (data === undefined) {
      this.fin = true;
      return Err.OK;
    }
    for (let p: RxPbuf | undefined = data; p; p = p.next) {
      const bytes = new Uint8Array(p.length);
      p.copyTo(bytes, 0, p.length);
      this.received.push(bytes);
    }
    freePbuf(data, this.memory);
    return Err.OK;
  }
}
